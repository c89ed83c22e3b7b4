package unrolled.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.data.OrderTask;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;

class ParallelTest {
  private static double loss(int seed, int updates, Listener listener) {
    RecurrentNetwork network =
        RecurrentNetwork.last(new Elman(OrderTask.VOCABULARY, 4), OrderTask.CLASSES);
    network.init(seed);
    Rng rng = new Rng(seed);
    return Training.of(network, new SoftmaxCrossEntropy(), u -> new OrderTask(5).batch(8, rng))
        .listener(listener)
        .run(updates)
        .lastLoss();
  }

  @Test
  void theResultsAreThoseOfOneAfterAnotherInOrder() {
    List<Double> together = Parallel.run(5, seed -> loss(seed, 10, new Listener() {}));
    for (int seed = 0; seed < 5; seed++) {
      assertEquals(loss(seed, 10, new Listener() {}), together.get(seed));
    }
  }

  @Test
  void whatOneThrowsIsThrown() {
    var e =
        assertThrows(
            DivergedException.class,
            () ->
                Parallel.run(
                    3,
                    i -> {
                      if (i == 1) {
                        throw new DivergedException("here");
                      }
                      return i;
                    }));
    assertEquals("here", e.getMessage());
  }

  @Test
  void anInterruptStopsAllOfThem() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Listener counting =
        new Listener() {
          @Override
          public void step(int update, double loss, double gradientNorm) {
            running.countDown();
          }
        };
    Thread cell =
        new Thread(
            () -> {
              try {
                Parallel.run(4, seed -> loss(seed, 100_000_000, counting));
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    cell.start();
    running.await();
    cell.interrupt();
    cell.join(1000);
    assertFalse(cell.isAlive(), "still training a second after the interrupt");
    assertInstanceOf(CancellationException.class, thrown.get());
  }
}
