package unrolled.check.exercise;

import java.util.function.Predicate;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise13.Found;
import unrolled.check.exercise.Exercise13.Model;
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
      if (h.numRows != tokens.length) {
        throw new Unusable(
            "model.after got "
                + h.numRows
                + " states and "
                + tokens.length
                + " tokens: first give each candidate that goes on the state of its parent"
                + " (gathered).");
      }
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
}
