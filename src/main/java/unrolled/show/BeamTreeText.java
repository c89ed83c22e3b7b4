package unrolled.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import unrolled.decode.Beam;
import unrolled.decode.BeamNode;
import unrolled.decode.Hypothesis;
import unrolled.math.Numbers;

/**
 * What a beam's tree says: its words, its numbers with as many digits as their places have room
 * for, and the whole tree in sentences.
 */
final class BeamTreeText {

  private static final int DIGITS = 4;
  private static final int IN_FULL = 4; // steps whose words the sentences tell

  private final List<String> words;
  private final boolean penalised;
  private final boolean logarithms;

  /**
   * The texts of a tree.
   *
   * @param penalised whether a score differs from its logarithm
   * @param logarithms whether logarithms stand for probabilities
   */
  BeamTreeText(List<String> words, boolean penalised, boolean logarithms) {
    this.words = List.copyOf(words);
    this.penalised = penalised;
    this.logarithms = logarithms;
  }

  List<String> words() {
    return words;
  }

  /** Whether what is done has a score of its own, a line more in its box. */
  boolean hasScores() {
    return penalised;
  }

  boolean inLogarithms() {
    return logarithms;
  }

  /**
   * A node's word.
   *
   * @throws IllegalArgumentException if the vocabulary has none for it
   */
  String word(BeamNode node) {
    if (node.token() >= words.size()) {
      throw new IllegalArgumentException(
          "token "
              + node.token()
              + " has no word: the list has "
              + words.size()
              + ", give one for each token of the vocabulary");
    }
    return words.get(node.token());
  }

  /** A node's word, and under it the numbers that fit into a box of this width. */
  List<String> box(TreeLayout.Spot spot, double width) {
    double room = width - BeamTreeGrid.PADDING;
    BeamNode node = spot.node;
    List<String> lines = new ArrayList<>();
    lines.add(word(node));
    lines.add(number(node.sum(), room));
    if (penalised && spot.done()) {
      String arrow = "→ ";
      double left = room - Canvas.width(arrow, Fonts.SMALL);
      lines.add(arrow + fitting(node.score(), DIGITS, left));
    }
    return lines;
  }

  /** A logarithm, or the probability that it stands for, with as many digits as have room. */
  String number(double ln, double room) {
    return fitting(logarithms ? ln : StrictMath.exp(ln), DIGITS, room);
  }

  private String number(double ln) {
    return number(ln, Double.POSITIVE_INFINITY);
  }

  private static String fitting(double x, int digits, double room) {
    String text = Numbers.text(x, digits);
    if (Canvas.width(text, Fonts.SMALL) <= room || digits == 1) {
      return text;
    }
    if (x > 0 && x < 1e-3) { // 3.03e-4 is shorter than 0.000303
      int exponent = (int) StrictMath.floor(StrictMath.log10(x));
      String mantissa = Numbers.text(x * StrictMath.pow(10, -exponent), digits);
      text = mantissa + "e" + exponent;
    }
    return Canvas.width(text, Fonts.SMALL) <= room ? text : fitting(x, digits - 1, room);
  }

  /** The first steps of the tree in sentences, for those who can't see the picture. */
  String alt(Beam beam, TreeLayout tree, int steps) {
    StringBuilder text = new StringBuilder("A beam search of width ");
    text.append(beam.width()).append(" as a tree of ").append(steps);
    text.append(steps == 1 ? " step." : " steps.");
    for (int step = 1; step <= steps; step++) {
      List<TreeLayout.Spot> kept =
          tree.columns.get(step).stream().filter(spot -> !spot.pruned()).toList();
      int pruned = tree.columns.get(step).size() - kept.size() + tree.hidden[step];
      String what =
          steps > IN_FULL
              ? String.valueOf(kept.size())
              : kept.stream()
                  .map(spot -> sentence(spot.node.tokens()) + " " + number(spot.node.sum()))
                  .collect(Collectors.joining(", "));
      text.append(" Step ").append(step).append(" keeps ").append(what);
      text.append(pruned == 0 ? "." : " and prunes " + pruned + ".");
    }
    if (steps == beam.steps()) {
      Hypothesis best = beam.best();
      text.append(" The result is ").append(sentence(best.tokens()));
      text.append(", ").append(logarithms ? "ln p " : "probability ");
      text.append(number(best.logProbability()));
      text.append(penalised ? ", score " + Numbers.text(best.score(), 3) + "." : ".");
    }
    return text.toString();
  }

  private String sentence(int[] tokens) {
    return IntStream.of(tokens).mapToObj(words::get).collect(Collectors.joining(" ", "\"", "\""));
  }
}
