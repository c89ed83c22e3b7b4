package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import unrolled.check.exercise.Exercise11.FilterGradient;
import unrolled.check.exercise.Exercise11.Forward;
import unrolled.check.exercise.Exercise11.PictureGradient;
import unrolled.check.exercise.Exercise11.Sizes;
import unrolled.check.exercise.Way11.Edge;
import unrolled.check.exercise.Way11.InPlace;
import unrolled.check.exercise.Way11.Index;
import unrolled.check.exercise.Way11.Place;
import unrolled.check.exercise.Way11.Range;
import unrolled.check.exercise.Way11.Size;
import unrolled.check.exercise.Way11.Sum;

/**
 * The mistakes that exercise 11 knows. One {@link Way11} does all three methods rightly or, with a
 * switch turned, in one of the ways in which people do them wrongly: where the filter lies, what
 * becomes of the padding, how far the loops go, which weight, which channel, what is added up.
 *
 * <p>Each switch alone belongs to an exercise's mistakes; two at once are looked for on the
 * learner's own answers, since there are thousands of pairs.
 */
final class Mistakes11 {

  /** The name of what {@link Looking} compares. */
  static final String ANSWER = "answer";

  private static final double NEAR = 1e-7;
  private static final long MILLISECONDS = 2000;

  private Mistakes11() {}

  // ---- what may be wrong

  /** Something wrong: what it is about, what it looks like, and whether it costs half at most. */
  private record Slip(
      String field, String name, String looks, boolean isHalf, Consumer<Way11> change) {}

  private static final class Slips {
    private final List<Slip> all = new ArrayList<>();
    private String field = "";

    Slips about(String what) {
      field = what;
      return this;
    }

    Slips slip(String name, String looks, Consumer<Way11> change) {
      all.add(new Slip(field, name, looks, true, change));
      return this;
    }

    Slips mistake(String name, String looks, Consumer<Way11> change) {
      all.add(new Slip(field, name, looks, false, change));
      return this;
    }

    /** A wrong index for both directions, for rows alone, for columns alone. */
    Slips index(String wrong, String ask, Index index) {
      String on = "It looks as if row i of the filter lay on row " + wrong + " of the picture";
      String along = wrong.replace('u', 'v').replace('i', 'j');
      mistake(wrong, on + ", and columns alike. " + ask, way -> way.rows = way.columns = index);
      mistake(wrong + ", rows alone", on + "; columns are right. " + ask, way -> way.rows = index);
      return mistake(
          wrong + ", columns alone",
          "It looks as if column j of the filter lay on column "
              + along
              + " of the picture; rows are right. "
              + ask,
          way -> way.columns = index);
    }

    /** A loop with wrong ends, in both directions, in one alone. */
    Slips ends(String name, String looks, String over, String across, Ends ends, Range range) {
      String both = looks.replace("@", over + " and " + across);
      slip(
          name,
          both,
          way -> {
            ends.down(way, range);
            ends.across(way, range);
          });
      slip(name + ", " + over + " alone", looks.replace("@", over), way -> ends.down(way, range));
      return slip(
          name + ", " + across + " alone",
          looks.replace("@", across),
          way -> ends.across(way, range));
    }

    /** A wrong size, of both axes, of one alone. */
    Slips size(String name, String looks, Size size) {
      slip(name, looks, way -> way.down = way.wide = size);
      slip(name + ", H′ alone", looks + " (H′ alone.)", way -> way.down = size);
      return slip(name + ", W′ alone", looks + " (W′ alone.)", way -> way.wide = size);
    }
  }

  /** Which two loops. */
  private enum Ends {
    PLACES,
    FILTER;

    void down(Way11 way, Range range) {
      if (this == PLACES) {
        way.u = range;
      } else {
        way.i = range;
      }
    }

    void across(Way11 way, Range range) {
      if (this == PLACES) {
        way.v = range;
      } else {
        way.j = range;
      }
    }
  }

  private static Slips inAll() {
    Slips slips = new Slips();
    slips
        .about("exchange")
        .slip(
            "x[q][r]",
            "It looks as if a pixel were looked up as [column][row]. The row comes first.",
            way -> way.pixelExchanged = true);
    positions(slips.about("where"));
    edges(slips.about("edge"));
    loops(slips.about("places"));
    return slips;
  }

  private static void positions(Slips slips) {
    String stride = "How far does the filter move from one place to the next?";
    String padding =
        "Where does the filter begin, at the first place, if there is padding? (In a padded picture:"
            + " where in it does the picture begin?)";
    slips
        .index("u + i − p", stride, (of, u, i, ou, oi) -> u + i - of.padding())
        .index("u + i", stride + " And the padding?", (of, u, i, ou, oi) -> u + i)
        .index("s·u + i", padding, (of, u, i, ou, oi) -> of.stride() * u + i)
        .index("s·u + i + p", padding, (of, u, i, ou, oi) -> of.stride() * u + i + of.padding())
        .index(
            "s·u + i − 2p",
            "How many pixels of padding are there above the picture?",
            (of, u, i, ou, oi) -> of.stride() * u + i - 2 * of.padding())
        .index(
            "s·(u − p) + i",
            "Padding counts in pixels, not in steps.",
            (of, u, i, ou, oi) -> of.stride() * (u - of.padding()) + i)
        .index(
            "s·(u − p/s) + i",
            "Padding counts in pixels, and need not be a multiple of the stride.",
            (of, u, i, ou, oi) -> of.stride() * (u - of.padding() / of.stride()) + i)
        .index(
            "s·(u + i) − p",
            "The stride moves the filter, it doesn't stretch it.",
            (of, u, i, ou, oi) -> of.stride() * (u + i) - of.padding())
        .index(
            "s·(u + i − p)",
            "The stride moves the filter; it stretches neither the filter nor the padding.",
            (of, u, i, ou, oi) -> of.stride() * (u + i - of.padding()))
        .index(
            "u + s·i − p",
            "The stride moves the filter from place to place; within the filter its pixels are"
                + " neighbours.",
            (of, u, i, ou, oi) -> u + of.stride() * i - of.padding())
        .index("u + s + i − p", stride, (of, u, i, ou, oi) -> u + of.stride() + i - of.padding())
        .index("u/s + i − p", stride, (of, u, i, ou, oi) -> u / of.stride() + i - of.padding())
        .index(
            "k·u + i − p",
            "Places may overlap: the stride says how far they are apart, not the filter's size.",
            (of, u, i, ou, oi) -> of.kernel() * u + i - of.padding())
        .index(
            "s·u + i − k/2",
            "The filter is not centred on a pixel: how far it begins outside, the padding says.",
            (of, u, i, ou, oi) -> of.stride() * u + i - of.kernel() / 2)
        .index(
            "s·u + i − (k − 1)/2",
            "The filter is not centred on a pixel: how far it begins outside, the padding says.",
            (of, u, i, ou, oi) -> of.stride() * u + i - (of.kernel() - 1) / 2)
        .index(
            "s·u + i − k/2 − p",
            "The filter is not centred on a pixel: how far it begins outside, the padding says.",
            (of, u, i, ou, oi) -> of.stride() * u + i - of.kernel() / 2 - of.padding())
        .index(
            "s·u + i − 1",
            "That is so with a padding of 1. Here padding is a number that is given.",
            (of, u, i, ou, oi) -> of.stride() * u + i - 1)
        .index(
            "s·u − i − p",
            "When i grows, does one look higher up or lower down?",
            (of, u, i, ou, oi) -> of.stride() * u - i - of.padding())
        .index(
            "s·u − i + p",
            "When i grows, does one look higher up or lower down?",
            (of, u, i, ou, oi) -> of.stride() * u - i + of.padding())
        .index(
            "s·u + i − p + 1",
            "Everything counts from 0.",
            (of, u, i, ou, oi) -> of.stride() * u + i - of.padding() + 1)
        .index(
            "s·u + s + i − p",
            "Places count from 0: the first one is at u = 0.",
            (of, u, i, ou, oi) -> of.stride() * (u + 1) + i - of.padding())
        .index(
            "s·u + i − p − 1",
            "Everything counts from 0.",
            (of, u, i, ou, oi) -> of.stride() * u + i - of.padding() - 1)
        .index("i − p", "Where is u?", (of, u, i, ou, oi) -> i - of.padding())
        .index("i", "Where is the place, u?", (of, u, i, ou, oi) -> i)
        .index(
            "s·u − p",
            "Then all of the filter lies on one row. Where is i?",
            (of, u, i, ou, oi) -> of.stride() * u - of.padding())
        .index("s·u", "Where is i, and where the padding?", (of, u, i, ou, oi) -> of.stride() * u)
        .index("u", "Where is i, and where the stride?", (of, u, i, ou, oi) -> u)
        .slip(
            "rows and columns of the picture exchanged",
            "It looks as if rows were computed from v and j, and columns from u and i. u and i count"
                + " rows, and the first index of a picture is its row.",
            way -> way.rows = way.columns = (of, u, i, ou, oi) -> Way11.lies(of, ou, oi, u, i))
        .slip(
            "u for columns, too",
            "It looks as if the column were computed with u in place of v. Compare the two lines.",
            way -> way.columns = (of, u, i, ou, oi) -> Way11.lies(of, ou, i, u, oi))
        .slip(
            "v for rows, too",
            "It looks as if the row were computed with v in place of u. Compare the two lines.",
            way -> way.rows = (of, u, i, ou, oi) -> Way11.lies(of, ou, i, u, oi))
        .slip(
            "i for columns, too",
            "It looks as if the column were computed with i in place of j. Compare the two lines.",
            way -> way.columns = (of, u, i, ou, oi) -> Way11.lies(of, u, oi, ou, i))
        .slip(
            "j for rows, too",
            "It looks as if the row were computed with j in place of i. Compare the two lines.",
            way -> way.rows = (of, u, i, ou, oi) -> Way11.lies(of, u, oi, ou, i))
        .slip(
            "u and i for columns, too",
            "It looks as if the column were the same number as the row: u and i in place of v and j.",
            way -> way.columns = (of, u, i, ou, oi) -> Way11.lies(of, ou, oi, u, i))
        .slip(
            "u and v exchanged",
            "It looks as if u and v had changed places: u counts rows of places, v columns.",
            way -> way.rows = way.columns = (of, u, i, ou, oi) -> Way11.lies(of, ou, i, u, oi));
    String turned = "It looks as if the filter were ";
    slips
        .about("turn")
        .mistake(
            "the filter turned round",
            turned
                + "turned round, first row last and first column last. In books on signals a"
                + " convolution turns its filter; here, as in the libraries for networks, it doesn't.",
            way -> way.turn = (k, i, j) -> new int[] {k - 1 - i, k - 1 - j})
        .mistake(
            "the filter upside down",
            turned + "upside down: row i should meet row s·u + i − p.",
            way -> way.turn = (k, i, j) -> new int[] {k - 1 - i, j})
        .mistake(
            "the filter mirrored",
            turned + "mirrored, left and right: column j should meet column s·v + j − p.",
            way -> way.turn = (k, i, j) -> new int[] {i, k - 1 - j})
        .slip(
            "rows and columns of the filter exchanged",
            turned + "mirrored at its diagonal: is it w[row][column] everywhere?",
            way -> way.turn = (k, i, j) -> new int[] {j, i})
        .slip(
            "w[i][i]",
            turned + "read at [i][i] in place of [i][j].",
            way -> way.turn = (k, i, j) -> new int[] {i, i})
        .slip(
            "w[j][j]",
            turned + "read at [j][j] in place of [i][j].",
            way -> way.turn = (k, i, j) -> new int[] {j, j})
        .mistake(
            "w[0][0]",
            turned + "one single pixel, w[0][0], for all i and j.",
            way -> way.turn = (k, i, j) -> new int[] {0, 0})
        .slip(
            "the filter one further",
            turned + "moved by one row and column, the last ones coming first.",
            way -> way.turn = (k, i, j) -> new int[] {(i + 1) % k, (j + 1) % k});
  }

  private static void edges(Slips slips) {
    String zero = " The padding is 0: it adds nothing.";
    slips
        .mistake(
            "the edge repeated",
            "It looks as if a place outside had the picture's nearest pixel." + zero,
            way -> way.edge = Edge.NEAREST)
        .mistake(
            "the picture repeated",
            "It looks as if the picture went on at the opposite edge." + zero,
            way -> way.edge = Edge.OPPOSITE)
        .mistake(
            "the picture mirrored",
            "It looks as if the picture were mirrored at its edge." + zero,
            way -> way.edge = Edge.MIRRORED)
        .mistake(
            "all or nothing",
            "It looks as if a place counted only if the whole filter lies on the picture. What lies"
                + " on it counts, also at the edge.",
            way -> way.edge = Edge.WHOLE)
        .mistake(
            "stopped at the padding",
            "It looks as if the first pixel outside ended the loop over the filter's columns: is"
                + " there a break? Others of its row may lie on the picture.",
            way -> way.edge = Edge.STOP)
        .mistake(
            "stopped for good at the padding",
            "It looks as if the first pixel outside ended the filter's loops: others of it may lie"
                + " on the picture.",
            way -> way.edge = Edge.STOP_ALL)
        .mistake(
            "stopped at each row and column outside",
            "It looks as if a row outside ended the loop over the filter's rows, and a column"
                + " outside the one over its columns: is there break where continue belongs? Others"
                + " of the filter lie on the picture.",
            way -> way.edge = Edge.STOP_EACH);
    String first = " Row 0 and column 0 are inside.";
    String last = " Where does the picture end?";
    outside(slips, "the first row and column", first, 0, 2);
    outside(slips, "the first row", first, 0);
    outside(slips, "the first column", first, 2);
    outside(slips, "the last row and column", last, 1, 3);
    outside(slips, "the last row", last, 1);
    outside(slips, "the last column", last, 3);
    outside(slips, "the whole rim", first + last, 0, 1, 2, 3);
    slips
        .slip(
            "as wide as high",
            "It looks as if columns were compared with H. They end at W.",
            way -> way.heightForWidth = true)
        .slip(
            "as high as wide",
            "It looks as if rows were compared with W. They end at H.",
            way -> way.widthForHeight = true)
        .slip(
            "H and W exchanged",
            "It looks as if rows were compared with W and columns with H.",
            way -> way.heightForWidth = way.widthForHeight = true);
  }

  private static void outside(Slips slips, String what, String ask, int... sides) {
    slips.slip(
        what + " left out",
        "It looks as if the picture's " + what.substring(4) + " counted as outside." + ask,
        way -> {
          for (int side : sides) {
            way.less[side] = 1;
          }
        });
  }

  private static int[] to(int from, int end) {
    return new int[] {from, end};
  }

  private static void loops(Slips slips) {
    String end = "Where does the loop over @ end?";
    slips
        .ends(
            "the last place left out",
            "Nothing comes of the last row or column of places. " + end,
            "u",
            "v",
            Ends.PLACES,
            (of, n, others) -> to(0, n - 1))
        .ends(
            "the first place left out",
            "Nothing comes of the first row or column of places. Is 0 left out of @?",
            "u",
            "v",
            Ends.PLACES,
            (of, n, others) -> to(1, n))
        .ends(
            "the first place alone",
            "Nothing comes of places but those with index 0. Does the loop over @ end early?",
            "u",
            "v",
            Ends.PLACES,
            (of, n, others) -> to(0, 1))
        .ends(
            "as many places as weights",
            "It looks as if the loop over @ ended at k. There are H′×W′ places.",
            "u",
            "v",
            Ends.PLACES,
            (of, n, others) -> to(0, of.kernel()))
        .ends(
            "as many places as weights, at most",
            "It looks as if there were no more than k places for @. There are H′×W′.",
            "u",
            "v",
            Ends.PLACES,
            (of, n, others) -> to(0, Math.min(n, of.kernel())))
        .slip(
            "v up to H′",
            "It looks as if the loop over v ended at H′. There are W′ places side by side.",
            way -> way.v = (of, n, others) -> to(0, others))
        .slip(
            "u up to W′",
            "It looks as if the loop over u ended at W′. There are H′ places below each other.",
            way -> way.u = (of, n, others) -> to(0, others))
        .slip(
            "places on the diagonal",
            "It looks as if only places with u = v counted: is v another loop's variable?",
            way -> way.placesOnDiagonal = true)
        .slip(
            "steps of the stride",
            "It looks as if u and v grew by the stride. They count places, and grow by 1; it is the"
                + " pixels that lie a stride apart.",
            way -> way.stepsByStride = true)
        .slip(
            "not beyond the edge",
            "Nothing comes of the places whose filter reaches over the right or the lower edge:"
                + " where do the loops over u and v end?",
            way -> way.notBeyond = true)
        .about("filter")
        .ends(
            "the last of the filter left out",
            "It looks as if the filter's last row or column were left out. " + end,
            "i",
            "j",
            Ends.FILTER,
            (of, n, others) -> to(0, n - 1))
        .ends(
            "the first of the filter left out",
            "It looks as if the filter's first row or column were left out. Where does the loop over"
                + " @ begin?",
            "i",
            "j",
            Ends.FILTER,
            (of, n, others) -> to(1, n))
        .ends(
            "the first of the filter alone",
            "It looks as if only the filter's first row or column counted. " + end,
            "i",
            "j",
            Ends.FILTER,
            (of, n, others) -> to(0, 1))
        .slip(
            "the filter's diagonal",
            "It looks as if only weights with i = j counted: is j another loop's variable?",
            way -> way.filterOnDiagonal = true)
        .about("channels")
        .mistake(
            "channel 0 alone",
            "It looks as if only channel 0 counted: right with one channel.",
            way -> way.c = (of, n, others) -> to(0, 1))
        .slip(
            "channel 0 left out",
            "It looks as if channel 0 were left out. Where does the loop over c begin?",
            way -> way.c = (of, n, others) -> to(1, n))
        .slip(
            "the last channel left out",
            "It looks as if the last channel were left out. Where does the loop over c end?",
            way -> way.c = (of, n, others) -> to(0, n - 1))
        .slip(
            "the last channel alone",
            "It looks as if only the last channel counted: does each take the place of the one"
                + " before?",
            way -> way.c = (of, n, others) -> to(n - 1, n))
        .slip(
            "as many channels as weights",
            "It looks as if the loop over c ended at k. There are C channels.",
            way -> way.c = (of, n, others) -> to(0, others));
  }

  private static double total(double[] numbers, int c) {
    return Arrays.stream(numbers).sum();
  }

  // ---- each method's own

  private static Slips forward() {
    String bias = "It looks as if the bias were added ";
    String once = " It is added once at a place.";
    return inAll()
        .about("edge")
        .mistake(
            "all or nothing, without the bias",
            "It looks as if a place stayed 0 unless the whole filter lies on the picture. What lies"
                + " on it counts, also at the edge.",
            way -> way.edge = Edge.WHOLE_WITHOUT_BIAS)
        .about("exchange")
        .slip(
            "y[v][u]",
            "It looks as if an answer were stored at [v][u]. The row, u, comes first.",
            way -> way.placeExchanged = true)
        .about("channel")
        .mistake(
            "the channels added before",
            "It looks as if you multiplied the sum of the weights by the sum of the channels:"
                + " channel c of the filter meets channel c of the picture alone.",
            way -> way.channel = Mistakes11::total)
        .mistake(
            "channel 0 of the filter for all",
            "It looks as if all channels met channel 0 of the filter.",
            way -> way.ofFilter = (numbers, c) -> numbers[0])
        .mistake(
            "channel 0 of the picture for all",
            "It looks as if all of the filter's channels met channel 0 of the picture.",
            way -> way.channel = (numbers, c) -> numbers[0])
        .mistake(
            "without w",
            "It looks as if pixels were added up without their weights.",
            way -> way.ofFilter = (numbers, c) -> 1)
        .mistake(
            "without x",
            "It looks as if weights were added up without the pixels that they meet.",
            way -> way.channel = (numbers, c) -> 1)
        .about("sum")
        .mistake(
            "the last product alone",
            "It looks as if each product overwrote the one before: = where += belongs. All"
                + " products of a place add up.",
            way -> way.sum = Sum.SET)
        .mistake(
            "the last product alone, without the bias",
            "It looks as if each product overwrote the one before, and of the bias: = where"
                + " += belongs. All products of a place add up.",
            way -> way.sum = Sum.SET_WITHOUT_BIAS)
        .mistake(
            "the last product alone, also in the padding",
            "It looks as if each product overwrote the one before, a 0 of the padding, too:"
                + " = where += belongs. All products of a place add up.",
            way -> way.sum = Sum.SET_ALSO_IN_PADDING)
        .slip(
            "the last row of the filter alone",
            "It looks as if the sum began anew at each row of the filter: only the last row counts."
                + " Where is it set to 0?",
            way -> way.sum = Sum.ANEW_AT_ROW)
        .slip(
            "the last pixel of the filter alone",
            "It looks as if the sum began anew at each pixel of the filter: only the last one"
                + " counts. Where is it set to 0?",
            way -> way.sum = Sum.ANEW_AT_PIXEL)
        .slip(
            "one sum for all places",
            "It looks as if the sum went on from place to place: where does it begin anew?",
            way -> way.sum = Sum.GOES_ON)
        .slip(
            "one sum for all places, and the bias at each",
            "It looks as if the sum went on from place to place, and the bias with it: where does"
                + " it begin anew?",
            way -> way.sum = Sum.GOES_ON_WITH_BIAS)
        .slip(
            "one sum for a row of places",
            "It looks as if the sum went on from place to place, and began anew only at each row:"
                + " where is it declared?",
            way -> way.sum = Sum.GOES_ON_IN_ROW)
        .mistake(
            "in the picture itself",
            itself("x[r][q][c] *= w[i][j][c]", "the next place meets pixels"),
            way -> way.inPlace = InPlace.X)
        .mistake(
            "in the filter itself",
            itself("w[i][j][c] *= x[r][q][c]", "the next place meets weights"),
            way -> way.inPlace = InPlace.W)
        .about("bias")
        .mistake(
            "no bias",
            "It looks as if the bias were missing.",
            way -> way.biases = (of, u, v, n) -> 0)
        .slip(
            "minus the bias",
            "It looks as if the bias were taken away.",
            way -> way.biases = (of, u, v, n) -> -1)
        .mistake(
            "the bias at every product",
            bias + "at every product." + once,
            way -> way.biases = (of, u, v, n) -> n * of.channels())
        .mistake(
            "the bias at every pixel",
            bias + "at every pixel of the filter." + once,
            way -> way.biases = (of, u, v, n) -> n)
        .mistake(
            "the bias at every row",
            bias + "at every row of the filter." + once,
            way -> way.biases = (of, u, v, n) -> of.kernel())
        .mistake(
            "the bias at every channel",
            bias + "for every channel." + once,
            way -> way.biases = (of, u, v, n) -> of.channels())
        .mistake(
            "the bias at every pixel, padding included",
            bias + "at every pixel of the filter, in the padding, too." + once,
            way -> way.biases = (of, u, v, n) -> of.kernel() * of.kernel())
        .mistake(
            "the bias at every product, padding included",
            bias + "at every product, in the padding, too." + once,
            way -> way.biases = (of, u, v, n) -> of.kernel() * of.kernel() * of.channels())
        .slip("the bias twice", bias + "twice." + once, way -> way.biases = (of, u, v, n) -> 2)
        .slip(
            "the bias where something is seen",
            "It looks as if a place got no bias if the whole filter lies in the padding. There the"
                + " answer is the bias.",
            way -> way.biases = (of, u, v, n) -> n > 0 ? 1 : 0)
        .slip(
            "the bias at the first place",
            "It looks as if the first place alone got the bias.",
            way -> way.biases = (of, u, v, n) -> u == 0 && v == 0 ? 1 : 0)
        .about("after")
        .slip(
            "the sign",
            "It looks as if y had the wrong sign.",
            way -> way.after = (number, of, met) -> -number)
        .mistake(
            "the mean over the filter",
            "It looks as if you had divided by k·k. A filter's answer is a sum.",
            way -> way.after = (number, of, met) -> number / (of.kernel() * of.kernel()))
        .mistake(
            "the mean over all products",
            "It looks as if you had divided by the number of products, k·k·C. A filter's answer is a"
                + " sum.",
            way ->
                way.after =
                    (number, of, met) -> number / (of.kernel() * of.kernel() * of.channels()))
        .mistake(
            "the mean over what is seen",
            "It looks as if you had divided by the number of pixels that the filter meets. A"
                + " filter's answer is a sum.",
            way -> way.after = (number, of, met) -> number / Math.max(1, met))
        .mistake(
            "the mean over the channels",
            "It looks as if you had divided by the number of channels. A filter's answer is a sum.",
            way -> way.after = (number, of, met) -> number / of.channels())
        .mistake(
            "never below 0",
            "It looks as if what is below 0 had become 0. A ReLU may come later; the convolution"
                + " has none.",
            way -> way.after = (number, of, met) -> Math.max(0, number))
        .mistake(
            "the absolute value",
            "It looks as if the sign had been taken from what is below 0.",
            way -> way.after = (number, of, met) -> Math.abs(number))
        .mistake(
            "nothing",
            "All is 0: does what you compute reach y?",
            way -> way.after = (number, of, met) -> 0);
  }

  private static String itself(String line, String next) {
    return "It looks as if products were stored in what you are given, "
        + line
        + ": "
        + next
        + " that were multiplied already. Is something an alias of a row that was given?";
  }

  private static Slips sizesOfForward(Slips slips) {
    String looks = "The size of y: it looks as if ";
    String count = " Count the places of 3 pixels in a row of 3, then in a row of 4.";
    return slips
        .about("size")
        .size(
            "no + 1",
            looks + "the + 1 at the end were missing." + count,
            (of, n, others) -> (n + 2 * of.padding() - of.kernel()) / of.stride())
        .size(
            "size: no stride",
            looks + "it were not divided by the stride.",
            (of, n, others) -> n + 2 * of.padding() - of.kernel() + 1)
        .size(
            "size: no padding",
            looks + "the padding were missing in it.",
            (of, n, others) -> (n - of.kernel()) / of.stride() + 1)
        .size(
            "size: padding once",
            looks + "the padding were counted once. It is on both sides.",
            (of, n, others) -> (n + of.padding() - of.kernel()) / of.stride() + 1)
        .size(
            "size: rounded up",
            looks + "it were rounded up. Where half a filter would lie outside, there is no place.",
            (of, n, others) ->
                (n + 2 * of.padding() - of.kernel() + of.stride() - 1) / of.stride() + 1)
        .size(
            "size: padding outside",
            looks
                + "the padding were added after the division. It belongs to the picture: (H + 2p −"
                + " k)/s + 1.",
            (of, n, others) -> (n - of.kernel()) / of.stride() + 2 * of.padding() + 1)
        .size(
            "size: + 1 inside",
            looks + "the + 1 were added before the division." + count,
            (of, n, others) -> (n + 2 * of.padding() - of.kernel() + 1) / of.stride())
        .size(
            "size: neither stride nor padding",
            looks + "stride and padding were missing in it.",
            (of, n, others) -> n - of.kernel() + 1)
        .size(
            "size: no filter",
            looks + "the filter's size were missing in it.",
            (of, n, others) -> (n + 2 * of.padding()) / of.stride())
        .size(
            "size: no filter, + 1",
            looks + "k were missing in it.",
            (of, n, others) -> (n + 2 * of.padding()) / of.stride() + 1)
        .size(
            "size: H/s",
            looks + "it were the picture's size, divided by the stride.",
            (of, n, others) -> n / of.stride())
        .size("size: H", looks + "it were the picture's size.", (of, n, others) -> n)
        .size(
            "size: H + 2p",
            looks + "it were that of the picture with its padding.",
            (of, n, others) -> n + 2 * of.padding())
        .size(
            "size: precedence",
            looks + "k alone were divided by the stride: where are the brackets?",
            (of, n, others) -> n + 2 * of.padding() - of.kernel() / of.stride() + 1)
        .slip(
            "H′ and W′ exchanged",
            looks + "H′ and W′ had changed places: the rows come first.",
            way -> way.down = way.wide = (of, n, others) -> of.places(others))
        .slip(
            "W′ as H′",
            looks + "W′ were computed from the height, too.",
            way -> way.wide = (of, n, others) -> of.places(others))
        .slip(
            "H′ as W′",
            looks + "H′ were computed from the width, too.",
            way -> way.down = (of, n, others) -> of.places(others));
  }

  /** What may be wrong on both ways back: {@code name} is dw or dx, {@code beside} x or w. */
  private static Slips back(String name, String beside, String what) {
    Slips slips = inAll();
    slips
        .about("where")
        .mistake(
            "gathered without turning",
            "It looks as if "
                + name
                + " were gathered from dy[r + i − p]. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> r + i - of.padding()))
        .mistake(
            "gathered without turning, with the stride",
            "It looks as if "
                + name
                + " were gathered from dy[(r + i − p)/s]. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> whole(of, r + i - of.padding())))
        .mistake(
            "gathered in steps of the stride",
            "It looks as if "
                + name
                + " were gathered from dy[s·r + i − p], as y is from x. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> of.stride() * r + i - of.padding()))
        .mistake(
            "gathered, the padding's sign",
            "It looks as if you had divided r − p − i by the stride. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> whole(of, r - of.padding() - i)))
        .mistake(
            "gathered, the filter's sign",
            "It looks as if you had divided r + p + i by the stride. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> whole(of, r + of.padding() + i)))
        .mistake(
            "gathered without the padding",
            "It looks as if you had divided r − i by the stride. Where is the padding?",
            gathering((of, r, i) -> whole(of, r - i)));
    slips
        .about("places")
        .slip(
            "places as without padding",
            "It looks as if the places were counted without the padding, (H − k)/s + 1: dy has as"
                + " many rows and columns as there are places.",
            way -> {
              way.u = (of, n, others) -> to(0, Math.min(n, places(of, of.height())));
              way.v = (of, n, others) -> to(0, Math.min(n, places(of, of.width())));
            });
    slips.about("where");
    String rest =
        "It looks as if you had divided by the stride and thrown the rest away@: if r + p − i is no"
            + " multiple of the stride, row i of the filter never meets pixel r.";
    Place thrownAway = (of, r, i) -> (r + of.padding() - i) / of.stride();
    Place floored = (of, r, i) -> Math.floorDiv(r + of.padding() - i, of.stride());
    for (Place place : List.of(thrownAway, floored)) {
      String how = place == floored ? ", where it is not negative" : "";
      Place right = (of, r, i) -> whole(of, r + of.padding() - i);
      slips
          .mistake("places that are none" + how, rest.replace("@", how), gathering(place))
          .mistake(
              "places that are none, rows alone" + how,
              rest.replace("@", " for rows" + how + "; columns are right"),
              gathering(place).andThen(way -> way.across = right))
          .mistake(
              "places that are none, columns alone" + how,
              rest.replace("@", " for columns" + how + "; rows are right"),
              gathering(place).andThen(way -> way.up = right));
    }
    String looks = "It looks as if ";
    return slips
        .about("sum")
        .mistake(
            "the last place alone",
            looks + "each place overwrote the one before: = where += belongs. " + what,
            way -> way.sum = Sum.SET)
        .mistake(
            "the first place alone, or the last weight",
            looks
                + "only one product had been kept, that of the first place that comes: = where +="
                + " belongs. "
                + what,
            way -> way.sum = Sum.FIRST)
        .mistake(
            "in " + beside + " itself",
            itself(beside + "[…] *= dy[u][v]", "the next place meets numbers"),
            way -> way.inPlace = beside.equals("x") ? InPlace.X : InPlace.W)
        .mistake(
            "anew at each place",
            looks + name + " began anew at each place: only the last one counts. " + what,
            way -> way.sum = Sum.ANEW_AT_PLACE)
        .mistake(
            "anew at each row of places",
            looks + name + " began anew at each row of places: only the last one counts. " + what,
            way -> way.sum = Sum.ANEW_AT_ROW_OF_PLACES)
        .slip(
            "one sum for all",
            looks + "the sum went on from number to number: where does it begin anew?",
            way -> way.sum = Sum.GOES_ON)
        .slip(
            "one sum for a row",
            looks + "the sum went on along a row: where does it begin anew?",
            way -> way.sum = Sum.GOES_ON_IN_ROW)
        .slip(
            "one sum for the channels",
            looks + "the sum went on from channel to channel: where does it begin anew?",
            way -> way.sum = Sum.GOES_ON_IN_CHANNELS)
        .about("channel")
        .mistake(
            "the channels added",
            looks
                + "the channels of "
                + beside
                + " were added up: "
                + name
                + " has a number of its own for each.",
            way -> way.channel = Mistakes11::total)
        .mistake(
            "channel 0 for all",
            looks
                + "every channel of "
                + name
                + " had been computed with channel 0 of "
                + beside
                + ".",
            way -> way.channel = (numbers, c) -> numbers[0])
        .mistake(
            "the last channel for all",
            looks
                + "every channel of "
                + name
                + " had been computed with the last channel of "
                + beside
                + ".",
            way -> way.channel = (numbers, c) -> numbers[numbers.length - 1])
        .mistake(
            "without " + beside,
            looks
                + "dy were added up without "
                + beside
                + ". What stands beside it in the formula of y?",
            way -> way.channel = (numbers, c) -> 1)
        .about("dy")
        .mistake(
            "without dy",
            looks + beside + " were added up without dy.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> 1)
        .mistake(
            "dy at the weight's place",
            looks
                + "dy were read at [i][j]. i and j say where in the filter; which place it was, u and"
                + " v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[i][j])
        .mistake(
            "dy at the weight's place, if it is there",
            looks
                + "dy were read at [i][j], where there is such a place. i and j say where in the"
                + " filter; which place it was, u and v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> in(dy, i, j))
        .mistake(
            "dy at the pixel's place",
            looks + "dy were read at [r][q]. That is a pixel; which place it was, u and v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[r][q])
        .mistake(
            "dy at the pixel's place, if it is there",
            looks
                + "dy were read at [r][q], where there is such a place. That is a pixel; which place"
                + " it was, u and v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> in(dy, r, q))
        .slip(
            "dy[v][u]",
            looks + "dy were read at [v][u]. The row, u, comes first.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[v][u])
        .slip(
            "dy[u][u]",
            looks + "dy were read at [u][u] in place of [u][v].",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[u][u])
        .mistake(
            "dy[0][0]",
            looks + "dy[0][0] had been taken for all places.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[0][0])
        .mistake(
            "dy from behind",
            looks + "dy were read from the last place to the first.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[dy.length - 1 - u][dy[0].length - 1 - v])
        .mistake(
            "positive dy alone",
            looks
                + "places with a negative dy were passed over. There is no ReLU here: what is below"
                + " 0 counts as well.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> Math.max(0, dy[u][v]))
        .mistake(
            "the size of dy",
            looks + "dy had lost its sign.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> Math.abs(dy[u][v]))
        .about("after")
        .slip(
            "the sign",
            looks
                + name
                + " had the wrong sign. The minus of gradient descent comes later, in the update.",
            way -> way.after = (number, of, met) -> -number)
        .mistake(
            "the mean over the places",
            looks
                + name
                + " were divided by the number of places. A gradient that arrives from several places"
                + " is their sum.",
            way -> way.after = (number, of, met) -> number / (of.down() * of.across()))
        .mistake(
            "the mean over what was met",
            looks
                + "each number of "
                + name
                + " were divided by the number of places that it comes from. What arrives from"
                + " several places is their sum.",
            way -> way.after = (number, of, met) -> number / Math.max(1, met))
        .mistake(
            "the mean over the filter",
            looks + name + " were divided by k·k.",
            way -> way.after = (number, of, met) -> number / (of.kernel() * of.kernel()))
        .mistake(
            "times the stride",
            looks + name + " were multiplied by the stride.",
            way -> way.after = (number, of, met) -> number * of.stride())
        .mistake(
            "never below 0",
            looks + "what is below 0 in " + name + " had become 0.",
            way -> way.after = (number, of, met) -> Math.max(0, number))
        .mistake(
            "nothing",
            "All is 0: does what you compute reach " + name + "?",
            way -> way.after = (number, of, met) -> 0)
        .about("size")
        .slip(
            "channels first",
            name + " has its channels first. They come last, as in the picture.",
            way -> way.channelsFirst = true);
  }

  private static int places(Sizes of, int pixels) {
    return (pixels - of.kernel()) / of.stride() + 1;
  }

  private static Consumer<Way11> gathering(Place place) {
    return way -> way.up = way.across = place;
  }

  /** So much divided by the stride; −1 if it is no multiple. */
  private static int whole(Sizes of, int shift) {
    return shift < 0 || shift % of.stride() != 0 ? -1 : shift / of.stride();
  }

  private static double in(double[][] dy, int u, int v) {
    return u < dy.length && v < dy[0].length ? dy[u][v] : 0;
  }

  private static Slips filter() {
    return back("dw", "x", "The same weight was used everywhere, and its gradient is the sum.");
  }

  private static Slips picture() {
    String looks = "The size of dx: it looks as if ";
    return back("dx", "w", "A pixel is seen from several places, and its gradient is the sum.")
        .slip(
            "the padding comes back",
            "dx is the picture with its padding. The padding is nobody's pixels: what arrives there"
                + " is thrown away.",
            way -> {
              way.height = way.width = (of, n, others) -> n + 2 * of.padding();
              way.rows = way.columns = (of, u, i, ou, oi) -> of.stride() * u + i;
            })
        .slip(
            "as large as with the padding",
            looks + "it were that of the picture with its padding.",
            way -> way.height = way.width = (of, n, others) -> n + 2 * of.padding())
        .slip(
            "width before height",
            looks + "it were width × height. Rows come first.",
            way -> way.height = way.width = (of, n, others) -> others)
        .slip(
            "as large as dy",
            looks + "it were that of dy. Each pixel of the picture has a gradient.",
            way -> way.height = way.width = (of, n, others) -> of.places(n))
        .slip(
            "height solved for",
            looks
                + "it were s·(H′ − 1) + k − 2p. The picture may be larger: H′ is rounded down. That"
                + " is why height and width are given.",
            way ->
                way.height =
                    way.width =
                        (of, n, others) ->
                            (of.places(n) - 1) * of.stride() + of.kernel() - 2 * of.padding())
        .slip(
            "height solved for, with padding",
            looks
                + "it were s·(H′ − 1) + k, what all places cover together. height and width are"
                + " given.",
            way ->
                way.height =
                    way.width = (of, n, others) -> (of.places(n) - 1) * of.stride() + of.kernel());
  }

  // ---- given to the exercises

  static Exercise<Forward> forward(Exercise<Forward> exercise) {
    return add(exercise, sizesOfForward(forward()), way -> way::convolved, "Forward");
  }

  static Exercise<FilterGradient> filter(Exercise<FilterGradient> exercise) {
    return add(exercise, filter(), way -> way::filterGradient, "Back to the filter");
  }

  static Exercise<PictureGradient> picture(Exercise<PictureGradient> exercise) {
    return add(exercise, picture(), way -> way::pictureGradient, "Back to the picture");
  }

  static String inForward(Exercise<Forward> exercise, Looking<Forward> looking, Forward learners) {
    return looking.find(
        exercise, sizesOfForward(forward()), way -> way::convolved, "Forward", learners);
  }

  static String inFilter(
      Exercise<FilterGradient> exercise, Looking<FilterGradient> looking, FilterGradient learners) {
    return looking.find(
        exercise, filter(), way -> way::filterGradient, "Back to the filter", learners);
  }

  static String inPicture(
      Exercise<PictureGradient> exercise,
      Looking<PictureGradient> looking,
      PictureGradient learners) {
    return looking.find(
        exercise, picture(), way -> way::pictureGradient, "Back to the picture", learners);
  }

  private static <F> Exercise<F> add(
      Exercise<F> exercise, Slips slips, Function<Way11, F> code, String read) {
    for (Slip slip : slips.all) {
      String hint = slip.looks + " Read “" + read + "” above.";
      if (slip.isHalf) {
        exercise.slip(slip.name, hint, code.apply(with(slip.change)));
      } else {
        exercise.mistake(slip.name, hint, code.apply(with(slip.change)));
      }
    }
    return exercise;
  }

  private static Way11 with(Consumer<Way11> change) {
    Way11 way = new Way11();
    change.accept(way);
    return way;
  }

  /**
   * Looks for what somebody's own answers can only come from.
   *
   * @param call gives an answer as the numbers of nested arrays; it may throw
   * @param inputs what to try, the most telling first
   */
  record Looking<F>(Exercise.Call<F> call, List<Values> inputs) {

    /**
     * Adds the two mistakes that together give the learner's answers where no single one does.
     *
     * @return what to say besides where the learner's code throws; empty if that is not known
     */
    private String find(
        Exercise<F> exercise, Slips slips, Function<Way11, F> code, String read, F learners) {
      List<Object> answers =
          Sandbox.run(() -> inputs.stream().map(in -> answer(learners, in)).toList(), MILLISECONDS)
              .value();
      boolean nothing =
          answers == null || answers.stream().allMatch(answer -> answer instanceof Throwable);
      if (nothing) {
        return "";
      }
      boolean throwsSomewhere = answers.stream().anyMatch(answer -> answer instanceof Throwable);
      boolean rightElsewhere = fits(code.apply(new Way11()), answers, false);
      if (rightElsewhere) {
        return throwsSomewhere ? single(slips, code, read, answers, true) : "";
      }
      String why = single(slips, code, read, answers, true);
      why = why.isEmpty() ? pair(exercise, slips, code, read, answers, true) : why;
      if (throwsSomewhere) {
        why = why.isEmpty() ? single(slips, code, read, answers, false) : why;
        why = why.isEmpty() ? pair(exercise, slips, code, read, answers, false) : why;
      }
      return throwsSomewhere ? why : "";
    }

    private String single(
        Slips slips, Function<Way11, F> code, String read, List<Object> answers, boolean exactly) {
      return slips.all.stream()
          .filter(slip -> fits(code.apply(with(slip.change)), answers, exactly))
          .findFirst()
          .map(slip -> slip.looks + " Read “" + read + "” above.")
          .orElse("");
    }

    private String pair(
        Exercise<F> exercise,
        Slips slips,
        Function<Way11, F> code,
        String read,
        List<Object> answers,
        boolean exactly) {
      for (int a = 0; a < slips.all.size(); a++) {
        Slip one = slips.all.get(a);
        for (Slip other : slips.all.subList(a + 1, slips.all.size())) {
          F both = code.apply(with(one.change.andThen(other.change)));
          if (!one.field.equals(other.field) && fits(both, answers, exactly)) {
            String looks = "Two things at once. (1) " + one.looks + " (2) " + other.looks;
            exercise.mistake(
                one.name + " + " + other.name, looks + " Read “" + read + "” once more.", both);
            return looks;
          }
        }
      }
      return "";
    }

    /** What the code gives, or throws. */
    private Object answer(F code, Values in) {
      try {
        return call.answer(code, in.copy()).get(ANSWER);
      } catch (Exception e) {
        return e;
      }
    }

    /**
     * Whether this code gives the same answers, and, if that is asked, throws where they do, but
     * for one: what lies wholly in the padding may throw or not.
     */
    private boolean fits(F code, List<Object> answers, boolean exactly) {
      boolean any = false;
      int thrownByOne = 0;
      for (int n = 0; n < answers.size(); n++) {
        Object yours = answers.get(n);
        if (yours instanceof Throwable && !exactly) {
          continue;
        }
        Object its = tried(code, inputs.get(n));
        if (yours instanceof Throwable) {
          thrownByOne += its instanceof Throwable ? 0 : 1;
        } else {
          any = true;
        }
        if (thrownByOne > 1 || !(yours instanceof Throwable) && !near(yours, its)) {
          return false;
        }
      }
      return any;
    }

    /** As {@link #answer}, of code that leaves its inputs as they are. */
    private Object tried(F code, Values in) {
      try {
        return call.answer(code, in).get(ANSWER);
      } catch (Exception e) {
        return e;
      }
    }
  }

  private static boolean near(Object one, Object other) {
    if (one instanceof double[] a && other instanceof double[] b) {
      boolean near = a.length == b.length;
      for (int n = 0; near && n < a.length; n++) {
        double largest = Math.max(Math.abs(a[n]), Math.abs(b[n]));
        near = a[n] == b[n] || Math.abs(a[n] - b[n]) <= NEAR * largest + 1e-12;
      }
      return near;
    }
    if (!(one instanceof Object[] a && other instanceof Object[] b) || a.length != b.length) {
      return false;
    }
    boolean near = true;
    for (int n = 0; near && n < a.length; n++) {
      near = near(a[n], b[n]);
    }
    return near;
  }
}
