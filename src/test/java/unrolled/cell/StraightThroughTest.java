package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Sequence;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;

/**
 * Law: the gradients of an LSTM with {@link Activation#STEP} gates are those of the function that
 * the straight-through estimate puts in the gates' place: near the weights where it was taken, gate
 * = its value there + how far its pre-activation has moved from there.
 */
class StraightThroughTest {
  private static final int T = 5;
  private static final int B = 3;
  private static final int IN = 2;
  private static final int N = 3;

  private final Lstm cell = new Lstm(IN, N, Activation.STEP, Activation.TANH, Activation.TANH);
  private final DMatrixRMaj x = Init.gaussian(new DMatrixRMaj(T * B, IN), 1, new Rng(1));
  private final DMatrixRMaj weighing = Init.gaussian(new DMatrixRMaj(T * B, N), 1, new Rng(2));

  @Test
  void everyGradientIsThatOfTheSurrogate() {
    // given
    cell.init(3);
    Surrogate surrogate = new Surrogate();
    double there = surrogate.loss(x);
    surrogate.frozen = true;
    // when
    Trace<Lstm.S> trace = new Unroll<>(cell).forward(Sequence.timeMajor(x, B));
    DMatrixRMaj dX = new DMatrixRMaj(T * B, IN);
    trace.backward(weighing, null, dX);
    // then
    assertEquals(there, dot(trace.output()), 1e-14);
    int open = 0;
    for (int t = 1; t <= T; t++) {
      for (double gate : trace.at(t).f.data) {
        assertTrue(gate == 0 || gate == 1);
        open += (int) gate;
      }
    }
    assertTrue(open > 0 && open < T * B * N, "gates of both kinds");
    for (Param p : cell.params()) {
      agree(surrogate, p.value, p.gradient);
    }
    agree(surrogate, x, dX);
  }

  private void agree(Surrogate surrogate, DMatrixRMaj value, DMatrixRMaj gradient) {
    double[] measured = new double[value.getNumElements()];
    for (int i = 0; i < measured.length; i++) {
      double at = value.data[i];
      value.data[i] = at + 1e-5;
      double above = surrogate.loss(x);
      value.data[i] = at - 1e-5;
      measured[i] = (above - surrogate.loss(x)) / 2e-5;
      value.data[i] = at;
    }
    assertArrayEquals(measured, gradient.data, 1e-7);
  }

  private double dot(DMatrixRMaj output) {
    double sum = 0;
    for (int i = 0; i < output.getNumElements(); i++) {
      sum += output.data[i] * weighing.data[i];
    }
    return sum;
  }

  /** The LSTM once more, number by number, without a backward pass. */
  private final class Surrogate {
    boolean frozen; // whether the pre-activations are those that gates are opened by
    final double[][] opened = new double[T * B][3 * N];

    double loss(DMatrixRMaj x) {
      DMatrixRMaj output = new DMatrixRMaj(T * B, N);
      for (int b = 0; b < B; b++) {
        double[] h = new double[N];
        double[] c = new double[N];
        for (int t = 0; t < T; t++) {
          int row = t * B + b;
          double[] z = new double[4 * N];
          for (int j = 0; j < 4 * N; j++) {
            z[j] = cell.input().b.value.get(0, j);
            for (int k = 0; k < IN; k++) {
              z[j] += x.get(row, k) * cell.input().w.value.get(k, j);
            }
            for (int k = 0; k < N; k++) {
              z[j] += h[k] * cell.u.value.get(k, j);
            }
          }
          for (int j = 0; j < N; j++) {
            double i = gate(row, j, z[j]);
            double f = gate(row, N + j, z[N + j]);
            double o = gate(row, 2 * N + j, z[3 * N + j]);
            c[j] = f * c[j] + i * Math.tanh(z[2 * N + j]);
            h[j] = o * Math.tanh(c[j]);
            output.set(row, j, h[j]);
          }
        }
      }
      return dot(output);
    }

    private double gate(int row, int place, double z) {
      if (!frozen) {
        opened[row][place] = z;
      }
      double at = opened[row][place];
      return (at > 0 ? 1 : 0) + (z - at);
    }
  }
}
