package unrolled.show;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.List;
import java.util.Locale;
import unrolled.math.Numbers;

/**
 * One look of a decoder at the states of its encoder, with all numbers. At the bottom stand the
 * words that were read and a state for each; the query, which the decoder makes of its own state,
 * is compared with each of them; the softmax turns the scores into weights; and each state passes a
 * valve that is open as far as its weight says, into the context, which the decoder's cell takes
 * up.
 *
 * <p>Valves are the gates of {@link LstmDiagram}. A position whose score is −∞ is masked: it is
 * drawn in grey, its valve closed.
 */
public final class AttentionDiagram extends Figure {

  private static final double GUTTER = 104; // left of the columns: the query, and the rows' names
  private static final double NODE = 26;
  private static final double NODE_WIDTH = 86;
  private static final double STATE = 42; // the height of a box with a name and a row of numbers
  private static final double PIPE = 9;
  private static final double CELL_Y = 20 + NODE / 2;
  private static final double CONTEXT_Y = CELL_Y + 62;
  private static final double SUM_Y = CONTEXT_Y + 46;
  private static final double WEIGHT_Y = SUM_Y + 56;
  private static final double SOFTMAX_Y = WEIGHT_Y + 48;
  private static final double SCORE_Y = SOFTMAX_Y + 46;
  private static final double QUERY_Y = SCORE_Y + 44;
  private static final double STATE_Y = QUERY_Y + 54;
  private static final double WORD_Y = STATE_Y + STATE / 2 + 14;
  private static final double QUERY_X = MARGIN + NODE_WIDTH / 2 - 2;
  private static final double FEED = 14; // from a score's middle to where the state comes in
  private static final Color FLOW = Palette.translucent(Palette.LSTM, 110);
  private static final int MOST = 5;

  private String[] words = {};
  private double[][] states = {};
  private double[] query;
  private double[] scores;
  private double[] weights;
  private double[] context;

  /** A look without numbers yet, under a title that states what it shows. */
  public AttentionDiagram(String title) {
    super(title);
  }

  /** Sets the words that were read; without them, the states stand alone. */
  public AttentionDiagram words(String... words) {
    this.words = words.clone();
    return this;
  }

  /**
   * Sets the encoder's states, one for each position, which are keys and values in one.
   *
   * @throws IllegalArgumentException if there are none or more than five
   */
  public AttentionDiagram states(double[]... states) {
    if (states.length < 1 || states.length > MOST) {
      throw new IllegalArgumentException(
          states.length + " states: one to " + MOST + " fit side by side");
    }
    this.states = states.clone();
    return this;
  }

  /** Sets the query, which is compared with each state. */
  public AttentionDiagram query(double... query) {
    this.query = query.clone();
    return this;
  }

  /** Sets a score for each state, −∞ where it is masked, and the weights that come of them. */
  public AttentionDiagram scores(double[] scores, double[] weights) {
    this.scores = scores.clone();
    this.weights = weights.clone();
    return this;
  }

  /** Sets the context, the sum of all states, each times its weight. */
  public AttentionDiagram context(double... context) {
    this.context = context.clone();
    return this;
  }

  @Override
  void describe(Digest digest) {
    requireNumbers();
    digest.add(List.of(words)).add(query).add(scores).add(weights).add(context);
    for (double[] state : states) {
      digest.add(state);
    }
  }

  private void requireNumbers() {
    if (states.length == 0 || query == null || scores == null || context == null) {
      throw new IllegalStateException(
          "call states(…), query(…), scores(…) and context(…) before show(…)");
    }
    requireOneForEachState("words", words.length == 0 ? states.length : words.length);
    requireOneForEachState("scores", scores.length);
    requireOneForEachState("weights", weights.length);
  }

  private void requireOneForEachState(String what, int count) {
    if (count != states.length) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "%d %s for %d states: give one for each", count, what, states.length));
    }
  }

  // Layout. A column for each state, in it two lanes: on the left state, score and weight, on the
  // right the pipe from the state through its valve.

  private double column(int j) {
    double width = (width() - MARGIN - GUTTER) / states.length;
    return GUTTER + (j + 0.5) * width;
  }

  private double lane(int j) {
    return column(j) - 18;
  }

  private double pipe(int j) {
    return column(j) + 44;
  }

  private double middle() {
    return (pipe(0) + pipe(states.length - 1)) / 2;
  }

  private boolean masked(int j) {
    return scores[j] == Double.NEGATIVE_INFINITY;
  }

  @Override
  double bodyHeight() {
    return (words.length == 0 ? STATE_Y + STATE / 2 : WORD_Y + 8) + 12;
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    requireNumbers();
    drawQuery(canvas);
    for (int j = 0; j < states.length; j++) {
      drawPipe(canvas, j);
      drawScore(canvas, j);
    }
    drawSoftmax(canvas);
    drawContext(canvas);
    drawDecoder(canvas);
    drawRowNames(canvas);
  }

  /** From the decoder's state before down to the query, and from there to every score. */
  private void drawQuery(Canvas canvas) {
    canvas.arrow(QUERY_X, CELL_Y + NODE / 2, QUERY_X, QUERY_Y - STATE / 2, Palette.FORWARD, 1.5);
    int last = states.length - 1;
    while (last > 0 && masked(last)) {
      last--;
    }
    canvas.line(
        QUERY_X + NODE_WIDTH / 2, QUERY_Y, lane(last) - FEED, QUERY_Y, Palette.FORWARD, 1.5);
    vector(canvas, QUERY_X, QUERY_Y, NODE_WIDTH, "query q", query, Palette.INK);
  }

  /** A state's way up, through its valve, as wide as the valve is open. */
  private void drawPipe(Canvas canvas, int j) {
    double x = pipe(j);
    canvas.line(x, QUERY_Y + 9, x, QUERY_Y - 9, Palette.PAPER, PIPE + 6);
    pipe(canvas, x, STATE_Y - STATE / 2, x, WEIGHT_Y, masked(j) ? 0 : 1);
    pipe(canvas, x, WEIGHT_Y, x, SUM_Y, weights[j]);
    canvas.line(x, SUM_Y, middle(), SUM_Y, Palette.RULE, PIPE);
    canvas.arrow(
        lane(j) + NODE_WIDTH / 2, WEIGHT_Y, x - GateSymbol.RADIUS - 1, WEIGHT_Y, Palette.GREY, 1.5);
    GateSymbol.draw(canvas, x, WEIGHT_Y, weights[j], true);
  }

  /** A state, its score and its weight. */
  private void drawScore(Canvas canvas, int j) {
    double x = lane(j);
    Color ink = masked(j) ? Palette.GREY : Palette.INK;
    if (!masked(j)) {
      double end = SCORE_Y + NODE / 2;
      canvas.arrow(x - FEED, QUERY_Y, x - FEED, end, Palette.FORWARD, 1.5);
      canvas.dot(x - FEED, QUERY_Y, 3, Palette.FORWARD);
      canvas.line(x + FEED, QUERY_Y + 6, x + FEED, QUERY_Y - 6, Palette.PAPER, 8);
      canvas.arrow(x + FEED, STATE_Y - STATE / 2, x + FEED, end, Palette.FORWARD, 1.5);
    }
    canvas.arrow(x, SCORE_Y - NODE / 2, x, SOFTMAX_Y + NODE / 2 - 2, Palette.GREY, 1.5);
    canvas.arrow(x, SOFTMAX_Y - NODE / 2 + 2, x, WEIGHT_Y + NODE / 2, Palette.GREY, 1.5);
    number(canvas, x, SCORE_Y, "e", j, scores[j], ink);
    number(canvas, x, WEIGHT_Y, "α", j, weights[j], ink);
    double width = pipe(j) - x + NODE_WIDTH / 2 + 10;
    double centre = x - NODE_WIDTH / 2 + width / 2;
    vector(canvas, centre, STATE_Y, width, masked(j) ? "padding" : "h" + index(j), states[j], ink);
    if (words.length > 0) {
      canvas.centred(words[j], centre, WORD_Y, Canvas.Align.CENTRE, Fonts.PLAIN, ink);
    }
  }

  /** The softmax, which sees all scores at once. */
  private void drawSoftmax(Canvas canvas) {
    double left = lane(0) - NODE_WIDTH / 2;
    double right = lane(states.length - 1) + NODE_WIDTH / 2;
    // The pipes pass behind it.
    box(canvas, (left + right) / 2, SOFTMAX_Y, right - left, NODE - 4, Palette.INK);
    for (int j = 0; j < states.length - 1; j++) {
      canvas.box(pipe(j) - PIPE / 2, SOFTMAX_Y - NODE / 2 + 3, PIPE, NODE - 6, Palette.PAPER);
      pipe(canvas, pipe(j), SOFTMAX_Y - NODE / 2 + 1, pipe(j), SOFTMAX_Y + NODE / 2 - 1, 1);
    }
    plain(canvas, "softmax", lane(0), SOFTMAX_Y, Palette.INK);
  }

  /** What has passed the valves, added up. */
  private void drawContext(Canvas canvas) {
    double x = middle();
    double share = 0; // what has joined so far, from either side
    for (int j = 0; j < states.length && pipe(j) < x; j++) {
      share += weights[j];
      flow(canvas, pipe(j), SUM_Y, Math.min(x, pipe(j + 1)), SUM_Y, share);
    }
    share = 0;
    for (int j = states.length - 1; j >= 0 && pipe(j) > x; j--) {
      share += weights[j];
      flow(canvas, pipe(j), SUM_Y, Math.max(x, pipe(j - 1)), SUM_Y, share);
    }
    pipe(canvas, x, SUM_Y, x, CONTEXT_Y, 1);
    pipe(canvas, x, CONTEXT_Y, x, CELL_Y + NODE / 2, 1);
    canvas.dot(x, SUM_Y, 10, Palette.PAPER);
    canvas.outline(new Ellipse2D.Double(x - 10, SUM_Y - 10, 20, 20), Palette.INK, 1.5);
    canvas.line(x - 5, SUM_Y, x + 5, SUM_Y, Palette.INK, 2);
    canvas.line(x, SUM_Y - 5, x, SUM_Y + 5, Palette.INK, 2);
    String text = "context cᵢ = " + text(context);
    box(canvas, x, CONTEXT_Y, Canvas.width(text, Fonts.PLAIN) + 20, NODE, Palette.INK);
    plain(canvas, text, x, CONTEXT_Y, Palette.INK);
  }

  /** The decoder's cell, with what comes in and what goes out. */
  private void drawDecoder(Canvas canvas) {
    double x = middle();
    double half = 62;
    double right = width() - MARGIN - NODE_WIDTH / 2 - 24;
    canvas.arrow(QUERY_X + NODE_WIDTH / 2, CELL_Y, x - half, CELL_Y, Palette.FORWARD, 1.5);
    canvas.arrow(x + half, CELL_Y, right - NODE_WIDTH / 2, CELL_Y, Palette.FORWARD, 1.5);
    canvas.arrow(right + NODE_WIDTH / 2, CELL_Y, width() - MARGIN, CELL_Y, Palette.FORWARD, 1.5);
    double word = x + half - 16;
    canvas.line(
        word, CELL_Y + NODE / 2 + 22, word + 60, CELL_Y + NODE / 2 + 22, Palette.FORWARD, 1.5);
    canvas.arrow(word, CELL_Y + NODE / 2 + 22, word, CELL_Y + NODE / 2, Palette.FORWARD, 1.5);
    canvas.centred(
        "yᵢ₋₁, the word before",
        word + 66,
        CELL_Y + NODE / 2 + 22,
        Canvas.Align.LEFT,
        Fonts.PLAIN,
        Palette.INK);
    box(canvas, QUERY_X, CELL_Y, NODE_WIDTH, NODE, Palette.INK);
    plain(canvas, "sᵢ₋₁", QUERY_X, CELL_Y, Palette.INK);
    box(canvas, x, CELL_Y, 2 * half, NODE, Palette.INK);
    plain(canvas, "decoder's cell", x, CELL_Y, Palette.INK);
    box(canvas, right, CELL_Y, NODE_WIDTH, NODE, Palette.INK);
    plain(canvas, "sᵢ", right, CELL_Y, Palette.INK);
  }

  private void drawRowNames(Canvas canvas) {
    double x = lane(0) - NODE_WIDTH / 2 - 5;
    small(canvas, "weights", x, WEIGHT_Y);
    small(canvas, "scores", x, SCORE_Y);
    small(canvas, "states", x, STATE_Y);
    double y = STATE_Y - STATE / 2 - 12;
    small(canvas, "key", lane(0) + FEED - 6, y);
    canvas.centred(
        "value", pipe(0) + PIPE / 2 + 5, y, Canvas.Align.LEFT, Fonts.SMALL, Palette.GREY);
  }

  /** A line that carries numbers, coloured as wide as the valve before it is open. */
  private static void pipe(
      Canvas canvas, double x1, double y1, double x2, double y2, double valve) {
    canvas.line(x1, y1, x2, y2, Palette.RULE, PIPE);
    flow(canvas, x1, y1, x2, y2, valve);
  }

  private static void flow(
      Canvas canvas, double x1, double y1, double x2, double y2, double share) {
    if (share >= 0.02) {
      canvas.line(x1, y1, x2, y2, FLOW, PIPE * Math.min(1, share));
    }
  }

  private static void number(
      Canvas canvas, double x, double y, String name, int j, double value, Color ink) {
    box(canvas, x, y, NODE_WIDTH, NODE, ink);
    plain(canvas, name + index(j) + " = " + text(value), x, y, ink);
  }

  private static void vector(
      Canvas canvas, double x, double y, double width, String name, double[] values, Color ink) {
    box(canvas, x, y, width, STATE, ink);
    plain(canvas, name, x, y - 9, ink);
    plain(canvas, text(values), x, y + 9, ink);
  }

  private static void box(
      Canvas canvas, double x, double y, double width, double height, Color edge) {
    canvas.box(x - width / 2, y - height / 2, width, height, edge);
    canvas.box(x - width / 2 + 1, y - height / 2 + 1, width - 2, height - 2, Palette.PAPER);
  }

  private static void plain(Canvas canvas, String text, double x, double y, Color ink) {
    canvas.centred(text, x, y, Canvas.Align.CENTRE, Fonts.PLAIN, ink);
  }

  private static void small(Canvas canvas, String text, double x, double y) {
    canvas.centred(text, x, y, Canvas.Align.RIGHT, Fonts.SMALL, Palette.GREY);
  }

  /** The position as a small number below the line: ₁ is the first. */
  private static char index(int j) {
    return (char) ('₁' + j);
  }

  /** To four digits behind the point. */
  private static String text(double value) {
    double rounded = Double.isInfinite(value) ? value : StrictMath.rint(10_000 * value) / 10_000;
    return Numbers.text(rounded).replace('-', '−');
  }

  private static String text(double[] values) {
    StringBuilder text = new StringBuilder("(");
    for (int u = 0; u < values.length; u++) {
      text.append(u == 0 ? "" : ", ").append(text(values[u]));
    }
    return text.append(")").toString();
  }
}
