package unrolled.io;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.io.OnnxCells.Operator;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * Runs a layer on ONNX's tensors, as its operator does.
 *
 * @param layer that computes the same as the operator
 * @param operator which one
 * @param directions 1 or 2
 * @param in inputs
 * @param n units of a direction
 * @param batchFirst whether the batch is the first dimension of X, Y and all states
 */
record OnnxRun(
    Recurrent layer, Operator operator, int directions, int in, int n, boolean batchFirst) {

  /** All of {@link Onnx#run(double[][][], int[], double[][][], double[][][])}. */
  Onnx.Answer over(double[][][] x, int[] lengths, double[][][] initialH, double[][][] initialC) {
    Sequence input = Tensors.sequence(batchFirst ? Tensors.swapped("X", x) : x, in, lengths);
    Pass pass = layer.forward(input, start(initialH, initialC, input.batch()));
    double[][][] yH = ends(pass, input, 0);
    double[][][] yC = hasC() ? ends(pass, input, 1) : null;
    double[][][][] y = outputs(pass.output(), input);
    return batchFirst
        ? new Onnx.Answer(
            Tensors.batchFirst(y),
            Tensors.swapped("Y_h", yH),
            yC == null ? null : Tensors.swapped("Y_c", yC))
        : new Onnx.Answer(y, yH, yC);
  }

  private boolean hasC() {
    return operator == Operator.LSTM;
  }

  /** The initial states, direction by direction, h before c. */
  private State start(double[][][] initialH, double[][][] initialC, int batch) {
    if (initialC != null && !hasC()) {
      throw new IllegalArgumentException("initial_c belongs to LSTM, not to " + operator);
    }
    DMatrixRMaj[] h = byDirection("initial_h", initialH, batch);
    DMatrixRMaj[] c = byDirection("initial_c", initialC, batch);
    List<DMatrixRMaj> start = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      start.add(h[d]);
      if (hasC()) {
        start.add(c[d]);
      }
    }
    return new State(start);
  }

  /** An initial state of each direction, B×n; zeros if none is given. */
  private DMatrixRMaj[] byDirection(String name, double[][][] given, int batch) {
    DMatrixRMaj[] start = new DMatrixRMaj[directions];
    double[][][] turned = batchFirst && given != null ? Tensors.swapped(name, given) : given;
    if (given != null) {
      Tensors.require(name, turned, directions, batch, n, "directions, sequences, n");
    }
    for (int d = 0; d < directions; d++) {
      start[d] = given == null ? new DMatrixRMaj(batch, n) : new DMatrixRMaj(turned[d]);
    }
    return start;
  }

  /** Y [T, D, B, n]. */
  private double[][][][] outputs(DMatrixRMaj output, Sequence input) {
    int batch = input.batch();
    double[][][][] y = new double[input.steps()][directions][batch][];
    for (int t = 0; t < input.steps(); t++) {
      for (int d = 0; d < directions; d++) {
        for (int s = 0; s < batch; s++) {
          y[t][d][s] = Tensors.row(output, t * batch + s, d * n, n);
        }
      }
    }
    return y;
  }

  /** The end state number {@code which}, [D, B, n]; 0 for a sequence without a step. */
  private double[][][] ends(Pass pass, Sequence input, int which) {
    List<DMatrixRMaj> end = pass.finalState().parts();
    int states = end.size() / directions;
    double[][][] ends = new double[directions][input.batch()][n];
    for (int d = 0; d < directions; d++) {
      for (int s = 0; s < input.batch(); s++) {
        if (input.length(s) > 0) {
          ends[d][s] = Tensors.row(end.get(d * states + which), s, 0, n);
        }
      }
    }
    return ends;
  }
}
