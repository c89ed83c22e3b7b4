package unrolled.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.data.OrderTask;
import unrolled.layer.Activation;
import unrolled.layer.Linear;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

class TrainingTest {
  private final OrderTask order = new OrderTask(10);

  @Test
  void anElmanNetworkLearnsOrder() {
    for (int seed = 0; seed < 3; seed++) {
      RecurrentNetwork network = RecurrentNetwork.last(new Elman(6, 16), 2);
      network.init(seed);
      Rng rng = new Rng(seed);
      History history =
          Training.of(network, new SoftmaxCrossEntropy(), update -> order.batch(64, rng))
              .optimiser(new Adam(0.01))
              .clip(Clip.norm(1))
              .run(300);
      assertTrue(network.accuracy(order.batch(1000, new Rng(99))) > 0.99, "seed " + seed);
      assertEquals(300, history.updates());
      assertTrue(history.lastLoss(10) < history.losses()[0] / 10);
    }
  }

  @Test
  void aLossThatIsNoNumberStopsWithAdviceAndTheLastGoodWeights() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(1, 2, Activation.IDENTITY), 1);
    network.init(1);
    Sequence x = Sequence.of(new double[50]);
    x.rows().set(0, 0, 1);
    Targets y = Targets.values(new DMatrixRMaj(1, 1, true, 1e3));
    Training training =
        Training.of(network, new SquaredError(), update -> new Batch(x, y)).optimiser(new Sgd(1e3));
    DivergedException e = assertThrows(DivergedException.class, () -> training.run(1000));
    assertTrue(e.getMessage().startsWith("stopped at update "), e.getMessage());
    assertTrue(e.getMessage().contains("the norm of the gradient"), e.getMessage());
    assertTrue(e.getMessage().contains("Try a smaller learning rate, or clip"), e.getMessage());
    double loss = new SquaredError().of(network.forward(x), y, new DMatrixRMaj(0, 0));
    assertTrue(Double.isFinite(loss), "the weights that are left give the loss " + loss);
  }

  @Test
  void anInterruptStopsAndKeepsWhatWasLearnt() throws Exception {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(6, 16), 2);
    network.init(1);
    Rng rng = new Rng(1);
    Training training =
        Training.of(network, new SoftmaxCrossEntropy(), update -> order.batch(64, rng));
    Thread thread = new Thread(() -> training.run(1_000_000));
    thread.start();
    while (training.history().updates() < 20) {
      Thread.sleep(5);
    }
    thread.interrupt();
    thread.join(1000);
    assertTrue(!thread.isAlive(), "still training a second after the interrupt");
    assertTrue(training.history().interrupted());
    assertTrue(training.history().updates() >= 20);
    assertEquals(training.history().updates(), training.history().losses().length);
  }

  @Test
  void aLossThatIsGoodEnoughEndsTheRun() {
    // given
    Training training = toOrder().until(0.1);
    // when
    History history = training.run(10_000);
    // then it ended with the first update after which the mean of the last 20 was good enough
    int updates = history.updates();
    assertTrue(updates < 10_000, updates + " updates");
    assertFalse(history.interrupted());
    assertTrue(history.lastLoss(20) <= 0.1, "loss " + history.lastLoss(20));
    double[] before = Arrays.copyOfRange(history.losses(), updates - 21, updates - 1);
    assertTrue(Arrays.stream(before).average().orElseThrow() > 0.1, "it could have ended earlier");
    // and another run measures anew, however good the loss already is
    assertEquals(updates + 20, training.run(10_000).updates());
  }

  @Test
  void theListenerHearsThatItWasGoodEnough() {
    // given
    List<String> heard = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void enough() {
            heard.add("enough");
          }

          @Override
          public void end(int updates) {
            heard.add("end");
          }
        };
    // when it is, and when it isn't
    toOrder().listener(listener).until(10).run(30);
    toOrder().listener(listener).until(0).run(30);
    // then
    assertEquals(List.of("enough", "end", "end"), heard);
  }

  @Test
  void watchingMeasuresInTurnsAndChangesNothing() {
    // given
    int[] looks = {0};
    Training training = toOrder().watch(10, () -> ++looks[0]);
    // when
    double[] losses = training.run(25).losses();
    // then
    assertArrayEquals(new double[] {1, 2}, training.history().watched());
    assertArrayEquals(toOrder().run(25).losses(), losses);
    // and a second run goes on counting
    assertArrayEquals(new double[] {1, 2, 3}, training.run(5).watched());
    assertThrows(IllegalArgumentException.class, () -> training.watch(0, () -> 0));
  }

  @Test
  void aLossThatIsNeverGoodEnoughChangesNothing() {
    History whole = toOrder().run(30);
    assertArrayEquals(whole.losses(), toOrder().until(1e-9).run(30).losses());
  }

  @Test
  void aLossOfNaNToTrainDownToIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> toOrder().until(Double.NaN));
    assertEquals("a loss to train down to can't be NaN: try 0.02", e.getMessage());
  }

  private Training toOrder() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(6, 16), 2);
    network.init(1);
    Rng rng = new Rng(1);
    return Training.of(network, new SoftmaxCrossEntropy(), update -> order.batch(64, rng));
  }

  @Test
  void forgottenInitIsTold() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(6, 16), 2);
    Training training =
        Training.of(network, new SoftmaxCrossEntropy(), update -> order.batch(4, new Rng(1)));
    var e = assertThrows(IllegalStateException.class, () -> training.run(1));
    assertTrue(e.getMessage().contains("call init(seed)"), e.getMessage());
  }

  @Test
  void clipByNormKeepsTheDirectionAndByValueDoesNot() {
    Param p = new Param(1, 2);
    p.gradient.setTo(new DMatrixRMaj(1, 2, true, 3, 4));
    Clip.norm(1).apply(List.of(p));
    assertArrayEquals(new double[] {0.6, 0.8}, p.gradient.data, 1e-15);
    p.gradient.setTo(new DMatrixRMaj(1, 2, true, 3, 4));
    Clip.value(1).apply(List.of(p));
    assertArrayEquals(new double[] {1, 1}, p.gradient.data);
    p.gradient.setTo(new DMatrixRMaj(1, 2, true, 0.3, 0.4));
    Clip.norm(1).apply(List.of(p));
    assertArrayEquals(new double[] {0.3, 0.4}, p.gradient.data);
  }

  @Test
  void theFirstStepOfAdamIsTheRateInEachDirection() {
    Param p = new Param(1, 2);
    p.gradient.setTo(new DMatrixRMaj(1, 2, true, 1e-3, -50));
    new Adam(0.1).update(List.of(p));
    assertArrayEquals(new double[] {-0.1, 0.1}, p.value.data, 1e-5);
  }

  @Test
  void aGradientWhoseSquareIsNoNumberStopsUnlessItIsClipped() {
    // given a finite gradient of 1e160
    Linear one = new Linear(1, 1);
    one.w.value.set(0, 0, 1);
    IntToDoubleFunction lossAndGradients =
        update -> {
          one.w.gradient.set(0, 0, 1e160);
          return 1;
        };

    // then without clipping it is refused
    assertThrows(DivergedException.class, () -> new Training(one, lossAndGradients).run(1));
    assertEquals(1, one.w.value.get(0, 0));

    // and clipped it is a step
    new Training(one, lossAndGradients).clip(Clip.norm(1)).optimiser(new Sgd(0.5)).run(1);
    assertEquals(0.5, one.w.value.get(0, 0), 1e-12);
  }
}
