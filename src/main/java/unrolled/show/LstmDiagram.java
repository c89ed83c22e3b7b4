package unrolled.show;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import unrolled.math.Numbers;

/**
 * One unit of an LSTM over a few steps, its gates drawn as valves: below the candidates, which
 * enter through the input gates; in the middle the memory, which flows from step to step through
 * the forget gates; above what it shows through the output gates.
 *
 * <p>A valve's bar lies along the pipe where the gate is 1 and across it where the gate is 0. Steps
 * may be left empty, so that several pictures tell the story step by step.
 */
public final class LstmDiagram extends Figure {

  private static final double TEXT_LINE = 16;
  private static final double LABELS = 96;
  private static final double TANK = 44;
  private static final double PIPE = 46;
  private static final double NODE = 26;
  private static final double VALVE = 10;
  private static final Color WET = Palette.translucent(Palette.LSTM, 110);

  private final double start;
  private final int steps;
  private List<String> inputs = List.of();
  private double[] candidates = {};
  private double[] in = {};
  private double[] forget = {};
  private double[] memory = {};
  private double[] out = {};
  private double[] outputs = {};
  private int shown;

  /**
   * An empty row of memories.
   *
   * @param steps how many steps there are
   * @param start the memory before the first
   */
  public LstmDiagram(String title, int steps, double start) {
    super(title);
    if (steps < 1 || steps > 10) {
      throw new IllegalArgumentException(steps + " steps of a memory: one to ten fit side by side");
    }
    this.steps = steps;
    this.start = start;
    shown = steps;
  }

  /** What the unit reads at each step, in words or numbers. */
  public LstmDiagram inputs(String... texts) {
    inputs = List.of(texts);
    fitting("inputs", texts.length);
    return this;
  }

  /** What would be added to the memory at each step, and how much of it the input gate lets in. */
  public LstmDiagram candidates(double[] values, double[] gate) {
    candidates = fitting("candidates", values.length, values);
    in = fitting("input gates", gate.length, gate);
    return this;
  }

  /** The memory after each step, and how much of the one before the forget gate keeps. */
  public LstmDiagram memory(double[] values, double[] gate) {
    memory = fitting("memories", values.length, values);
    forget = fitting("forget gates", gate.length, gate);
    return this;
  }

  /** What comes out at each step, and how much the output gate shows. */
  public LstmDiagram outputs(double[] values, double[] gate) {
    outputs = fitting("outputs", values.length, values);
    out = fitting("output gates", gate.length, gate);
    return this;
  }

  /** Draws the first steps only; of the others just what they read. */
  public LstmDiagram upTo(int step) {
    if (step < 0 || step > steps) {
      throw new IllegalArgumentException("step " + step + ": there are the steps 1 to " + steps);
    }
    shown = step;
    return this;
  }

  private double[] fitting(String what, int count, double... values) {
    if (count != steps) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d steps, but %d %s", steps, count, what));
    }
    return values.clone();
  }

  @Override
  void describe(Digest digest) {
    digest.add(steps, shown, start).add(inputs);
    for (double[] values : new double[][] {candidates, in, memory, forget, outputs, out}) {
      digest.add(values);
    }
  }

  // Layout, from the top: outputs, output gates, memory, input gates, candidates, inputs.

  private static double outputY() {
    return 8 + NODE / 2;
  }

  private static double memoryY() {
    return outputY() + NODE / 2 + PIPE + TANK / 2;
  }

  private static double candidateY() {
    return memoryY() + TANK / 2 + PIPE + NODE / 2;
  }

  private double column() {
    return Math.min(126, (width() - MARGIN - LABELS - TANK - 8) / steps);
  }

  /** The middle of a step's column; step 0 is the start. */
  private double x(int step) {
    return LABELS + TANK / 2 + (step == 0 ? 0 : 8 + step * column() - TANK / 2);
  }

  @Override
  double bodyHeight() {
    return candidateY() + NODE / 2 + 2 * TEXT_LINE + 14;
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    if (candidates.length == 0 || memory.length == 0 || outputs.length == 0) {
      throw new IllegalStateException(
          "call candidates(…), memory(…) and outputs(…) before show(…)");
    }
    drawLabels(canvas);
    for (int t = 1; t <= steps; t++) {
      boolean done = t <= shown;
      double x = x(t);
      double before = t == 1 ? start : memory[t - 2];
      drawAcross(canvas, x(t - 1) + TANK / 2, x - TANK / 2, before, forget[t - 1], done);
      drawUp(canvas, x, candidateY() - NODE / 2, candidates[t - 1], in[t - 1], done);
      drawUp(canvas, x, memoryY() - TANK / 2, memory[t - 1], out[t - 1], done);
      drawNode(canvas, x, candidateY(), candidates[t - 1], done);
      drawNode(canvas, x, outputY(), outputs[t - 1], done);
      drawTank(canvas, x, memory[t - 1], done);
      double y = candidateY() + NODE / 2 + TEXT_LINE + 2;
      if (!inputs.isEmpty()) {
        canvas.text(inputs.get(t - 1), x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
      }
      canvas.text("t = " + t, x, y + TEXT_LINE, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.GREY);
    }
    drawTank(canvas, x(0), start, true);
  }

  private void drawLabels(Canvas canvas) {
    label(canvas, "output h", outputY());
    label(canvas, "output gate o", (outputY() + NODE / 2 + memoryY() - TANK / 2) / 2);
    label(canvas, "forget gate f", memoryY() - VALVE - 10);
    label(canvas, "memory c", memoryY() + 4);
    label(canvas, "input gate i", (memoryY() + TANK / 2 + candidateY() - NODE / 2) / 2);
    label(canvas, "candidate g", candidateY());
    if (!inputs.isEmpty()) {
      label(canvas, "input x", candidateY() + NODE / 2 + TEXT_LINE - 2);
    }
  }

  private static void label(Canvas canvas, String text, double y) {
    canvas.centred(text, MARGIN, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
  }

  /** A pipe from left to right, wet up to its valve, and after it as far as the valve is open. */
  private static void drawAcross(
      Canvas canvas, double from, double to, double value, double gate, boolean done) {
    double y = memoryY();
    double middle = (from + to) / 2;
    canvas.line(from, y, to, y, Palette.RULE, 9);
    if (done && value != 0) {
      canvas.line(from, y, middle, y, WET, 9);
      if (wet(gate) > 0) {
        canvas.line(middle, y, to, y, WET, wet(gate));
      }
    }
    drawValve(canvas, middle, y, gate, false, done);
    if (done) {
      canvas.centred(
          text(gate), middle, y - VALVE - 10, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
    }
  }

  /** The same from below, its lower end at y. */
  private static void drawUp(
      Canvas canvas, double x, double y, double value, double gate, boolean done) {
    double middle = y - PIPE / 2;
    canvas.line(x, y, x, y - PIPE, Palette.RULE, 9);
    if (done && value != 0) {
      canvas.line(x, y, x, middle, WET, 9);
      if (wet(gate) > 0) {
        canvas.line(x, middle, x, y - PIPE, WET, wet(gate));
      }
    }
    drawValve(canvas, x, middle, gate, true, done);
    if (done) {
      canvas.centred(
          text(gate), x + VALVE + 5, middle, Canvas.Align.LEFT, Fonts.PLAIN, Palette.INK);
    }
  }

  /** How wide the stream is behind a valve; nothing that can't be seen. */
  private static double wet(double gate) {
    return gate < 0.02 ? 0 : 9 * Math.min(1, gate);
  }

  private static void drawValve(
      Canvas canvas, double x, double y, double gate, boolean upward, boolean done) {
    canvas.dot(x, y, VALVE + 1, done ? Palette.INK : Palette.RULE);
    canvas.dot(x, y, VALVE - 0.5, Palette.PAPER);
    if (!done) {
      return;
    }
    // From across the pipe (0) to along it (1), a quarter of a turn.
    double turn = StrictMath.PI / 2 * Math.max(0, Math.min(1, gate));
    double across = (VALVE - 2) * StrictMath.cos(turn);
    double along = (VALVE - 2) * StrictMath.sin(turn);
    double dx = upward ? across : along;
    double dy = upward ? along : across;
    canvas.line(x - dx, y - dy, x + dx, y + dy, Palette.INK, 4);
  }

  private static void drawNode(Canvas canvas, double x, double y, double value, boolean done) {
    double width = Math.max(34, Canvas.width(text(value), Fonts.PLAIN) + 12);
    canvas.box(x - width / 2, y - NODE / 2, width, NODE, done ? Palette.INK : Palette.RULE);
    canvas.box(x - width / 2 + 1, y - NODE / 2 + 1, width - 2, NODE - 2, Palette.PAPER);
    if (done) {
      canvas.centred(text(value), x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
    }
  }

  /** A tank, filled in proportion to the largest memory of all. */
  private void drawTank(Canvas canvas, double x, double value, boolean done) {
    double y = memoryY();
    double most = Math.abs(start);
    for (double m : memory) {
      most = Math.max(most, Math.abs(m));
    }
    canvas.box(x - TANK / 2, y - TANK / 2, TANK, TANK, done ? Palette.INK : Palette.RULE);
    canvas.box(x - TANK / 2 + 1.5, y - TANK / 2 + 1.5, TANK - 3, TANK - 3, Palette.PAPER);
    if (done) {
      double level = most == 0 ? 0 : 0.85 * (TANK - 3) * Math.abs(value) / most;
      canvas.box(x - TANK / 2 + 1.5, y + TANK / 2 - 1.5 - level, TANK - 3, level, WET);
      canvas.centred(text(value), x, y, Canvas.Align.CENTRE, Fonts.BOLD, Palette.INK);
    }
  }

  private static String text(double value) {
    return Numbers.text(value, 3);
  }
}
