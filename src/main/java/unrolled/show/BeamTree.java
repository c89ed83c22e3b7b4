package unrolled.show;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import unrolled.decode.Beam;
import unrolled.decode.BeamNode;
import unrolled.decode.BeamNode.Fate;
import unrolled.decode.Hypothesis;
import unrolled.math.Numbers;

/**
 * A beam search as a tree that grows from left to right, a column for each step: what was kept in
 * ink, what was pruned in grey, the result in colour. In a node stand its word and the probability
 * of all words up to it, on the edge to it the probability of this word alone.
 *
 * <p>Steps may be left out at the end, so that several pictures tell how it grew.
 */
public final class BeamTree extends Figure {

  /** The winner's colour; it is no net's. */
  private static final Color WINNER = new Color(0xB84A00);

  private static final Color FADED = new Color(0x767676);
  private static final Color FADED_LINE = new Color(0xB4B4B4);
  private static final Font NUMBER = Fonts.SMALL;
  private static final double KEY_LINE = 16;
  private static final double NODE = 34;
  private static final double ROW = 41;
  private static final double SCORE = 13;
  private static final double START = 5;
  private static final double PADDING = 5;
  private static final double WIDEST = 110;
  private static final double LEAST_GAP = 15;
  private static final int IN_FULL = 4; // steps whose words the alt text tells
  private static final int MOST_STEPS = 12;
  private static final int MOST_ROWS = 16;

  private static final float[] SOLID = {};

  private final Beam beam;
  private final List<String> words;
  private final boolean penalised;
  private TreeLayout layout;
  private boolean logarithms;
  private int shown;
  private double[][] columns; // for the figure's width, or null
  private int fittedTo;

  /**
   * The tree of a search.
   *
   * @param words the vocabulary: token i is written as the i-th
   * @throws IllegalArgumentException if the tree has more than 12 steps or more than 16 nodes in
   *     one step, or if a token has no word
   */
  public BeamTree(String title, Beam beam, List<String> words) {
    super(title);
    if (beam.steps() > MOST_STEPS) {
      throw new IllegalArgumentException(
          beam.steps() + " steps don't fit side by side: draw a search of at most " + MOST_STEPS);
    }
    this.beam = beam;
    this.words = List.copyOf(words);
    shown = beam.steps();
    pruned(beam.steps() <= 4 ? 4 : 2);
    penalised = all().anyMatch(spot -> done(spot.node) && spot.node.score() != spot.node.sum());
    all().forEach(spot -> word(spot.node));
  }

  /**
   * How many of the candidates that were pruned are drawn at each step, the best of them; the
   * others are counted. Otherwise four in up to four steps, and two in more.
   */
  public BeamTree pruned(int each) {
    TreeLayout tree = new TreeLayout(beam, each);
    if (tree.lowest() >= MOST_ROWS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a step with %s nodes can't be read: draw a narrower beam, or less of what was pruned"
                  + " with pruned(…)",
              Numbers.text(tree.lowest() + 1)));
    }
    layout = tree;
    columns = null;
    return this;
  }

  /** Writes the sums of the logarithms into the nodes, and the logarithms on the edges. */
  public BeamTree logarithms() {
    logarithms = true;
    columns = null;
    return this;
  }

  /** Draws the first steps only, in the same places; the result has no colour before the last. */
  public BeamTree upTo(int step) {
    if (step < 1 || step > beam.steps()) {
      throw new IllegalArgumentException(
          "step " + step + ": the search took steps 1 to " + beam.steps());
    }
    shown = step;
    return this;
  }

  /** Shows the tree with a text that tells what it shows, made from it. */
  public void show() {
    show(alt());
  }

  /** What the picture shows, in sentences. */
  String alt() {
    StringBuilder text = new StringBuilder("A beam search of width ");
    text.append(beam.width()).append(" as a tree of ").append(shown);
    text.append(shown == 1 ? " step." : " steps.");
    for (int step = 1; step <= shown; step++) {
      List<TreeLayout.Spot> kept =
          layout.columns.get(step).stream().filter(spot -> !spot.pruned()).toList();
      int pruned = layout.columns.get(step).size() - kept.size() + layout.hidden[step];
      String what =
          shown > IN_FULL
              ? String.valueOf(kept.size())
              : kept.stream()
                  .map(spot -> sentence(spot.node.tokens()) + " " + number(spot.node.sum()))
                  .collect(Collectors.joining(", "));
      text.append(" Step ").append(step).append(" keeps ").append(what);
      text.append(pruned == 0 ? "." : " and prunes " + pruned + ".");
    }
    if (shown == beam.steps()) {
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

  private Stream<TreeLayout.Spot> all() {
    return layout.columns.subList(1, shown + 1).stream().flatMap(List::stream);
  }

  private static boolean done(BeamNode node) {
    return node.fate() == Fate.FINISHED || node.fate() == Fate.CUT;
  }

  private String word(BeamNode node) {
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

  /** A logarithm, or the probability that it stands for. */
  private String number(double ln) {
    return number(ln, Double.POSITIVE_INFINITY);
  }

  /** The same with as many digits as have room, at most four. */
  private String number(double ln, double room) {
    return fitting(logarithms ? ln : StrictMath.exp(ln), 4, room);
  }

  private static String fitting(double x, int digits, double room) {
    String text = Numbers.text(x, digits);
    if (Canvas.width(text, NUMBER) <= room || digits == 1) {
      return text;
    }
    if (x > 0 && x < 1e-3) { // 3.03e-4 is shorter than 0.000303
      int exponent = (int) StrictMath.floor(StrictMath.log10(x));
      String mantissa = Numbers.text(x * StrictMath.pow(10, -exponent), digits);
      text = mantissa + "e" + exponent;
    }
    return Canvas.width(text, NUMBER) <= room ? text : fitting(x, digits - 1, room);
  }

  @Override
  void describe(Digest digest) {
    digest.add(beam.width(), shown).add(logarithms ? "ln" : "p");
    for (int step = 1; step <= shown; step++) {
      digest.add(layout.hidden[step]);
      for (TreeLayout.Spot spot : layout.columns.get(step)) {
        BeamNode node = spot.node;
        digest.add(word(node)).add(node.fate().name()).add(String.valueOf(node.winning()));
        digest.add(node.logProbability(), node.sum(), node.score());
      }
    }
  }

  // Layout.

  @Override
  double bodyHeight() {
    return keyHeight() + layout.lowest() * row() + nodeHeight() + moreHeight() + 10;
  }

  private double nodeHeight() {
    return NODE + (penalised ? SCORE : 0);
  }

  private double keyHeight() {
    return explanationBelow() ? 2 * KEY_LINE + 10 : KEY_LINE + 10;
  }

  private double row() {
    return ROW + (penalised ? SCORE : 0);
  }

  private double moreHeight() {
    return IntStream.of(layout.hidden).anyMatch(n -> n > 0) ? 16 : 0;
  }

  private double y(TreeLayout.Spot spot) {
    return keyHeight() + nodeHeight() / 2 + spot.y * row();
  }

  /** The left edges of the columns and their widths, the gaps between them all alike. */
  private double[][] columns(double most) {
    int n = beam.steps();
    double[] width = new double[n + 1];
    width[0] = 2 * START;
    double sum = width[0];
    for (int step = 1; step <= n; step++) {
      List<String> texts = new ArrayList<>();
      layout.columns.get(step).forEach(spot -> texts.addAll(texts(spot.node, most)));
      width[step] = Math.min(most, Math.max(30, Canvas.widest(texts, Fonts.BOLD) + 2 * PADDING));
      sum += width[step];
    }
    double gap = Math.min(170, (width() - 2 * MARGIN - sum) / n);
    if (gap < LEAST_GAP && most > 40) {
      return columns(most - 1);
    }
    double[] left = new double[n + 1];
    left[0] = MARGIN;
    for (int step = 1; step <= n; step++) {
      left[step] = left[step - 1] + width[step - 1] + gap;
    }
    return new double[][] {left, width};
  }

  private double[][] columns() {
    if (columns == null || width() != fittedTo) {
      columns = columns(WIDEST);
      fittedTo = width();
    }
    return columns;
  }

  private double gap() {
    return columns()[0][1] - columns()[0][0] - columns()[1][0];
  }

  private boolean hasEdgeNumbers() {
    return gap() >= 44;
  }

  /** The word, and under it the numbers that fit into a node of this width. */
  private List<String> texts(BeamNode node, double width) {
    double room = width - PADDING;
    List<String> texts = new ArrayList<>(List.of(word(node), number(node.sum(), room)));
    if (penalised && done(node)) {
      texts.add("→ " + fitting(node.score(), 4, room - Canvas.width("→ ", NUMBER)));
    }
    return texts;
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    double[] left = columns()[0];
    double[] width = columns()[1];
    double gap = gap();
    drawKey(canvas);
    TreeLayout.Spot start = layout.columns.get(0).get(0);
    for (boolean pruned : new boolean[] {true, false}) { // what was kept lies on top
      for (int step = shown; step >= 1; step--) {
        for (TreeLayout.Spot spot : layout.columns.get(step)) {
          if (spot.pruned() == pruned) {
            double from = left[step - 1] + width[step - 1];
            drawEdge(canvas, spot, from, left[step], gap);
          }
        }
      }
    }
    canvas.dot(left[0] + START, y(start), START, shown == beam.steps() ? WINNER : Palette.INK);
    for (int step = 1; step <= shown; step++) {
      double bottom = 0;
      for (TreeLayout.Spot spot : layout.columns.get(step)) {
        drawNode(canvas, spot, left[step], width[step]);
        bottom = Math.max(bottom, y(spot));
      }
      if (layout.hidden[step] > 0) {
        canvas.centred(
            "+ " + layout.hidden[step] + (width[step] > 60 ? " more" : ""),
            left[step] + width[step] / 2,
            bottom + nodeHeight() / 2 + 11,
            Canvas.Align.CENTRE,
            NUMBER,
            FADED);
      }
    }
  }

  private boolean wins(TreeLayout.Spot spot) {
    return spot.node.winning() && shown == beam.steps();
  }

  private Color line(TreeLayout.Spot spot) {
    return wins(spot) ? WINNER : spot.pruned() ? FADED_LINE : Palette.INK;
  }

  private void drawEdge(Canvas canvas, TreeLayout.Spot spot, double from, double to, double gap) {
    double y1 = y(spot.parent);
    double y2 = y(spot);
    double bend = Math.min(gap / 2, 36);
    Path2D path = new Path2D.Double();
    path.moveTo(from, y1);
    path.curveTo(from + bend, y1, from + bend * 0.4, y2, from + Math.min(gap * 0.6, 44), y2);
    path.lineTo(to, y2);
    canvas.outline(path, line(spot), wins(spot) ? 4 : spot.pruned() ? 1.2 : 2.6);
    if (hasEdgeNumbers()) {
      String text = number(spot.node.logProbability());
      canvas.rimmed(
          text,
          to - 5,
          y2 - 8,
          Canvas.Align.RIGHT,
          NUMBER,
          wins(spot) ? WINNER : spot.pruned() ? FADED : Palette.INK);
    }
  }

  private void drawNode(Canvas canvas, TreeLayout.Spot spot, double left, double width) {
    BeamNode node = spot.node;
    double height = nodeHeight() - (penalised && !done(node) ? SCORE : 0);
    double top = y(spot) - height / 2;
    RoundRectangle2D box = new RoundRectangle2D.Double(left, top, width, height, 9, 9);
    canvas.fill(box, wins(spot) ? WINNER : Palette.PAPER);
    if (spot.pruned()) {
      canvas.outline(box, FADED_LINE, 1, 3, 2);
    } else {
      canvas.outline(box, line(spot), 1.6, node.fate() == Fate.LEFT ? new float[] {4, 2} : SOLID);
      if (done(node)) {
        canvas.outline(
            new RoundRectangle2D.Double(left + 2.5, top + 2.5, width - 5, height - 5, 6, 6),
            wins(spot) ? Palette.PAPER : Palette.INK,
            1);
      }
    }
    Color ink = wins(spot) ? Palette.PAPER : spot.pruned() ? FADED : Palette.INK;
    List<String> texts = texts(node, width);
    double middle = left + width / 2;
    drawWord(canvas, texts.get(0), middle, top + 15, width - PADDING, spot.pruned(), ink);
    for (int i = 1; i < texts.size(); i++) {
      canvas.text(texts.get(i), middle, top + 15 + i * 13, Canvas.Align.CENTRE, NUMBER, ink);
    }
  }

  /** In the largest font that fits; a word that is too long even for the smallest is shortened. */
  private static void drawWord(
      Canvas canvas, String word, double x, double y, double room, boolean plain, Color ink) {
    List<Font> fonts =
        plain
            ? List.of(Fonts.PLAIN, NUMBER)
            : List.of(Fonts.BOLD, Fonts.BOLD.deriveFont(11f), NUMBER);
    Font font =
        fonts.stream().filter(f -> Canvas.width(word, f) <= room).findFirst().orElse(NUMBER);
    String text = word;
    while (Canvas.width(text, font) > room && text.length() > 2) {
      text = text.substring(0, text.length() - 2) + "…";
    }
    canvas.text(text, x, y, Canvas.Align.CENTRE, font, ink);
  }

  private String explanation() {
    List<String> parts = new ArrayList<>();
    parts.add(logarithms ? "in a box: ln p of all words so far" : "in a box: probability so far");
    if (hasEdgeNumbers()) {
      parts.add(logarithms ? "on a line: ln p of the word" : "on a line: of the word");
    }
    if (penalised) {
      parts.add("→ score");
    }
    if (all().anyMatch(spot -> done(spot.node))) {
      parts.add("double frame: done");
    }
    if (all().anyMatch(spot -> spot.node.fate() == Fate.LEFT)) {
      parts.add("dashed: given up");
    }
    return String.join("; ", parts);
  }

  /** Whether the explanation needs a line of its own. */
  private boolean explanationBelow() {
    return keyEnd() + Canvas.width(explanation(), NUMBER) > width() - MARGIN;
  }

  private double keyEnd() {
    double x = MARGIN;
    for (String text : keys()) {
      x += 25 + Canvas.width(text, NUMBER) + 16;
    }
    return x;
  }

  private List<String> keys() {
    List<String> keys = new ArrayList<>(List.of("kept"));
    if (all().anyMatch(TreeLayout.Spot::pruned)) {
      keys.add("pruned");
    }
    if (shown == beam.steps()) {
      keys.add("the result");
    }
    return keys;
  }

  private void drawKey(Canvas canvas) {
    double x = MARGIN;
    for (String text : keys()) {
      Color colour =
          text.equals("kept") ? Palette.INK : text.equals("pruned") ? FADED_LINE : WINNER;
      canvas.line(x, 8, x + 20, 8, colour, text.equals("pruned") ? 1.2 : 3);
      canvas.centred(text, x + 25, 8, Canvas.Align.LEFT, NUMBER, Palette.legible(colour));
      x += 25 + Canvas.width(text, NUMBER) + 16;
    }
    boolean below = explanationBelow();
    canvas.centred(
        explanation(),
        below ? MARGIN : x,
        below ? 8 + KEY_LINE : 8,
        Canvas.Align.LEFT,
        NUMBER,
        Palette.GREY);
  }
}
