package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.data.Recall;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;
import unrolled.train.History;
import unrolled.train.Listener;
import unrolled.train.Training;

class RunsTest {

  private final List<String> shown = new CopyOnWriteArrayList<>();

  @BeforeEach
  void inANotebook() {
    Show.notebook(
        (content, mime) -> {
          shown.add(mime + " " + content);
          return "id";
        },
        (id, content, mime) -> shown.add(id + " " + mime + " " + content));
  }

  @AfterEach
  void outsideANotebook() {
    Show.notebook(null, null);
  }

  private static History train(int seed, int updates, Listener progress) {
    Rng rng = new Rng(seed);
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(6, 8), 2);
    network.init(rng);
    return Training.of(network, new SoftmaxCrossEntropy(), u -> new Recall(5).batch(8, rng))
        .listener(progress)
        .run(updates);
  }

  @Test
  void eachRunGivesWhatItGivesAlone() {
    // given
    double[] alone = new double[5];
    for (int seed = 0; seed < 5; seed++) {
      alone[seed] = train(seed, 20, new Listener() {}).lastLoss();
    }
    // when
    double[] together = new double[5];
    Runs.all(
        "recall", 5, (seed, progress) -> together[seed] = train(seed, 20, progress).lastLoss());
    // then
    assertArrayEquals(alone, together);
    assertEquals("text/plain recall: 5 trainings done", shown.get(shown.size() - 1).strip());
  }

  @Test
  void aLongOneShowsHowFarItIs() throws Exception {
    Runs.all(
        "two",
        2,
        (run, progress) -> {
          progress.begin(4);
          for (int update = 1; update <= 2; update++) {
            progress.step(update, 1, 1);
          }
          pause(1600);
        });
    assertTrue(
        shown.get(0).startsWith("text/html <div>two: 0 of 2 trainings done, about "), shown.get(0));
    assertTrue(shown.get(0).contains("value=\"50\""), shown.get(0));
    assertTrue(shown.size() <= 5, shown.size() + " messages in 1.6 s");
    assertEquals("id text/plain two: 2 trainings done", shown.get(shown.size() - 1));
  }

  private static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatARunThrowsArrivesAndTheOthersStop() {
    IllegalStateException thrown = new IllegalStateException("run 1 failed");
    var e =
        assertThrows(
            IllegalStateException.class,
            () ->
                Runs.all(
                    "some",
                    4,
                    (run, progress) -> {
                      if (run == 0) {
                        throw thrown;
                      }
                      train(run, 1_000_000, progress);
                    }));
    assertSame(thrown, e);
  }

  @Test
  void anInterruptStopsAllWithinASecond() throws Exception {
    // given
    History[] histories = new History[9];
    CountDownLatch begun = new CountDownLatch(1);
    Thread cell =
        new Thread(
            () ->
                Runs.all(
                    "many",
                    9,
                    (run, progress) -> {
                      begun.countDown();
                      histories[run] = train(run, 1_000_000, progress);
                    }));
    cell.start();
    begun.await();
    // when
    cell.interrupt();
    cell.join(3000);
    // then
    assertFalse(cell.isAlive(), "still there three seconds after the interrupt");
    assertTrue(histories[0].interrupted());
    assertEquals(null, histories[8], "a run that had not begun");
    assertTrue(
        shown.get(shown.size() - 1).contains("many: stopped, 0 of 9 trainings done"),
        shown.toString());
  }
}
