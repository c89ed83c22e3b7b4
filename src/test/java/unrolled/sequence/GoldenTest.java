package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.layer.Activation;
import unrolled.layer.Linear;
import unrolled.layer.Loss;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;

/** The three linear steps whose every derivative chapter 03 works out on paper. */
class GoldenTest {
  final Elman cell = new Elman(1, 1, Activation.IDENTITY);
  final Unroll<Elman.S> rnn = new Unroll<>(cell);
  final Linear out = new Linear(1, 1);
  Trace<Elman.S> trace;
  DMatrixRMaj dO;
  DMatrixRMaj dH;

  @BeforeEach
  void run() {
    cell.input().w.value.set(0, 0, 1);
    cell.u.value.set(0, 0, 0.5);
    out.w.value.set(0, 0, 2);
    trace = rnn.forward(Sequence.of(1, 2, 3));
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(trace.output(), o);
    dO = new DMatrixRMaj(0, 0);
    double loss =
        new SquaredError(Loss.Reduction.SUM)
            .of(o, Targets.values(new DMatrixRMaj(3, 1, true, 1, 4, 8)), dO);
    assertEquals(1.125, loss);
    assertArrayEquals(new double[] {2, 5, 8.5}, o.data);
    dH = new DMatrixRMaj(3, 1);
    out.backward(trace.output(), dO, dH);
  }

  @Test
  void everyDerivative() {
    trace.backward(dH);
    assertArrayEquals(new double[] {1, 2.5, 4.25}, trace.over("h", 0).data);
    assertArrayEquals(new double[] {1, 1, 0.5}, dO.data);
    assertArrayEquals(new double[] {3.25, 2.5, 1}, trace.gradientOver("h", 0).data);
    assertEquals(5.625, out.w.gradient.get(0, 0));
    assertEquals(11.25, cell.input().w.gradient.get(0, 0));
    assertEquals(5.0, cell.u.gradient.get(0, 0));
  }

  @Test
  void windows() {
    double[][] expected = {{9.0, 4.5}, {11.0, 5.0}, {11.25, 5.0}};
    for (int k = 1; k <= 3; k++) {
      cell.input().w.zeroGradient();
      cell.u.zeroGradient();
      trace.backwardWindows(dH, k);
      assertEquals(expected[k - 1][0], cell.input().w.gradient.get(0, 0));
      assertEquals(expected[k - 1][1], cell.u.gradient.get(0, 0));
    }
  }
}
