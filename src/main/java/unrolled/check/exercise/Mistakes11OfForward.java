package unrolled.check.exercise;

import static unrolled.check.exercise.Mistakes11.add;
import static unrolled.check.exercise.Mistakes11.inAll;
import static unrolled.check.exercise.Mistakes11.itself;

import unrolled.check.exercise.Exercise11.Forward;
import unrolled.check.exercise.Mistakes11.Slips;
import unrolled.check.exercise.Way11.Edge;
import unrolled.check.exercise.Way11.InPlace;
import unrolled.check.exercise.Way11.Sum;

/** What goes wrong on the way forward, in exercise 11. */
final class Mistakes11OfForward {

  private static final String READ = "Forward";

  private Mistakes11OfForward() {}

  static Exercise<Forward> of(Exercise<Forward> exercise) {
    return add(exercise, sizes(all()), way -> way::convolved, READ);
  }

  /** See {@link Looking11#find}. */
  static String in(Exercise<Forward> exercise, Looking11<Forward> looking, Forward learners) {
    return looking.find(exercise, sizes(all()), way -> way::convolved, READ, learners);
  }

  private static Slips all() {
    String bias = "It looks as if the bias were added ";
    String once = " It is added once at a place.";
    return inAll()
        .about("edge")
        .slip(
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
        .slip(
            "the channels added before",
            "It looks as if you multiplied the sum of the weights by the sum of the channels:"
                + " channel c of the filter meets channel c of the picture alone.",
            way -> way.channel = Mistakes11::total)
        .slip(
            "channel 0 of the filter for all",
            "It looks as if all channels met channel 0 of the filter.",
            way -> way.ofFilter = (numbers, c) -> numbers[0])
        .slip(
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
        .slip(
            "the last product alone",
            "It looks as if each product overwrote the one before: = where += belongs. All"
                + " products of a place add up.",
            way -> way.sum = Sum.SET)
        .slip(
            "the last product alone, without the bias",
            "It looks as if each product overwrote the one before, and of the bias: = where"
                + " += belongs. All products of a place add up.",
            way -> way.sum = Sum.SET_WITHOUT_BIAS)
        .slip(
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
        .slip(
            "in the picture itself",
            itself("x[r][q][c] *= w[i][j][c]", "the next place meets pixels"),
            way -> way.inPlace = InPlace.X)
        .slip(
            "in the filter itself",
            itself("w[i][j][c] *= x[r][q][c]", "the next place meets weights"),
            way -> way.inPlace = InPlace.W)
        .about("bias")
        .slip(
            "no bias",
            "It looks as if the bias were missing.",
            way -> way.biases = (of, u, v, n) -> 0)
        .slip(
            "minus the bias",
            "It looks as if the bias were taken away.",
            way -> way.biases = (of, u, v, n) -> -1)
        .slip(
            "the bias at every product",
            bias + "at every product." + once,
            way -> way.biases = (of, u, v, n) -> n * of.channels())
        .slip(
            "the bias at every pixel",
            bias + "at every pixel of the filter." + once,
            way -> way.biases = (of, u, v, n) -> n)
        .slip(
            "the bias at every row",
            bias + "at every row of the filter." + once,
            way -> way.biases = (of, u, v, n) -> of.kernel())
        .slip(
            "the bias at every channel",
            bias + "for every channel." + once,
            way -> way.biases = (of, u, v, n) -> of.channels())
        .slip(
            "the bias at every pixel, padding included",
            bias + "at every pixel of the filter, in the padding, too." + once,
            way -> way.biases = (of, u, v, n) -> of.kernel() * of.kernel())
        .slip(
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
        .slip(
            "the mean over the filter",
            "It looks as if you had divided by k·k. A filter's answer is a sum.",
            way -> way.after = (number, of, met) -> number / (of.kernel() * of.kernel()))
        .slip(
            "the mean over all products",
            "It looks as if you had divided by the number of products, k·k·C. A filter's answer is a"
                + " sum.",
            way ->
                way.after =
                    (number, of, met) -> number / (of.kernel() * of.kernel() * of.channels()))
        .slip(
            "the mean over what is seen",
            "It looks as if you had divided by the number of pixels that the filter meets. A"
                + " filter's answer is a sum.",
            way -> way.after = (number, of, met) -> number / Math.max(1, met))
        .slip(
            "the mean over the channels",
            "It looks as if you had divided by the number of channels. A filter's answer is a sum.",
            way -> way.after = (number, of, met) -> number / of.channels())
        .slip(
            "never below 0",
            "It looks as if what is below 0 had become 0. A ReLU may come later; the convolution"
                + " has none.",
            way -> way.after = (number, of, met) -> Math.max(0, number))
        .slip(
            "the absolute value",
            "It looks as if the sign had been taken from what is below 0.",
            way -> way.after = (number, of, met) -> Math.abs(number))
        .mistake(
            "nothing",
            "All is 0: does what you compute reach y?",
            way -> way.after = (number, of, met) -> 0);
  }

  private static Slips sizes(Slips slips) {
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
}
