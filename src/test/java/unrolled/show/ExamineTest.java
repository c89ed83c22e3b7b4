package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.Gradients;
import unrolled.cell.Lstm;
import unrolled.cell.Ops;
import unrolled.cell.Step;
import unrolled.check.Examination;
import unrolled.layer.Param;

/** Law: one call tells of any cell what an engineer would ask first. */
class ExamineTest {
  /** Elman's cell of somebody who forgot f′, or who has no backward at all. */
  static class Foreign extends Cell<Foreign.S> {
    final Param u;
    final int n;
    final boolean backward;

    Foreign(int in, int n, boolean backward) {
      super(in, n);
      this.n = n;
      this.backward = backward;
      u = param(n, n);
    }

    final class S extends Step {
      final DMatrixRMaj h = state(n);
    }

    @Override
    public S step() {
      return new S();
    }

    @Override
    public void forward(S prev, S now) {
      now.h.setTo(now.a);
      Ops.multAdd(prev.h, u, now.h);
      Ops.tanh(now.h);
    }

    @Override
    public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
      if (!backward) {
        super.backward(prev, now, dPrev, dNow, grad);
      }
      dNow.a.setTo(dNow.h);
      grad.multAdd(prev.h, u, dNow.a, dPrev.h);
    }
  }

  private static String printed(Runnable what) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      what.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static final int GRADIENTS = 1;
  private static final int MICROSECONDS = 4;
  private static final int LEFT = 5;

  /** The cells of a row of the table. */
  private static String[] row(String text, String name) {
    String row =
        text.lines().filter(line -> line.startsWith(name + "  ")).findFirst().orElseThrow();
    return row.split(" {2,}");
  }

  @Test
  void aRightCell() {
    Examination[] lstm = new Examination[1];
    String text = printed(() -> lstm[0] = Examine.cell("Mine", (in, n) -> new Lstm(in, n)));
    assertTrue(lstm[0].gradients().passed());
    assertEquals(4 * (4 * 16 + 16 * 16 + 16), lstm[0].parameters());
    assertEquals(4 * (4 * 16 + 16 * 16), lstm[0].multiplications());
    assertEquals(
        List.of("h", "c", "i", "f", "g", "o", "s"), List.copyOf(lstm[0].overTime().keySet()));
    // and in the table it has all that the library's own has, but for the time
    String[] mine = row(text, "Mine");
    String[] own = row(text, "LSTM");
    assertTrue(mine[GRADIENTS].startsWith("right to "), text);
    mine[0] = own[0];
    mine[MICROSECONDS] = own[MICROSECONDS];
    assertArrayEquals(own, mine, text);
    assertTrue(text.contains("heat maps of the numbers of Mine"), text);
  }

  @Test
  void theGradientOfAnElmanCellFadesWithTheLag() {
    Examination elman = Examination.of("Elman", (in, n) -> new Elman(in, n));
    for (double[] run : elman.gradientByLag()) {
      assertEquals(1, run[0]);
      assertTrue(run[40] < 1e-3, "" + run[40]);
    }
  }

  @Test
  void aCellWithoutBackwardOrWithAWrongOne() {
    Examination[] foreign = new Examination[1];
    String text =
        printed(() -> foreign[0] = Examine.cell("Half", (in, n) -> new Foreign(in, n, false)));
    assertNull(foreign[0].gradients());
    assertEquals("no backward", row(text, "Half")[GRADIENTS]);
    assertEquals("–", row(text, "Half")[LEFT]);
    assertTrue(text.contains("\nHalf has no backward yet, so there is nothing to compare"), text);
    text = printed(() -> foreign[0] = Examine.cell("Wrong", (in, n) -> new Foreign(in, n, true)));
    assertFalse(foreign[0].gradients().passed());
    assertEquals("not right yet", row(text, "Wrong")[GRADIENTS]);
    assertTrue(text.contains("✗ du"), text);
  }
}
