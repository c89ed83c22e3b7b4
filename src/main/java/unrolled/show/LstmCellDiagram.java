package unrolled.show;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.util.Locale;
import unrolled.math.Numbers;

/**
 * One step of one LSTM unit with all its parts and their numbers. At the bottom the input and the
 * hidden state before feed the four sums; above each sum is what its activation makes of it; on top
 * the cell state runs from left to right, past the forget gate, takes up what the input gate lets
 * in, and on the right it is shown, through tanh and the output gate, as the hidden state.
 *
 * <p>Gates are drawn as in {@link LstmDiagram}. With {@link #gradients} each number has its
 * gradient below it, in red.
 */
public final class LstmCellDiagram extends Figure {

  private static final int I = 0;
  private static final int F = 1;
  private static final int G = 2;
  private static final int O = 3;
  private static final String[] NAMES = {"i", "f", "g", "o"};

  private static final double NODE_WIDTH = 86;
  private static final double SUM_WIDTH = 60;
  private static final double PIPE = 9;
  private static final double LEFT = MARGIN + NODE_WIDTH / 2; // the states before, and the input
  private static final double RIGHT = 612; // the states after
  private static final double MEMORY_Y = 32;
  private static final double MEMORY_HEIGHT = 44;
  private static final double NODE = 26; // the height of a box with one number
  private static final double TALL_NODE = 40; // with a gradient under the number
  private static final double ACTIVATION_Y = MEMORY_Y + MEMORY_HEIGHT / 2 + 84 + NODE / 2;
  private static final double FEED = 16; // from a sum's middle to where h comes in, and x
  private static final Color FLOW = Palette.translucent(Palette.LSTM, 110);

  private double[] w;
  private double[] u;
  private double[] b;
  private double x = Double.NaN;
  private double hBefore;
  private double cBefore;
  private double[] sums;
  private double[] activations;
  private double c = Double.NaN;
  private double s;
  private double h;
  private double[] dSums;
  private double dh;
  private double arriving;
  private double dc;
  private double dhBefore;
  private double dcBefore;

  /** A step without numbers yet, under a title that states what it shows. */
  public LstmCellDiagram(String title) {
    super(title);
  }

  /** Sets the weights on the input, those on the hidden state, and the biases, each i, f, g, o. */
  public LstmCellDiagram weights(double[] w, double[] u, double[] b) {
    this.w = four("weights on the input", w);
    this.u = four("weights on the hidden state", u);
    this.b = four("biases", b);
    return this;
  }

  /** Sets the input, and the hidden state and the cell state before the step. */
  public LstmCellDiagram before(double x, double hBefore, double cBefore) {
    this.x = x;
    this.hBefore = hBefore;
    this.cBefore = cBefore;
    return this;
  }

  /** Sets the four sums, and what the activations make of them, each i, f, g, o. */
  public LstmCellDiagram gates(double[] sums, double[] activations) {
    this.sums = four("sums", sums);
    this.activations = four("activations", activations);
    return this;
  }

  /** Sets the cell state after the step, its tanh, and the hidden state. */
  public LstmCellDiagram after(double c, double s, double h) {
    this.c = c;
    this.s = s;
    this.h = h;
    return this;
  }

  /**
   * Sets the gradients, in the order in which a step back finds them.
   *
   * @param dh on the hidden state after the step
   * @param arriving on the cell state after the step, as far as it comes from the next step
   * @param dc on the cell state after the step, all of it
   * @param dSums on the four sums, i, f, g, o
   * @param dhBefore on the hidden state before
   * @param dcBefore on the cell state before
   */
  public LstmCellDiagram gradients(
      double dh, double arriving, double dc, double[] dSums, double dhBefore, double dcBefore) {
    this.dh = dh;
    this.arriving = arriving;
    this.dc = dc;
    this.dSums = four("gradients of sums", dSums);
    this.dhBefore = dhBefore;
    this.dcBefore = dcBefore;
    return this;
  }

  private static double[] four(String what, double[] values) {
    if (values.length != 4) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d %s: an LSTM unit has four, i, f, g, o", values.length, what));
    }
    return values.clone();
  }

  @Override
  void describe(Digest digest) {
    requireNumbers();
    for (double[] values : new double[][] {w, u, b, sums, activations}) {
      digest.add(values);
    }
    digest.add(x, hBefore, cBefore, c, s, h);
    if (dSums != null) {
      digest.add(dSums).add(dh, arriving, dc, dhBefore, dcBefore);
    }
  }

  private void requireNumbers() {
    if (w == null || sums == null || Double.isNaN(x) || Double.isNaN(c)) {
      throw new IllegalStateException(
          "call weights(…), before(…), gates(…) and after(…) before show(…)");
    }
  }

  // Layout. From the left: the states before, the columns of f, i, g and o, the states after.
  // From the top: the cell state, the activations, the sums, the hidden state before, the input.

  private static double column(int part) {
    return switch (part) {
      case F -> 166;
      case I -> 274;
      case G -> 382;
      default -> 490;
    };
  }

  /** The height of a box that has a gradient under its number, if gradients are shown. */
  private double node() {
    return dSums == null ? NODE : TALL_NODE;
  }

  private double sumY() {
    return ACTIVATION_Y + NODE / 2 + 28 + node() / 2;
  }

  private double hiddenY() {
    return sumY() + node() + 30;
  }

  private double inputY() {
    return hiddenY() + node() / 2 + 18 + NODE / 2;
  }

  @Override
  double bodyHeight() {
    return inputY() + NODE / 2 + 12;
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    requireNumbers();
    drawFeeds(canvas);
    drawCellState(canvas);
    drawShown(canvas);
    for (int part = 0; part < 4; part++) {
      double middle = column(part);
      canvas.arrow(middle, sumY() - node() / 2, middle, ACTIVATION_Y + NODE / 2, Palette.GREY, 1.5);
      small(canvas, part == G ? "tanh" : "σ", middle + 8, sumY() - node() / 2 - 14);
      drawNode(canvas, middle, ACTIVATION_Y, NODE_WIDTH, NAMES[part], activations[part], null);
      drawNode(
          canvas, middle, sumY(), SUM_WIDTH, "", sums[part], dSums == null ? null : dSums[part]);
      small(canvas, signed(b[part]), middle + SUM_WIDTH / 2 + 5, sumY());
    }
    drawKey(canvas);
  }

  /** The input and the hidden state before, from where they are into the four sums. */
  private void drawFeeds(Canvas canvas) {
    double from = LEFT + NODE_WIDTH / 2;
    canvas.line(from, hiddenY(), column(O) - FEED, hiddenY(), Palette.FORWARD, 1.5);
    canvas.line(from, inputY(), column(O) + FEED, inputY(), Palette.FORWARD, 1.5);
    double end = sumY() + node() / 2;
    for (int part = 0; part < 4; part++) {
      double h = column(part) - FEED;
      double x = column(part) + FEED;
      canvas.line(x, hiddenY() + 6, x, hiddenY() - 6, Palette.PAPER, 8);
      canvas.arrow(h, hiddenY(), h, end, Palette.FORWARD, 1.5);
      canvas.arrow(x, inputY(), x, end, Palette.FORWARD, 1.5);
      canvas.dot(h, hiddenY(), 3, Palette.FORWARD);
      canvas.dot(x, inputY(), 3, Palette.FORWARD);
      canvas.centred(
          times(u[part]), h - 5, end + 17, Canvas.Align.RIGHT, Fonts.SMALL, Palette.GREY);
      small(canvas, times(w[part]), x + 5, (hiddenY() + inputY()) / 2);
    }
    drawNode(canvas, LEFT, hiddenY(), NODE_WIDTH, "hₜ₋₁", hBefore, dSums == null ? null : dhBefore);
    drawNode(canvas, LEFT, inputY(), NODE_WIDTH, "xₜ", x, null);
  }

  /** The line of the cell state: what is kept, what comes in, and their sum. */
  private void drawCellState(Canvas canvas) {
    double from = LEFT + NODE_WIDTH / 2;
    double to = RIGHT - NODE_WIDTH / 2;
    double gateY = (MEMORY_Y + MEMORY_HEIGHT / 2 + ACTIVATION_Y - NODE / 2) / 2 + 8;
    pipe(canvas, from, MEMORY_Y, column(F), MEMORY_Y, cBefore, 1);
    pipe(canvas, column(F), MEMORY_Y, column(G), MEMORY_Y, cBefore, activations[F]);
    pipe(canvas, column(G), ACTIVATION_Y - NODE / 2, column(G), gateY, activations[G], 1);
    pipe(canvas, column(G), gateY, column(G), MEMORY_Y, activations[G], activations[I]);
    pipe(canvas, column(G), MEMORY_Y, to, MEMORY_Y, c, 1);
    pipe(canvas, RIGHT + NODE_WIDTH / 2, MEMORY_Y, width() - MARGIN, MEMORY_Y, c, 1);

    double top = ACTIVATION_Y - NODE / 2;
    canvas.line(column(I), top, column(I), gateY, Palette.GREY, 1.5);
    double gateLeft = column(G) - GateSymbol.RADIUS - 1;
    canvas.arrow(column(I), gateY, gateLeft, gateY, Palette.GREY, 1.5);
    canvas.arrow(column(F), top, column(F), MEMORY_Y + GateSymbol.RADIUS + 1, Palette.GREY, 1.5);
    GateSymbol.draw(canvas, column(F), MEMORY_Y, activations[F], false);
    GateSymbol.draw(canvas, column(G), gateY, activations[I], true);

    plain(canvas, text(activations[F] * cBefore), (column(F) + column(G)) / 2, MEMORY_Y - 14);
    canvas.centred(
        text(activations[I] * activations[G]),
        column(G) + 10,
        (gateY + MEMORY_Y) / 2 + 4,
        Canvas.Align.LEFT,
        Fonts.PLAIN,
        Palette.INK);
    canvas.dot(column(G), MEMORY_Y, 10, Palette.PAPER);
    canvas.outline(new Ellipse2D.Double(column(G) - 10, MEMORY_Y - 10, 20, 20), Palette.INK, 1.5);
    canvas.line(column(G) - 5, MEMORY_Y, column(G) + 5, MEMORY_Y, Palette.INK, 2);
    canvas.line(column(G), MEMORY_Y - 5, column(G), MEMORY_Y + 5, Palette.INK, 2);

    double most = Math.max(Math.abs(c), Math.abs(cBefore));
    drawMemory(canvas, LEFT, "cₜ₋₁", cBefore, most, dSums == null ? null : dcBefore);
    drawMemory(canvas, RIGHT, "cₜ", c, most, dSums == null ? null : dc);
    if (dSums != null) {
      red(canvas, text(arriving), (RIGHT + NODE_WIDTH / 2 + width()) / 2, MEMORY_Y - 16);
    }
  }

  /** From the cell state down to the hidden state: tanh, and the output gate. */
  private void drawShown(Canvas canvas) {
    double tanhY = MEMORY_Y + MEMORY_HEIGHT / 2 + 46;
    double gateY = ACTIVATION_Y;
    pipe(canvas, RIGHT, MEMORY_Y + MEMORY_HEIGHT / 2, RIGHT, tanhY, c, 1);
    pipe(canvas, RIGHT, tanhY, RIGHT, gateY, s, 1);
    pipe(canvas, RIGHT, gateY, RIGHT, sumY() - node() / 2, s, activations[O]);
    canvas.arrow(RIGHT + NODE_WIDTH / 2, sumY(), width() - MARGIN, sumY(), Palette.FORWARD, 1.5);
    canvas.arrow(
        column(O) + NODE_WIDTH / 2, gateY, RIGHT - GateSymbol.RADIUS - 1, gateY, Palette.GREY, 1.5);
    small(canvas, "tanh", RIGHT + 10, tanhY - 22);
    drawNode(canvas, RIGHT, tanhY, NODE_WIDTH, "s", s, null);
    GateSymbol.draw(canvas, RIGHT, gateY, activations[O], true);
    drawNode(canvas, RIGHT, sumY(), NODE_WIDTH, "hₜ", h, dSums == null ? null : dh);
  }

  /** What the gates' colours mean. */
  private void drawKey(Canvas canvas) {
    double left = column(O) + 76;
    String[] texts = {"closed, 0", "open, 1"};
    for (int gate = 0; gate < 2; gate++) {
      double y = gate == 0 ? hiddenY() : inputY();
      canvas.line(left - 20, y, left + 20, y, Palette.RULE, PIPE);
      GateSymbol.draw(canvas, left, y, gate, false);
      canvas.centred(texts[gate], left + 28, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    }
  }

  /** A line that carries a number, coloured as wide as the gate before it is open. */
  private static void pipe(
      Canvas canvas, double x1, double y1, double x2, double y2, double value, double gate) {
    canvas.line(x1, y1, x2, y2, Palette.RULE, PIPE);
    if (value != 0 && gate >= 0.02) {
      canvas.line(x1, y1, x2, y2, FLOW, PIPE * Math.min(1, gate));
    }
  }

  private static void drawNode(
      Canvas canvas, double x, double y, double width, String name, double value, Double gradient) {
    double height = gradient == null ? NODE : TALL_NODE;
    canvas.box(x - width / 2, y - height / 2, width, height, Palette.INK);
    canvas.box(x - width / 2 + 1, y - height / 2 + 1, width - 2, height - 2, Palette.PAPER);
    write(canvas, x, y, named(name, value), gradient);
  }

  /** A state's box, filled in proportion to the larger of the two. */
  private static void drawMemory(
      Canvas canvas, double x, String name, double value, double most, Double gradient) {
    double left = x - NODE_WIDTH / 2;
    double top = MEMORY_Y - MEMORY_HEIGHT / 2;
    canvas.box(left, top, NODE_WIDTH, MEMORY_HEIGHT, Palette.INK);
    canvas.box(left + 1.5, top + 1.5, NODE_WIDTH - 3, MEMORY_HEIGHT - 3, Palette.PAPER);
    double level = most == 0 ? 0 : 0.85 * (MEMORY_HEIGHT - 3) * Math.abs(value) / most;
    double bottom = top + MEMORY_HEIGHT - 1.5;
    canvas.box(left + 1.5, bottom - level, NODE_WIDTH - 3, level, FLOW);
    write(canvas, x, MEMORY_Y, named(name, value), gradient);
  }

  private static void write(Canvas canvas, double x, double y, String text, Double gradient) {
    if (gradient == null) {
      plain(canvas, text, x, y);
      return;
    }
    plain(canvas, text, x, y - 8);
    red(canvas, text(gradient), x, y + 9);
  }

  private static void red(Canvas canvas, String text, double x, double y) {
    canvas.centred(text, x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.GRADIENT);
  }

  private static void plain(Canvas canvas, String text, double x, double y) {
    canvas.centred(text, x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
  }

  private static void small(Canvas canvas, String text, double x, double y) {
    canvas.centred(text, x, y, Canvas.Align.LEFT, Fonts.SMALL, Palette.GREY);
  }

  private static String named(String name, double value) {
    return name.isEmpty() ? text(value) : name + " = " + text(value);
  }

  private static String times(double weight) {
    return "· " + (weight < 0 ? "(" + text(weight) + ")" : text(weight));
  }

  private static String signed(double bias) {
    return bias < 0 ? "− " + text(-bias) : "+ " + text(bias);
  }

  private static String text(double value) {
    return Numbers.text(value, 4).replace('-', '−');
  }
}
