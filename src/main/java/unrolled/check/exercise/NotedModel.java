package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.mean;
import static unrolled.check.exercise.MaskedBatch.requireShape;
import static unrolled.check.exercise.MaskedBatch.rightSlopes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** A small recurrent network that notes what it is given, and never learns. */
final class NotedModel implements Exercise10.Model {
  static final String READ = "what is read";
  static final String ASKED = "what is asked";
  private static final String OTHER_LETTERS = ", for other letters than the loss is asked for";
  static final String STARTED = "number of texts that start was asked for";
  static final String GIVEN = "what back is given";
  static final String CALLS = "calls of the model";
  static final int UNITS = 3;

  private final Values in;
  private final Values values = new Values();
  private final List<String> read = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> next = new ArrayList<>();
  private final List<String> slopesAsked = new ArrayList<>();
  private final List<String> given = new ArrayList<>();
  private final StringBuilder calls = new StringBuilder();
  private double[][][] logits;
  private double[][][] gradient;
  private double[][][] gradientOf;
  private int lettersRead;
  private int[][] letters;
  private double[][][] states;

  NotedModel(Values in) {
    this.in = in.copy(); // as it was, whatever becomes of the text
  }

  Values values() {
    return values
        .with(READ, String.join(" | ", read))
        .with(ASKED, String.join(" | ", asked))
        .with(
            GIVEN,
            String.join(", ", given)
                + (slopesAsked.equals(asked) || slopesAsked.equals(next) ? "" : OTHER_LETTERS))
        .with(CALLS, calls.toString().strip());
  }

  Exercise10.Pieces pieces() {
    return new Exercise10.Pieces(
        (logits, target) -> {
          requireTarget("pieces.loss", logits, target);
          asked.add(inWords(target));
          return target.length == 0 ? Double.NaN : mean(logits, target);
        },
        (logits, target) -> {
          requireTarget("pieces.gradient", logits, target);
          double[][][] slopes =
              target.length == 0 ? new double[0][][] : rightSlopes(logits, target);
          gradient = copied(slopes);
          gradientOf = logits;
          slopesAsked.add(inWords(target));
          return slopes;
        });
  }

  private static String inWords(int[][] rows) {
    List<String> steps = new ArrayList<>();
    for (int[] row : rows) {
      steps.add(Arrays.toString(row).replaceAll("[\\[\\] ]", "").replace("-1", "·"));
    }
    return String.join(" ", steps);
  }

  /** Logits behind the last target are nobody's: so are those of the learner's own pieces. */
  private static void requireTarget(String piece, double[][][] logits, int[][] target) {
    if (logits == null || target == null || logits.length < target.length) {
      throw new Unusable(
          piece
              + " was given logits of "
              + (logits == null ? "no" : logits.length)
              + " steps and targets of "
              + (target == null ? "no" : target.length)
              + ": each letter that is read is asked for one letter, the next.");
    }
    requireRows(piece + " was given a target", target);
  }

  private static void requireRows(String what, int[][] rows) {
    for (int t = 0; t < rows.length; t++) {
      if (rows[t] == null) {
        throw new Unusable(
            what
                + " whose row "
                + t
                + " is null: Arrays.copyOfRange puts null where the text has no more rows. A"
                + " chunk ends where the text ends.");
      }
    }
  }

  @Override
  public double[][] start(int texts) {
    values.with(STARTED, texts);
    double[][] h = new double[in.wholeRows("text")[0].length][];
    Arrays.setAll(h, b -> in.matrix("start").data.clone());
    return h;
  }

  @Override
  public Exercise10.Read read(double[][] h, int[][] chunk) {
    requireState("read was given the state", h);
    if (chunk == null || chunk.length == 0) {
      throw new Unusable("read was given a chunk without letters: is the text over?");
    }
    requireRows("read was given a chunk", chunk);
    values.with(stateBefore(read.size()), new DMatrixRMaj(h).copy());
    read.add(inWords(chunk));
    int[][] text = in.wholeRows("text");
    int from = Math.min(lettersRead + 1, text.length);
    lettersRead += chunk.length;
    next.add(inWords(Arrays.copyOfRange(text, from, Math.min(lettersRead + 1, text.length))));
    calls.append("read ");
    letters = Arrays.stream(chunk).map(int[]::clone).toArray(int[][]::new);
    states = new double[chunk.length + 1][][];
    states[0] = copied(h);
    logits = new double[chunk.length][h.length][];
    for (int t = 0; t < chunk.length; t++) {
      states[t + 1] = new double[h.length][];
      for (int b = 0; b < h.length; b++) {
        states[t + 1][b] = after(states[t][b], letters[t][b]);
        logits[t][b] = times(states[t + 1][b], in.matrix("out"));
      }
    }
    return new Exercise10.Read(logits, copied(states[chunk.length]));
  }

  private double[] after(double[] h, int letter) {
    if (letter < 0) {
      return h.clone();
    }
    double[] next = times(h, in.matrix("u"));
    for (int i = 0; i < next.length; i++) {
      next[i] = StrictMath.tanh(next[i] + in.matrix("in").get(letter, i));
    }
    return next;
  }

  private static double[] times(double[] row, DMatrixRMaj matrix) {
    double[] out = new double[matrix.numCols];
    for (int i = 0; i < row.length; i++) {
      for (int j = 0; j < out.length; j++) {
        out[j] += row[i] * matrix.get(i, j);
      }
    }
    return out;
  }

  private void requireState(String what, double[][] h) {
    int texts = in.wholeRows("text")[0].length;
    boolean right = h != null && h.length == texts;
    for (int b = 0; right && b < texts; b++) {
      right = h[b] != null && h[b].length == UNITS;
    }
    if (!right) {
      throw new Unusable(
          what
              + " "
              + (h == null ? "null" : "of " + h.length + " rows")
              + ". It must be "
              + texts
              + "×"
              + UNITS
              + ", B×n, as model.start gives it.");
    }
  }

  @Override
  public double[][] back(double[][][] dLogits, double[][] dh) {
    if (states == null) {
      throw new Unusable("back was called before anything was read.");
    }
    int steps = dLogits == null ? letters.length : Math.min(dLogits.length, letters.length);
    int texts = letters[0].length;
    requireShape("dLogits", dLogits, new double[steps][texts][in.matrix("out").numCols]);
    calls.append("back ");
    boolean its = Arrays.deepEquals(gradientOf, logits) && Arrays.deepEquals(dLogits, gradient);
    given.add(its ? "its gradient" : "other numbers");
    int chunk = read.size() - 1;
    double[][] d = new double[texts][UNITS];
    if (dh == null) {
      values.with(dhOf(chunk), new DMatrixRMaj(d).copy());
    } else {
      requireRows(dh);
      values.with(dhOf(chunk), new DMatrixRMaj(dh).copy());
      d = dh.length == d.length && dh[0].length == UNITS ? copied(dh) : d;
    }
    for (int t = dLogits.length - 1; t >= 0; t--) {
      for (int b = 0; b < d.length; b++) {
        d[b] = before(t, b, d[b], dLogits[t][b]);
      }
    }
    return d;
  }

  private static void requireRows(double[][] dh) {
    for (double[] row : dh) {
      if (row == null || row.length != dh[0].length) {
        throw new Unusable(
            "back was given a dh whose rows are null or not equally long. It is B×n, like the"
                + " state.");
      }
    }
    if (dh.length == 0) {
      throw new Unusable("back was given a dh without rows. It is B×n, like the state.");
    }
  }

  private static double[][] copied(double[][] rows) {
    return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
  }

  private static double[][][] copied(double[][][] array) {
    return Arrays.stream(array).map(NotedModel::copied).toArray(double[][][]::new);
  }

  /** The gradient one step back. */
  private double[] before(int t, int b, double[] dh, double[] dLogits) {
    double[] d = dh.clone();
    for (int i = 0; i < UNITS; i++) {
      for (int k = 0; k < dLogits.length; k++) {
        d[i] += in.matrix("out").get(i, k) * dLogits[k];
      }
    }
    if (letters[t][b] < 0) {
      return d;
    }
    double[] out = new double[UNITS];
    for (int j = 0; j < UNITS; j++) {
      double h = states[t + 1][b][j];
      for (int i = 0; i < UNITS; i++) {
        out[i] += in.matrix("u").get(i, j) * d[j] * (1 - h * h);
      }
    }
    return out;
  }

  static String stateBefore(int chunk) {
    return "state that chunk " + chunk + " starts from";
  }

  static String dhOf(int chunk) {
    return "dh of chunk " + chunk;
  }
}
