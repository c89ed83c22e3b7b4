package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Law: a check that runs code many times over leaves nothing behind, and no run meets another. */
class SandboxTest {

  private static int groups() {
    return Thread.currentThread().getThreadGroup().activeGroupCount();
  }

  @Test
  void aThousandRunsLeaveNoGroupsOfThreadsBehind() {
    Sandbox.run(() -> 1, 1000);
    int before = groups();
    for (int i = 0; i < 1000; i++) {
      int run = i;
      assertEquals(run, Sandbox.run(() -> run, 1000).value());
    }
    assertTrue(groups() <= before, () -> before + " before, now " + groups());
  }

  @Test
  void whatOneRunPrintedIsGoneInTheNext() {
    assertEquals("one", printing("one"));
    assertEquals("two", printing("two"));
    Sandbox.run(
        () -> {
          Sandbox.mute();
          return 0;
        },
        1000);
    assertEquals("three", printing("three"));
  }

  private static String printing(String text) {
    return Sandbox.run(
            () -> {
              System.out.print(text);
              return 0;
            },
            1000)
        .printed();
  }

  @Test
  void aThreadThatGoesOnDoesNotPrintIntoTheNextRun() throws Exception {
    CountDownLatch next = new CountDownLatch(1);
    CountDownLatch printed = new CountDownLatch(1);
    Sandbox.run(
        () -> {
          new Thread(
                  () -> {
                    await(next);
                    System.out.print("late");
                    printed.countDown();
                  })
              .start();
          return 0;
        },
        1000);
    Sandbox.Outcome<Integer> other =
        Sandbox.run(
            () -> {
              next.countDown();
              await(printed);
              return 2;
            },
            5000);
    assertEquals(2, other.value());
    assertTrue(other.printed().isEmpty(), other.printed());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
