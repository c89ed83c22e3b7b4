package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.layer.Dropout;
import unrolled.layer.Param;
import unrolled.math.Init;
import unrolled.math.Rng;

/** Law: what dropout lets through on the way forward, it lets through on the way back, scaled. */
class InputDropoutTest {
  private static final int STEPS = 3;
  private static final int BATCH = 2;
  private static final int IN = 4;

  private final Unroll<?> layer = new Unroll<>(new Elman(IN, 5));
  private final DMatrixRMaj x = Init.gaussian(new DMatrixRMaj(STEPS * BATCH, IN), 1, new Rng(1));
  private final DMatrixRMaj dOut = Init.gaussian(new DMatrixRMaj(STEPS * BATCH, 5), 1, new Rng(2));

  InputDropoutTest() {
    layer.init(3);
  }

  /** The first run of it has the same mask every time. */
  private Recurrent dropping() {
    InputDropout dropping = new InputDropout(Dropout.everyStep(0.5, 7), layer);
    dropping.training(true);
    return dropping;
  }

  private double loss() {
    Pass pass = dropping().forward(Sequence.timeMajor(x, BATCH));
    double sum = 0;
    for (int i = 0; i < dOut.getNumElements(); i++) {
      sum += pass.output().data[i] * dOut.data[i];
    }
    pass.release();
    return sum;
  }

  @Test
  void theGradientPassesTheSameMaskAsTheInput() {
    // given
    DMatrixRMaj dX = new DMatrixRMaj(STEPS * BATCH, IN);
    dX.fill(10);

    // when
    dropping().forward(Sequence.timeMajor(x, BATCH)).backward(dOut, null, dX);

    // then by central differences, added to what was there; and about half are dropped
    int dropped = 0;
    for (int i = 0; i < x.getNumElements(); i++) {
      double before = x.data[i];
      x.data[i] = before + 1e-5;
      double up = loss();
      x.data[i] = before - 1e-5;
      double down = loss();
      x.data[i] = before;
      assertEquals(10 + (up - down) / 2e-5, dX.data[i], 1e-8, "entry " + i);
      dropped += dX.data[i] == 10 ? 1 : 0;
    }
    assertTrue(dropped > 4 && dropped < 20, dropped + " of 24 dropped");
  }

  @Test
  void theWeightsGetTheSameGradientsWhetherOrNotTheInputsIsAskedFor() {
    layer.params().forEach(Param::zeroGradient);
    State dStart =
        dropping().forward(Sequence.timeMajor(x, BATCH)).backward(dOut, null, null).copy();
    double[] alone = layer.cell().input().w.gradient.data.clone();

    layer.params().forEach(Param::zeroGradient);
    DMatrixRMaj dX = new DMatrixRMaj(STEPS * BATCH, IN);
    State again = dropping().forward(Sequence.timeMajor(x, BATCH)).backward(dOut, null, dX);

    assertArrayEquals(alone, layer.cell().input().w.gradient.data);
    assertArrayEquals(dStart.parts().get(0).data, again.parts().get(0).data);
  }

  @Test
  void outsideTrainingNothingIsDropped() {
    InputDropout off = new InputDropout(Dropout.everyStep(0.5, 7), layer);
    Sequence sequence = Sequence.timeMajor(x, BATCH);

    assertArrayEquals(
        layer.forward(sequence).output().data.clone(), off.forward(sequence).output().data);
    assertArrayEquals(
        layer.forward(sequence).lastOutput().data, off.forward(sequence).lastOutput().data);
  }
}
