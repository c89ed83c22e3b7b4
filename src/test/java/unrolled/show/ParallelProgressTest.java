package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParallelProgressTest {
  private final List<String> shown = new ArrayList<>();
  private long now;

  @BeforeEach
  void inANotebook() {
    Show.notebook(
        (content, mime) -> {
          shown.add("new " + content);
          return "id";
        },
        (id, content, mime) -> shown.add(id + " " + content));
  }

  @AfterEach
  void outsideANotebook() {
    Show.notebook(null, null);
  }

  @Test
  void twoAtATimeItTellsHowManyAreDoneAndForHowLong() {
    ParallelProgress progress = new ParallelProgress("seeds", 4, () -> now);
    for (int pair = 0; pair < 2; pair++) {
      progress.begin(100);
      progress.begin(100);
      for (int update = 1; update <= 100; update++) {
        now += 25_000_000; // 5 s in all
        progress.step(update, 1, 1);
        progress.step(update, 1, 1);
      }
      progress.end(100);
      progress.end(100);
    }
    assertEquals("new seeds: 0 of 4 trainings done, about 4 s left", shown.get(0));
    assertEquals("id seeds: 2 of 4 trainings done, about 1 s left", shown.get(shown.size() - 2));
    assertEquals("id seeds: 4 trainings, 400 updates", shown.get(shown.size() - 1));
    assertEquals(18, shown.size(), "four a second, from the first second on");
  }

  @Test
  void shortTrainingsLeaveOneLine() {
    ParallelProgress progress = new ParallelProgress("seeds", 2, () -> now);
    progress.begin(1);
    progress.step(1, 1, 1);
    progress.end(1);
    progress.begin(1);
    progress.step(1, 1, 1);
    progress.end(1);
    assertEquals(List.of("new seeds: 2 trainings, 2 updates"), shown);
  }

  @Test
  void oneTrainingIsNotCalledTrainings() {
    ParallelProgress progress = new ParallelProgress("seed", 1, () -> now);
    progress.begin(1);
    progress.step(1, 1, 1);
    progress.end(1);
    assertEquals(List.of("new seed: 1 training, 1 update"), shown);
  }

  @Test
  void trainingsThatEndEarlyAreNotCalledStopped() {
    // given two trainings of 100 updates; the first one is good enough after 40
    ParallelProgress progress = new ParallelProgress("seeds", 2, () -> now);
    // when
    progress.begin(100);
    train(progress, 1, 40);
    progress.end(40);
    progress.begin(100);
    train(progress, 1, 20);
    String soFar = shown.get(shown.size() - 1);
    train(progress, 21, 100);
    progress.end(100);
    // then 60 of 140 updates took 3 s, so that 4 s are left
    assertEquals("id seeds: 1 of 2 trainings done, about 4 s left", soFar);
    assertEquals("id seeds: 2 trainings, 140 of at most 200 updates", shown.get(shown.size() - 1));
  }

  private void train(ParallelProgress progress, int from, int to) {
    for (int update = from; update <= to; update++) {
      now += 50_000_000;
      progress.step(update, 1, 1);
    }
  }
}
