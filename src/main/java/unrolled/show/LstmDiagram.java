package unrolled.show;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import unrolled.math.Numbers;

/**
 * A diagram of one LSTM unit over time, a column for each step: at the bottom the candidates, which
 * pass the input gates; in the middle the memory (the cell state), which passes the forget gates
 * from step to step; on top the outputs, which have passed the output gates.
 *
 * <p>A line leads from one to the next, and a circle on it is a gate, with its value beside it:
 * orange where the gate is 1, its bar along the line, and white where it is 0, its bar across.
 * Beyond the gate the line's colour is as wide as the gate is open. Steps may be left empty, so
 * that several diagrams tell the story step by step.
 */
public final class LstmDiagram extends Figure {

  private static final double TEXT_LINE = 16;
  private static final double LABELS = 96;
  private static final double MEMORY = 44; // a side of its square
  private static final double LINE = 46; // from box to box
  private static final double LINE_WIDTH = 9;
  private static final double NODE = 26;
  private static final double GATE = GateSymbol.RADIUS;
  private static final Color FLOW = Palette.translucent(Palette.LSTM, 110);

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
   * A diagram that has no numbers yet, under a title that states what it shows.
   *
   * @param steps how many steps there are
   * @param start the memory before the first step
   * @throws IllegalArgumentException if there are no steps or more than ten
   */
  public LstmDiagram(String title, int steps, double start) {
    super(title);
    if (steps < 1 || steps > 10) {
      throw new IllegalArgumentException(
          steps + " steps of an LSTM unit: one to ten fit side by side");
    }
    this.steps = steps;
    this.start = start;
    shown = steps;
  }

  /** Sets what the unit reads at each step, in words or numbers. */
  public LstmDiagram inputs(String... texts) {
    inputs = List.of(texts);
    fitting("inputs", texts.length);
    return this;
  }

  /** Sets the candidate and the input gate of each step: their product is added to the memory. */
  public LstmDiagram candidates(double[] values, double[] gate) {
    candidates = fitting("candidates", values.length, values);
    in = fitting("input gates", gate.length, gate);
    return this;
  }

  /**
   * Sets the memory after each step, and the step's forget gate: how much of the memory before it
   * was kept.
   */
  public LstmDiagram memory(double[] values, double[] gate) {
    memory = fitting("memories", values.length, values);
    forget = fitting("forget gates", gate.length, gate);
    return this;
  }

  /** Sets the output and the output gate of each step. */
  public LstmDiagram outputs(double[] values, double[] gate) {
    outputs = fitting("outputs", values.length, values);
    out = fitting("output gates", gate.length, gate);
    return this;
  }

  /** Draws the first steps only, and of the others just their inputs. */
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
    return outputY() + NODE / 2 + LINE + MEMORY / 2;
  }

  private static double candidateY() {
    return memoryY() + MEMORY / 2 + LINE + NODE / 2;
  }

  private double column() {
    return Math.min(126, (width() - MARGIN - LABELS - MEMORY - 8) / steps);
  }

  /** The middle of a step's column; step 0 is the start. */
  private double x(int step) {
    return LABELS + MEMORY / 2 + (step == 0 ? 0 : 8 + step * column() - MEMORY / 2);
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
      drawAcross(canvas, x(t - 1) + MEMORY / 2, x - MEMORY / 2, before, forget[t - 1], done);
      drawUp(canvas, x, candidateY() - NODE / 2, candidates[t - 1], in[t - 1], done);
      drawUp(canvas, x, memoryY() - MEMORY / 2, memory[t - 1], out[t - 1], done);
      drawNode(canvas, x, candidateY(), candidates[t - 1], done);
      drawNode(canvas, x, outputY(), outputs[t - 1], done);
      drawMemory(canvas, x, memory[t - 1], done);
      double y = candidateY() + NODE / 2 + TEXT_LINE + 2;
      if (!inputs.isEmpty()) {
        canvas.text(inputs.get(t - 1), x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
      }
      canvas.text("t = " + t, x, y + TEXT_LINE, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.GREY);
    }
    drawMemory(canvas, x(0), start, true);
  }

  private void drawLabels(Canvas canvas) {
    label(canvas, "output h", outputY());
    label(canvas, "output gate o", (outputY() + NODE / 2 + memoryY() - MEMORY / 2) / 2);
    label(canvas, "forget gate f", memoryY() - GATE - 10);
    label(canvas, "memory c", memoryY() + 4);
    label(canvas, "input gate i", (memoryY() + MEMORY / 2 + candidateY() - NODE / 2) / 2);
    label(canvas, "candidate g", candidateY());
    if (!inputs.isEmpty()) {
      label(canvas, "input x", candidateY() + NODE / 2 + TEXT_LINE - 2);
    }
  }

  private static void label(Canvas canvas, String text, double y) {
    canvas.centred(text, MARGIN, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
  }

  /**
   * The line from one memory to the next, coloured up to its gate and, as far as it is open, on.
   */
  private static void drawAcross(
      Canvas canvas, double from, double to, double value, double gate, boolean done) {
    double y = memoryY();
    double middle = (from + to) / 2;
    canvas.line(from, y, to, y, Palette.RULE, LINE_WIDTH);
    if (done && value != 0) {
      canvas.line(from, y, middle, y, FLOW, LINE_WIDTH);
      if (flow(gate) > 0) {
        canvas.line(middle, y, to, y, FLOW, flow(gate));
      }
    }
    if (done) {
      GateSymbol.draw(canvas, middle, y, gate, false);
      canvas.centred(
          text(gate), middle, y - GATE - 10, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
    } else {
      GateSymbol.drawEmpty(canvas, middle, y);
    }
  }

  /** The line from a box up to the next one, its lower end at y, coloured as the one across. */
  private static void drawUp(
      Canvas canvas, double x, double y, double value, double gate, boolean done) {
    double middle = y - LINE / 2;
    canvas.line(x, y, x, y - LINE, Palette.RULE, LINE_WIDTH);
    if (done && value != 0) {
      canvas.line(x, y, x, middle, FLOW, LINE_WIDTH);
      if (flow(gate) > 0) {
        canvas.line(x, middle, x, y - LINE, FLOW, flow(gate));
      }
    }
    if (done) {
      GateSymbol.draw(canvas, x, middle, gate, true);
      canvas.centred(text(gate), x + GATE + 5, middle, Canvas.Align.LEFT, Fonts.PLAIN, Palette.INK);
    } else {
      GateSymbol.drawEmpty(canvas, x, middle);
    }
  }

  /** How wide the colour is beyond a gate; 0 if it could not be seen. */
  private static double flow(double gate) {
    return gate < 0.02 ? 0 : LINE_WIDTH * Math.min(1, gate);
  }

  private static void drawNode(Canvas canvas, double x, double y, double value, boolean done) {
    double width = Math.max(34, Canvas.width(text(value), Fonts.PLAIN) + 12);
    canvas.box(x - width / 2, y - NODE / 2, width, NODE, done ? Palette.INK : Palette.RULE);
    canvas.box(x - width / 2 + 1, y - NODE / 2 + 1, width - 2, NODE - 2, Palette.PAPER);
    if (done) {
      canvas.centred(text(value), x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
    }
  }

  /** The square of a memory, filled in proportion to the largest memory of all. */
  private void drawMemory(Canvas canvas, double x, double value, boolean done) {
    double y = memoryY();
    double most = Math.abs(start);
    for (double m : memory) {
      most = Math.max(most, Math.abs(m));
    }
    canvas.box(x - MEMORY / 2, y - MEMORY / 2, MEMORY, MEMORY, done ? Palette.INK : Palette.RULE);
    canvas.box(x - MEMORY / 2 + 1.5, y - MEMORY / 2 + 1.5, MEMORY - 3, MEMORY - 3, Palette.PAPER);
    if (done) {
      double level = most == 0 ? 0 : 0.85 * (MEMORY - 3) * Math.abs(value) / most;
      canvas.box(x - MEMORY / 2 + 1.5, y + MEMORY / 2 - 1.5 - level, MEMORY - 3, level, FLOW);
      canvas.centred(text(value), x, y, Canvas.Align.CENTRE, Fonts.BOLD, Palette.INK);
    }
  }

  private static String text(double value) {
    return Numbers.text(value, 3);
  }
}
