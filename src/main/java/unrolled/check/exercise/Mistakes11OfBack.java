package unrolled.check.exercise;

import static unrolled.check.exercise.Mistakes11.add;
import static unrolled.check.exercise.Mistakes11.inAll;
import static unrolled.check.exercise.Mistakes11.itself;
import static unrolled.check.exercise.Mistakes11.to;

import java.util.List;
import java.util.function.Consumer;
import unrolled.check.exercise.Exercise11.FilterGradient;
import unrolled.check.exercise.Exercise11.PictureGradient;
import unrolled.check.exercise.Exercise11.Sizes;
import unrolled.check.exercise.Mistakes11.Slips;
import unrolled.check.exercise.Way11.InPlace;
import unrolled.check.exercise.Way11.Place;
import unrolled.check.exercise.Way11.Sum;

/** What goes wrong on the two ways back, in exercise 11: to the filter and to the picture. */
final class Mistakes11OfBack {

  private static final String TO_FILTER = "Back to the filter";
  private static final String TO_PICTURE = "Back to the picture";

  private Mistakes11OfBack() {}

  static Exercise<FilterGradient> ofFilter(Exercise<FilterGradient> exercise) {
    return add(exercise, filter(), way -> way::filterGradient, TO_FILTER);
  }

  static Exercise<PictureGradient> ofPicture(Exercise<PictureGradient> exercise) {
    return add(exercise, picture(), way -> way::pictureGradient, TO_PICTURE);
  }

  /** See {@link Looking11#find}. */
  static String inFilter(
      Exercise<FilterGradient> exercise,
      Looking11<FilterGradient> looking,
      FilterGradient learners) {
    return looking.find(exercise, filter(), way -> way::filterGradient, TO_FILTER, learners);
  }

  /** See {@link Looking11#find}. */
  static String inPicture(
      Exercise<PictureGradient> exercise,
      Looking11<PictureGradient> looking,
      PictureGradient learners) {
    return looking.find(exercise, picture(), way -> way::pictureGradient, TO_PICTURE, learners);
  }

  /** What may be wrong on both ways back: {@code name} is dw or dx, {@code beside} x or w. */
  private static Slips back(String name, String beside, String what) {
    Slips slips = inAll();
    slips
        .about("where")
        .slip(
            "gathered without turning",
            "It looks as if "
                + name
                + " were gathered from dy[r + i − p]. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> r + i - of.padding()))
        .slip(
            "gathered without turning, with the stride",
            "It looks as if "
                + name
                + " were gathered from dy[(r + i − p)/s]. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> whole(of, r + i - of.padding())))
        .slip(
            "gathered in steps of the stride",
            "It looks as if "
                + name
                + " were gathered from dy[s·r + i − p], as y is from x. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> of.stride() * r + i - of.padding()))
        .slip(
            "gathered, the padding's sign",
            "It looks as if you had divided r − p − i by the stride. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> whole(of, r - of.padding() - i)))
        .slip(
            "gathered, the filter's sign",
            "It looks as if you had divided r + p + i by the stride. Which u has s·u + i − p = r?",
            gathering((of, r, i) -> whole(of, r + of.padding() + i)))
        .slip(
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
          .slip("places that are none" + how, rest.replace("@", how), gathering(place))
          .slip(
              "places that are none, rows alone" + how,
              rest.replace("@", " for rows" + how + "; columns are right"),
              gathering(place).andThen(way -> way.across = right))
          .slip(
              "places that are none, columns alone" + how,
              rest.replace("@", " for columns" + how + "; rows are right"),
              gathering(place).andThen(way -> way.up = right));
    }
    String looks = "It looks as if ";
    return slips
        .about("sum")
        .slip(
            "the last place alone",
            looks + "each place overwrote the one before: = where += belongs. " + what,
            way -> way.sum = Sum.SET)
        .slip(
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
        .slip(
            "anew at each place",
            looks + name + " began anew at each place: only the last one counts. " + what,
            way -> way.sum = Sum.ANEW_AT_PLACE)
        .slip(
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
        .slip(
            "the channels added",
            looks
                + "the channels of "
                + beside
                + " were added up: "
                + name
                + " has a number of its own for each.",
            way -> way.channel = Mistakes11::total)
        .slip(
            "channel 0 for all",
            looks
                + "every channel of "
                + name
                + " had been computed with channel 0 of "
                + beside
                + ".",
            way -> way.channel = (numbers, c) -> numbers[0])
        .slip(
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
        .slip(
            "dy at the weight's place",
            looks
                + "dy were read at [i][j]. i and j say where in the filter; which place it was, u and"
                + " v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[i][j])
        .slip(
            "dy at the weight's place, if it is there",
            looks
                + "dy were read at [i][j], where there is such a place. i and j say where in the"
                + " filter; which place it was, u and v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> in(dy, i, j))
        .slip(
            "dy at the pixel's place",
            looks + "dy were read at [r][q]. That is a pixel; which place it was, u and v say.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[r][q])
        .slip(
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
        .slip(
            "dy[0][0]",
            looks + "dy[0][0] had been taken for all places.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[0][0])
        .slip(
            "dy from behind",
            looks + "dy were read from the last place to the first.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> dy[dy.length - 1 - u][dy[0].length - 1 - v])
        .slip(
            "positive dy alone",
            looks
                + "places with a negative dy were passed over. There is no ReLU here: what is below"
                + " 0 counts as well.",
            way -> way.dy = (dy, u, v, i, j, r, q) -> Math.max(0, dy[u][v]))
        .slip(
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
        .slip(
            "the mean over the places",
            looks
                + name
                + " were divided by the number of places. A gradient that arrives from several places"
                + " is their sum.",
            way -> way.after = (number, of, met) -> number / (of.down() * of.across()))
        .slip(
            "the mean over what was met",
            looks
                + "each number of "
                + name
                + " were divided by the number of places that it comes from. What arrives from"
                + " several places is their sum.",
            way -> way.after = (number, of, met) -> number / Math.max(1, met))
        .slip(
            "the mean over the filter",
            looks + name + " were divided by k·k.",
            way -> way.after = (number, of, met) -> number / (of.kernel() * of.kernel()))
        .slip(
            "times the stride",
            looks + name + " were multiplied by the stride.",
            way -> way.after = (number, of, met) -> number * of.stride())
        .slip(
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
}
