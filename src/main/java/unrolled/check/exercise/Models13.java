package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise13.Found;
import unrolled.check.exercise.Exercise13.Model;
import unrolled.check.exercise.Exercise13.Search;
import unrolled.decode.NextToken;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/** The decoders of exercise 13: untrained ones, drawn for its checks. */
final class Models13 {

  private Models13() {}

  /** A model on which the right search finds something of this kind. */
  static Values drawn(Rng rng, int tokens, int end, int b, int longest, Predicate<Found> kind) {
    while (true) {
      Values model = any(rng, tokens, end, b, longest);
      if (kind.test(Exercise13.RIGHT.search(new Net(model), b, longest))) {
        return model;
      }
    }
  }

  /** A simple recurrent decoder, with a width and a longest length to be searched with. */
  static Values any(Rng rng, int tokens, int end, int b, int longest) {
    int n = 6;
    DMatrixRMaj out = Fresh.matrix(rng, n, tokens);
    CommonOps_DDRM.scale(3, out);
    DMatrixRMaj u = Fresh.matrix(rng, n, n);
    CommonOps_DDRM.scale(1.5, u);
    return new Values()
        .with("start", Fresh.matrix(rng, 1, n))
        .with("read", Fresh.matrix(rng, tokens, n))
        .with("u", u)
        .with("out", out)
        .with("end", end)
        .with("b", b)
        .with("longest", longest)
        .with("less", 0);
  }

  static DMatrixRMaj logSoftmax(DMatrixRMaj x) {
    for (int i = 0; i < x.numRows; i++) {
      Softmax.log(x.data, i * x.numCols, (i + 1) * x.numCols);
    }
    return x;
  }

  /** A simple recurrent decoder with weights of the input. */
  static final class Net implements Model {
    private final Values weights;

    Net(Values weights) {
      this.weights = weights;
    }

    @Override
    public DMatrixRMaj start() {
      return weights.matrix("start").copy();
    }

    @Override
    public DMatrixRMaj next(DMatrixRMaj h) {
      if (h.numCols != weights.matrix("u").numRows) {
        throw new Unusable(
            "model.next needs states with "
                + weights.matrix("u").numRows
                + " columns and got "
                + h.numRows
                + "×"
                + h.numCols
                + ".");
      }
      if (h.numRows == 0) {
        throw new Unusable("model.next got no states: where no one goes on, the search is over.");
      }
      DMatrixRMaj next = logSoftmax(CommonOps_DDRM.mult(h, weights.matrix("out"), null));
      CommonOps_DDRM.add(next, -weights.number("less"));
      return next;
    }

    @Override
    public DMatrixRMaj after(DMatrixRMaj h, int[] tokens) {
      requireOneEach(h, tokens);
      DMatrixRMaj after = CommonOps_DDRM.mult(h, weights.matrix("u"), null);
      DMatrixRMaj read = weights.matrix("read");
      for (int i = 0; i < after.numRows; i++) {
        for (int j = 0; j < after.numCols; j++) {
          after.set(i, j, StrictMath.tanh(after.get(i, j) + read.get(tokens[i], j)));
        }
      }
      return after;
    }

    @Override
    public int end() {
      return (int) weights.number("end");
    }
  }

  /** The model of the exercise, for the library's own searches. */
  record Following(Net net, DMatrixRMaj h) implements NextToken {
    @Override
    public int rows() {
      return h.numRows;
    }

    @Override
    public int vocabulary() {
      return net.weights.matrix("out").numCols;
    }

    @Override
    public int end() {
      return net.end();
    }

    @Override
    public DMatrixRMaj logProbabilities() {
      return net.next(h);
    }

    @Override
    public NextToken append(int[] rows, int[] tokens) {
      return new Following(net, net.after(Mistakes13.rows(h, rows), tokens));
    }
  }

  /**
   * Any model of the library. Its states are numbers that say where the true ones stand: which
   * reading, and which row of it.
   */
  static final class OfLibrary implements Model {
    private final List<NextToken> readings = new ArrayList<>();

    OfLibrary(NextToken start) {
      readings.add(start);
    }

    @Override
    public DMatrixRMaj start() {
      return new DMatrixRMaj(1, 2);
    }

    @Override
    public DMatrixRMaj next(DMatrixRMaj h) {
      DMatrixRMaj next = new DMatrixRMaj(h.numRows, readings.get(0).vocabulary());
      int last = -1;
      DMatrixRMaj all = null;
      for (int i = 0; i < h.numRows; i++) {
        int reading = (int) h.get(i, 0);
        all = reading == last ? all : readings.get(reading).logProbabilities();
        last = reading;
        int row = (int) h.get(i, 1);
        CommonOps_DDRM.extract(all, row, row + 1, 0, all.numCols, next, i, 0);
      }
      return next;
    }

    @Override
    public DMatrixRMaj after(DMatrixRMaj h, int[] tokens) {
      requireOneEach(h, tokens);
      DMatrixRMaj after = new DMatrixRMaj(h.numRows, 2);
      for (int begin = 0, end; begin < h.numRows; begin = end) { // those of one reading together
        end = begin + 1;
        while (end < h.numRows && h.get(end, 0) == h.get(begin, 0)) {
          end++;
        }
        int from = begin;
        int[] rows = IntStream.range(from, end).map(i -> (int) h.get(i, 1)).toArray();
        NextToken before = readings.get((int) h.get(from, 0));
        readings.add(before.append(rows, Arrays.copyOfRange(tokens, from, end)));
        for (int i = from; i < end; i++) {
          after.set(i, 0, readings.size() - 1);
          after.set(i, 1, i - from);
        }
      }
      return after;
    }

    @Override
    public int end() {
      return readings.get(0).end();
    }
  }

  /** A model that counts the rows that it is asked for, and gives no more than so many. */
  static final class Metered implements Model {
    private final Model model;
    private final int most;
    private int rows;

    Metered(Model model, int most) {
      this.model = model;
      this.most = most;
    }

    int rows() {
      return rows;
    }

    @Override
    public DMatrixRMaj start() {
      return model.start();
    }

    @Override
    public DMatrixRMaj next(DMatrixRMaj h) {
      rows += h.numRows;
      if (rows > most) {
        throw new Unusable("this search asks model.next for more than " + most + " rows");
      }
      return model.next(h);
    }

    @Override
    public DMatrixRMaj after(DMatrixRMaj h, int[] tokens) {
      return model.after(h, tokens);
    }

    @Override
    public int end() {
      return model.end();
    }
  }

  /** Searches in 200 untrained models, always the same ones: how far from the best, in words. */
  static final class Contest {
    private static final int MODELS = 200;
    private static final int WORDS = 10;
    private static final int LONGEST = 8;
    private static final int WIDE = 200;

    private final List<Values> models;
    private final double[] best = new double[MODELS];

    Contest() {
      Rng rng = new Rng(13);
      models = Stream.generate(() -> any(rng, WORDS, 0, 0, LONGEST)).limit(MODELS).toList();
      for (int m = 0; m < MODELS; m++) {
        best[m] = Exercise13.RIGHT.search(new Net(models.get(m)), WIDE, LONGEST).score();
      }
    }

    /** One line: the mean of what is missing to the best, and the rows that it took. */
    String line(String name, Search search, int most) {
      double missing = 0;
      int rows = 0;
      for (int m = 0; m < MODELS; m++) {
        Metered model = new Metered(new Net(models.get(m)), most);
        try {
          Found found = search.search(model, most, LONGEST);
          double score = score(models.get(m), found);
          missing += best[m] - score;
        } catch (Unusable e) {
          return name + ": " + e.getMessage();
        }
        rows += model.rows();
      }
      return String.format(
          Locale.ROOT,
          "%-16s %.4f below the best known, with %.1f rows",
          name,
          missing / MODELS,
          (double) rows / MODELS);
    }

    /** What the model itself thinks of a sentence: nobody may say so of his own. */
    private static double score(Values weights, Found found) {
      Net net = new Net(weights);
      DMatrixRMaj h = net.start();
      double score = 0;
      int[] tokens = found == null ? new int[0] : found.tokens();
      for (int t = 0; t < tokens.length; t++) {
        score += net.next(h).get(0, tokens[t]);
        boolean isLast = t == tokens.length - 1;
        if (isLast != (tokens[t] == net.end() || t == LONGEST - 1)) {
          break;
        }
        if (isLast) {
          return score;
        }
        h = net.after(h, new int[] {tokens[t]});
      }
      throw new Unusable("a sentence must end with its only END, or have " + LONGEST + " tokens");
    }
  }

  private static void requireOneEach(DMatrixRMaj h, int[] tokens) {
    if (h.numRows != tokens.length) {
      throw new Unusable(
          "model.after got "
              + h.numRows
              + " states and "
              + tokens.length
              + " tokens: first give each candidate that goes on the state of its parent"
              + " (gathered).");
    }
  }
}
