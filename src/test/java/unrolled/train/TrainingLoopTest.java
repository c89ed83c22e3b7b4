package unrolled.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.layer.Linear;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.network.Network;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/** Law: what the training loop promises of a run, its history and its listener, it keeps. */
class TrainingLoopTest {
  /** One weight w with the loss ½w²: its gradient is w. */
  private static final class Bowl extends unrolled.layer.Weights {
    final Linear one = part(new Linear(1, 1));

    Bowl(double start) {
      one.w.value.set(0, 0, start);
    }

    double w() {
      return one.w.value.get(0, 0);
    }

    double lossAndGradients(int update) {
      one.w.gradient.set(0, 0, one.w.gradient.get(0, 0) + w());
      return w() * w() / 2;
    }
  }

  private static final class Heard implements Listener {
    final List<String> events = new ArrayList<>();

    @Override
    public void begin(int updates) {
      events.add("begin " + updates);
    }

    @Override
    public void step(int update, double loss, double gradientNorm) {
      events.add("step " + update + " " + loss + " " + gradientNorm);
    }

    @Override
    public void end(int updates) {
      events.add("end " + updates);
    }
  }

  @Test
  void eachUpdateStartsWithGradientsOfZeroAndIsRecordedBeforeItHappens() {
    // given w = 8, which each update with rate ½ halves
    Bowl bowl = new Bowl(8);
    Training training = new Training(bowl, bowl::lossAndGradients).optimiser(new Sgd(0.5));

    // when
    History history = training.run(3);

    // then
    assertEquals(1, bowl.w());
    assertArrayEquals(new double[] {32, 8, 2}, history.losses());
    assertArrayEquals(new double[] {8, 4, 2}, history.gradientNorms());
    assertEquals(2, history.lastLoss());
    assertEquals(5, history.lastLoss(2));
    assertEquals(2, history.lastNorm());
    assertEquals(3, history.updates());
  }

  @Test
  void theFunctionIsToldTheNumberOfTheUpdateAlsoInASecondRun() {
    Bowl bowl = new Bowl(1);
    List<Integer> numbers = new ArrayList<>();
    Training training =
        new Training(
            bowl,
            update -> {
              numbers.add(update);
              return bowl.lossAndGradients(update);
            });

    training.run(2);
    training.run(1);

    assertEquals(List.of(1, 2, 3), numbers);
  }

  @Test
  void theListenerHearsEachRunFromBeginToEnd() {
    Bowl bowl = new Bowl(4);
    Heard heard = new Heard();
    Training training =
        new Training(bowl, bowl::lossAndGradients).optimiser(new Sgd(0.5)).listener(heard);

    training.run(2);
    training.run(1);

    assertEquals(
        List.of(
            "begin 2",
            "step 1 8.0 4.0",
            "step 2 2.0 2.0",
            "end 2",
            "begin 1",
            "step 1 0.5 1.0",
            "end 1"),
        heard.events);
  }

  @Test
  void theListenerHearsTheEndOfARunThatFails() {
    Bowl bowl = new Bowl(1);
    Heard heard = new Heard();
    Training training = new Training(bowl, update -> Double.NaN).listener(heard);

    assertThrows(DivergedException.class, () -> training.run(5));

    assertEquals(List.of("begin 5", "end 0"), heard.events);
  }

  @Test
  void theTimeIsThatOfTheUpdatesAloneAndAddsUpOverRuns() throws Exception {
    // given updates of 20 ms, and a measurement after each that takes a second
    Bowl bowl = new Bowl(1);
    DoubleSupplier slow =
        () -> {
          sleep(1000);
          return 0;
        };
    Training training =
        new Training(
                bowl,
                update -> {
                  sleep(20);
                  return bowl.lossAndGradients(update);
                })
            .watch(1, slow);

    // when
    double one = training.run(1).seconds();
    double two = training.run(1).seconds();

    // then
    assertTrue(one >= 0.02 && one < 1, one + " s");
    assertTrue(two >= one + 0.02 && two < 1, two + " s");
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRunEndsWithTheFirstOfTwentyThatAreGoodEnoughAtTheirVeryBound() {
    // given a loss of exactly 1 for ever
    Bowl bowl = new Bowl(1);

    History history = new Training(bowl, update -> 1).until(1).run(100);

    assertEquals(20, history.updates());
    assertEquals(
        21, new Training(new Bowl(1), update -> update == 1 ? 2 : 1).until(1).run(100).updates());
  }

  @Test
  void aNetworkIsInTrainingDuringAnUpdateAndNotAfterwards() {
    // given a network that writes down whether it is in training
    List<String> seen = new ArrayList<>();
    Network network =
        new Network() {
          private final Linear out = part(new Linear(1, 1));
          private boolean training;
          private Sequence x;

          @Override
          public void training(boolean on) {
            training = on;
            seen.add("training " + on);
          }

          @Override
          public DMatrixRMaj forward(Sequence sequence) {
            seen.add("forward " + training);
            x = sequence;
            DMatrixRMaj y = new DMatrixRMaj(0, 0);
            out.forward(x.rows(), y);
            return y;
          }

          @Override
          public void backward(DMatrixRMaj dOutput) {
            seen.add("backward " + training);
            out.backward(x.rows(), dOutput, null);
          }
        };
    network.init(1);
    Batch batch = new Batch(Sequence.of(1), Targets.values(new DMatrixRMaj(1, 1)));

    Training.of(network, new SquaredError(), update -> batch).run(1);

    assertEquals(List.of("training true", "forward true", "backward true", "training false"), seen);
  }

  @Test
  void theHistoryGrowsBeyondItsFirstRoom() {
    Bowl bowl = new Bowl(1);
    History history = new Training(bowl, update -> update).optimiser(new Sgd(1e-9)).run(1000);

    assertEquals(1000, history.updates());
    assertEquals(1, history.losses()[0]);
    assertEquals(1000, history.losses()[999]);
    assertEquals(999.5, history.lastLoss(2));
    assertFalse(history.interrupted());
  }

  @Test
  void aHistoryOfNothingHasNoLastLoss() {
    Training training = new Training(new Bowl(1), update -> 1);
    assertThrows(IllegalArgumentException.class, () -> training.history().lastLoss());
    assertThrows(IllegalArgumentException.class, () -> training.history().lastNorm());
    training.run(1);
    assertThrows(IllegalArgumentException.class, () -> training.history().lastLoss(2));
    assertThrows(IllegalArgumentException.class, () -> training.history().lastLoss(0));
    assertThrows(IllegalArgumentException.class, () -> training.run(0));
  }

  @Test
  void clippingAndWatchingByDefaultDoNothing() {
    Bowl bowl = new Bowl(1000);
    History history = new Training(bowl, bowl::lossAndGradients).optimiser(new Sgd(1)).run(1);
    assertEquals(0, bowl.w());
    assertEquals(0, history.watched().length);
  }
}
