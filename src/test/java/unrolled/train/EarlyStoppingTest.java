package unrolled.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import unrolled.layer.Linear;
import unrolled.layer.Weights;

/** Law: what is left after a training with patience are the weights of the best measurement. */
class EarlyStoppingTest {
  /** One weight w with gradient 1: with rate 1 it is −k after k updates. */
  private static final class Slope extends Weights {
    final Linear one = part(new Linear(1, 1));

    Slope() {
      one.b.value.set(0, 0, 7); // never changes
    }

    double w() {
      return one.w.value.get(0, 0);
    }

    double lossAndGradients(int update) {
      one.w.gradient.set(0, 0, 1);
      return update;
    }
  }

  private final Slope slope = new Slope();
  private final List<String> heard = new ArrayList<>();
  private final Training training =
      new Training(slope, slope::lossAndGradients)
          .optimiser(new Sgd(1))
          .listener(
              new Listener() {
                @Override
                public void enough() {
                  heard.add("enough");
                }

                @Override
                public void putBack(int update) {
                  heard.add("put back " + update);
                }

                @Override
                public void end(int updates) {
                  heard.add("end " + updates);
                }
              });

  /** Measures these values, one after the other. */
  private static DoubleSupplier values(double... values) {
    int[] next = {0};
    return () -> values[next[0]++];
  }

  @Test
  void itStopsWhenNothingBetterHasComeForSoLongAndPutsTheBestBack() {
    // when every second update is measured, and the best is the second of these
    History history = training.watch(2, values(5, 3, 4, 3.5, 9, 1)).patience(3).run(100);
    // then
    assertEquals(10, history.updates());
    assertArrayEquals(new double[] {5, 3, 4, 3.5, 9}, history.watched());
    assertEquals(4, history.bestUpdate());
    assertEquals(-4, slope.w());
    assertFalse(history.interrupted());
    assertEquals(List.of("enough", "put back 4", "end 10"), heard);
  }

  @Test
  void aBetterValueGivesTheWholePatienceAgain() {
    History history = training.watch(1, values(5, 6, 4, 6, 3, 6, 7)).patience(2).run(100);
    assertEquals(7, history.updates());
    assertEquals(5, history.bestUpdate());
    assertEquals(-5, slope.w());
  }

  @Test
  void anEqualValueIsNoBetterOne() {
    History history = training.watch(1, values(5, 5, 5)).patience(2).run(100);
    assertEquals(3, history.updates());
    assertEquals(1, history.bestUpdate());
    assertEquals(-1, slope.w());
  }

  @Test
  void theLastUpdatePutsTheBestBackToo() {
    training.watch(2, values(5, 6)).patience(3).run(5);
    assertEquals(-2, slope.w());
    assertEquals(List.of("put back 2", "end 5"), heard);
  }

  @Test
  void aRunThatMeasuredNothingKeepsItsWeights() {
    training.watch(50, values()).patience(3).run(5);
    assertEquals(-5, slope.w());
    assertEquals(List.of("end 5"), heard);
  }

  @Test
  void anInterruptPutsTheBestBackToo() {
    double[] measured = {5, 4, 6};
    int[] next = {0};
    History history =
        training
            .watch(
                1,
                () -> {
                  if (next[0] == 2) {
                    Thread.currentThread().interrupt();
                  }
                  return measured[next[0]++];
                })
            .patience(9)
            .run(100);
    assertTrue(history.interrupted());
    assertEquals(3, history.updates());
    assertEquals(-2, slope.w());
    assertEquals(List.of("put back 2", "end 3"), heard);
  }

  @Test
  void aTrainingThatDivergesLeavesTheBestAndSaysSo() {
    Training diverging =
        new Training(
                slope, u -> slope.lossAndGradients(u) / (u < 4 ? 1 : 0)) // infinite from the fourth
            .optimiser(new Sgd(1))
            .watch(1, values(5, 4, 6))
            .patience(9);
    var e = assertThrows(DivergedException.class, () -> diverging.run(100));
    assertTrue(
        e.getMessage().endsWith(" The weights are those of update 2, the best watched."),
        e.getMessage());
    assertEquals(-2, slope.w());
  }

  @Test
  void aMeasureThatFailsLeavesTheBest() {
    training.watch(1, values(5, 6)).patience(9);
    assertThrows(ArrayIndexOutOfBoundsException.class, () -> training.run(100));
    assertEquals(-1, slope.w());
    assertEquals(List.of("put back 1", "end 3"), heard);
  }

  @Test
  void aSecondRunGoesOnFromTheBestWithTheWholePatience() {
    training.watch(1, values(5, 3, 4, 4, 6, 2, 7, 7)).patience(2);
    // when it ended at 4 measurements, the best of which was the second
    training.run(100);
    assertEquals(-2, slope.w());
    // then it goes on from there: two more measurements, the second of them the best of all
    History history = training.run(100);
    assertEquals(8, history.updates());
    assertEquals(6, history.bestUpdate());
    assertEquals(-4, slope.w());
  }

  @Test
  void aSecondRunThatFindsNothingBetterLeavesTheBestOfTheFirst() {
    training.watch(1, values(5, 3, 4, 4, 6, 6)).patience(2);
    training.run(100);
    assertEquals(2, training.run(100).bestUpdate());
    assertEquals(-2, slope.w());
  }

  @Test
  void aNewMeasureKnowsNoBestYet() {
    training.watch(1, values(1, 2)).patience(9).run(2);
    History history = training.watch(1, values(50, 60)).run(2);
    assertEquals(3, history.bestUpdate());
    assertEquals(-2, slope.w(), "from −1, one update more");
  }

  @Test
  void withoutPatienceWatchingTellsTheBestAndChangesNothing() {
    History history = training.watch(1, values(5, Double.NaN, 3, 4)).run(4);
    assertEquals(3, history.bestUpdate());
    assertEquals(-4, slope.w());
    assertEquals(List.of("end 4"), heard);
  }

  @Test
  void aNaNIsRefusedWhereItIsToBeComparedAndTheBestIsLeft() {
    training.watch(1, values(5, 6, Double.NaN)).patience(9);
    String message =
        assertThrows(IllegalStateException.class, () -> training.run(100)).getMessage();
    assertTrue(message.startsWith("the value watched after update 3 is NaN"), message);
    assertTrue(message.contains("look for a division by 0"), message);
    assertEquals(-1, slope.w());
  }

  @Test
  void patienceNeedsSomethingToWatch() {
    training.patience(5);
    String message = assertThrows(IllegalStateException.class, () -> training.run(1)).getMessage();
    assertEquals(
        "a patience of 5 measurements, but nothing is measured: say what, such as"
            + " .watch(50, () -> the loss on validation data)",
        message);
    // and the order doesn't matter
    assertEquals(1, training.watch(1, values(2)).run(1).bestUpdate());
  }

  @Test
  void whatIsNoPatienceIsRefusedAndWithoutAMeasurementNoUpdateIsTheBest() {
    var e = assertThrows(IllegalArgumentException.class, () -> training.patience(0));
    assertEquals("a patience of 0 measurements: give at least 1, such as 5", e.getMessage());
    History history = training.watch(50, values()).run(5);
    String message = assertThrows(IllegalStateException.class, history::bestUpdate).getMessage();
    assertTrue(message.startsWith("no update is the best, for nothing was watched yet"), message);
  }
}
