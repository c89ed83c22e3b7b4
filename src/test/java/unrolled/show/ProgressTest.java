package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final List<String> shown = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private long now;

  @BeforeEach
  void inANotebook() {
    Show.notebook(
        (content, mime) -> {
          record("new " + mime + " " + content);
          return "id" + times.size();
        },
        (id, content, mime) -> record(id + " " + mime + " " + content));
  }

  @AfterEach
  void outsideANotebook() {
    Show.notebook(null, null);
  }

  private void record(String message) {
    shown.add(message);
    times.add(now);
  }

  private void train(Progress progress, int steps, int until, long millisecondsAStep) {
    progress.begin(steps);
    for (int step = 1; step <= until; step++) {
      now += millisecondsAStep * 1_000_000;
      progress.step(step, 4 - step / 200.0, 1);
    }
    progress.end(until);
  }

  @Test
  void aShortTrainingLeavesItsLastLineOnly() {
    train(new Progress("names", 1, () -> now), 10, 10, 50);
    assertEquals(List.of("new text/plain names: 10 updates, loss 3.995 → 3.95"), shown);
  }

  @Test
  void aLongTrainingAppearsAfterASecondAndChangesFourTimesASecondAtMost() {
    // given a hundred steps a second, for six seconds
    train(new Progress("names", 1, () -> now), 600, 600, 10);
    // then
    assertEquals(1_000_000_000L, times.get(0));
    assertTrue(
        shown
            .get(0)
            .startsWith(
                "new text/html <div>names: update 100 of 600, loss 3.548, about 5 s"
                    + " left</div><svg"),
        shown.get(0));
    for (int i = 1; i < times.size() - 1; i++) {
      assertTrue(times.get(i) - times.get(i - 1) >= 250_000_000L);
    }
    assertEquals(22, shown.size());
    // and every update goes to the same display
    assertTrue(shown.stream().skip(1).allMatch(message -> message.startsWith("id1 ")));
  }

  @Test
  void whatStaysHasNoTimes() {
    train(new Progress("names", 1, () -> now), 600, 600, 10);
    train(new Progress("names", 1, () -> now), 600, 600, 17);
    String slow = shown.get(shown.size() - 1).replaceFirst("^id\\d+ ", "");
    String fast = shown.get(21).replaceFirst("^id\\d+ ", "");
    assertEquals("text/plain names: 600 updates, loss 3.995 → 1.0475 (mean of the last 20)", fast);
    assertEquals(fast, slow);
  }

  @Test
  void anInterruptedTrainingSaysWhereItStopped() {
    train(new Progress("names", 1, () -> now), 600, 7, 10);
    assertEquals(
        List.of("new text/plain names: stopped at update 7 of 600, loss 3.995 → 3.965"), shown);
  }

  @Test
  void aTrainingThatIsGoodEnoughIsNotCalledStopped() {
    // given the second of two trainings ends early, since its loss is low
    Progress progress = new Progress("names", 2, () -> now);
    for (int training = 0; training < 2; training++) {
      progress.begin(600);
      progress.step(1, 4, 1);
      progress.enough();
      progress.end(1);
    }
    // then
    assertEquals(
        List.of(
            "new text/plain names: 2 trainings, the last one good enough at update 1 of 600, loss"
                + " 4 → 4"),
        shown);
  }

  @Test
  void aTrainingOutOfPatienceSaysWhoseWeightsAreLeft() {
    // given one that ends early, one that goes on to its end, one that is interrupted
    for (int until : new int[] {5, 6, 4}) {
      Progress progress = new Progress("names", 1, () -> now);
      progress.begin(6);
      for (int step = 1; step <= until; step++) {
        progress.step(step, 4, 1);
      }
      if (until == 5) {
        progress.enough();
      }
      progress.putBack(3);
      progress.end(until);
    }
    // then
    assertEquals(
        List.of(
            "new text/plain names: ended early at update 5 of 6, weights of update 3, loss 4 → 4",
            "new text/plain names: 6 updates, weights of update 3, loss 4 → 4",
            "new text/plain names: stopped at update 4 of 6, weights of update 3, loss 4 → 4"),
        shown);
  }

  @Test
  void severalTrainingsShareADisplay() {
    Progress progress = new Progress("seeds", 3, () -> now);
    for (int seed = 0; seed < 3; seed++) {
      train(progress, 60, 60, 10);
    }
    assertTrue(shown.get(0).contains("seeds: training 2 of 3, update 40 of 60"), shown.get(0));
    assertEquals(
        "id1 text/plain seeds: 3 trainings, the last one 60 updates, loss 3.995 → 3.7475 (mean of"
            + " the last 20)",
        shown.get(shown.size() - 1));
  }

  @Test
  void whenOneOfSeveralTrainingsStopsThatIsWhatStays() {
    Progress progress = new Progress("seeds", 3, () -> now);
    train(progress, 60, 60, 10);
    train(progress, 60, 59, 10);
    assertEquals(
        "id1 text/plain seeds: training 2 of 3 stopped at update 59 of 60, loss 3.995 → 3.7525"
            + " (mean of the last 20)",
        shown.get(shown.size() - 1));
  }

  @Test
  void aLossThatIsNoNumberIsShownAndLeftOutOfTheCurve() {
    Progress progress = new Progress("names", 1, () -> now);
    progress.begin(100);
    for (int step = 1; step <= 30; step++) {
      now += 100_000_000L;
      progress.step(step, step < 20 ? 1.0 / step : Double.NaN, 1);
    }
    String last = shown.get(shown.size() - 1);
    assertTrue(last.contains("loss NaN"), last);
    assertFalse(last.contains("points=\"NaN") || last.contains(",NaN"), last);
  }

  @Test
  void theCurveFallsWithTheLossAndStaysInItsFrame() {
    train(new Progress("names", 1, () -> now), 600, 300, 10);
    String live = shown.get(shown.size() - 2);
    Matcher points = Pattern.compile("points=\"([^\"]+)\"").matcher(live);
    assertTrue(points.find(), live);
    double[] before = {0, 0};
    for (String point : points.group(1).split(" ")) {
      double x = Double.parseDouble(point.split(",")[0]);
      double y = Double.parseDouble(point.split(",")[1]); // downward
      assertTrue(x > before[0] && x <= 360, points.group(1));
      assertTrue(y >= before[1] && y <= 60, points.group(1));
      before = new double[] {x, y};
    }
    assertEquals(180, before[0], 10, "half of the updates are done");
    assertEquals(57, before[1], 1e-9, "and the last loss is the least");
  }

  @Test
  void aThreadThatIsToStopReportsFirstAndStaysInterrupted() {
    // given a hook that notices an interrupt, as a kernel's connection does
    Show.notebook(
        (content, mime) -> {
          assertFalse(Thread.currentThread().isInterrupted());
          return "id";
        },
        (id, content, mime) -> {});
    // when
    Thread.currentThread().interrupt();
    train(new Progress("names", 1, () -> now), 10, 10, 50);
    // then
    assertTrue(Thread.interrupted());
  }
}
