package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import unrolled.check.exercise.Way11.Edge;
import unrolled.check.exercise.Way11.Index;
import unrolled.check.exercise.Way11.Range;
import unrolled.check.exercise.Way11.Size;

/**
 * What the mistakes in the three methods of exercise 11 have in common. One {@link Way11} does all
 * three methods rightly or, with a switch turned, in one of the ways in which people do them
 * wrongly: where the filter lies, what becomes of the padding, how far the loops go, which weight,
 * which channel, what is added up.
 *
 * <p>Each switch alone belongs to an exercise's mistakes; two at once are looked for on the
 * learner's own answers, since there are thousands of pairs.
 */
final class Mistakes11 {

  private Mistakes11() {}

  /** Something wrong: what it is about, what it looks like, and whether it costs half at most. */
  record Slip(String field, String name, String looks, boolean isHalf, Consumer<Way11> change) {}

  static final class Slips {
    private final List<Slip> all = new ArrayList<>();
    private String field = "";

    List<Slip> all() {
      return all;
    }

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
      slip(wrong, on + ", and columns alike. " + ask, way -> way.rows = way.columns = index);
      slip(wrong + ", rows alone", on + "; columns are right. " + ask, way -> way.rows = index);
      return slip(
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

  static Slips inAll() {
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
            "s·u + s − 1 + i − p",
            "Do you count places from 1? Then 1 comes off u before the stride multiplies it.",
            (of, u, i, ou, oi) -> of.stride() * (u + 1) - 1 + i - of.padding())
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
        .slip(
            "the filter turned round",
            turned
                + "turned round, first row last and first column last: each pixel of a place met"
                + " w[k − 1 − i][k − 1 − j] where it should meet w[i][j]. (In books on signals a"
                + " convolution turns its filter; in the libraries for networks it doesn't.)",
            way -> way.turn = (k, i, j) -> new int[] {k - 1 - i, k - 1 - j})
        .slip(
            "the filter upside down",
            turned + "upside down: row i should meet row s·u + i − p.",
            way -> way.turn = (k, i, j) -> new int[] {k - 1 - i, j})
        .slip(
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
        .slip(
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
        .slip(
            "the edge repeated",
            "It looks as if a place outside had the picture's nearest pixel." + zero,
            way -> way.edge = Edge.NEAREST)
        .slip(
            "the picture repeated",
            "It looks as if the picture went on at the opposite edge." + zero,
            way -> way.edge = Edge.OPPOSITE)
        .slip(
            "the picture mirrored",
            "It looks as if the picture were mirrored at its edge." + zero,
            way -> way.edge = Edge.MIRRORED)
        .slip(
            "all or nothing",
            "It looks as if a place counted only if the whole filter lies on the picture. What lies"
                + " on it counts, also at the edge.",
            way -> way.edge = Edge.WHOLE)
        .slip(
            "stopped at the padding",
            "It looks as if the first pixel outside ended the loop over the filter's columns: is"
                + " there a break? Others of its row may lie on the picture.",
            way -> way.edge = Edge.STOP)
        .slip(
            "stopped for good at the padding",
            "It looks as if the first pixel outside ended the filter's loops: others of it may lie"
                + " on the picture.",
            way -> way.edge = Edge.STOP_ALL)
        .slip(
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

  static int[] to(int from, int end) {
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
        .slip(
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

  static double total(double[] numbers, int c) {
    return Arrays.stream(numbers).sum();
  }

  static <F> Exercise<F> add(
      Exercise<F> exercise, Slips slips, Function<Way11, F> code, String read) {
    for (Slip slip : slips.all()) {
      String hint = slip.looks() + " Read “" + read + "” above.";
      if (slip.isHalf()) {
        exercise.slip(slip.name(), hint, code.apply(with(slip.change())));
      } else {
        exercise.mistake(slip.name(), hint, code.apply(with(slip.change())));
      }
    }
    return exercise;
  }

  static Way11 with(Consumer<Way11> change) {
    Way11 way = new Way11();
    change.accept(way);
    return way;
  }

  /** What products look like that are stored in what was given. */
  static String itself(String line, String next) {
    return "It looks as if products were stored in what you are given, "
        + line
        + ": "
        + next
        + " that were multiplied already. Is something an alias of a row that was given?";
  }
}
