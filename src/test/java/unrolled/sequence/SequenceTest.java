package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Law: what is cut from a sequence is what stood there, no longer than it was. */
class SequenceTest {
  /** Two sequences of four steps; step t of sequence b holds the numbers 10t + b and −(10t + b). */
  private static Sequence vectors() {
    DMatrixRMaj rows = new DMatrixRMaj(8, 2);
    for (int t = 1; t <= 4; t++) {
      for (int b = 0; b < 2; b++) {
        rows.set((t - 1) * 2 + b, 0, 10 * t + b);
        rows.set((t - 1) * 2 + b, 1, -(10 * t + b));
      }
    }
    return Sequence.timeMajor(rows, 2);
  }

  @Test
  void aChunkOfVectorsHoldsItsStepsAndWhatIsLeftOfTheLengths() {
    Sequence chunk = vectors().withLengths(4, 2).chunk(2, 3);

    assertEquals(2, chunk.steps());
    assertEquals(2, chunk.width());
    assertArrayEquals(new double[] {20, -20, 21, -21, 30, -30, 31, -31}, chunk.rows().data);
    assertEquals(2, chunk.length(0));
    assertEquals(1, chunk.length(1));
  }

  @Test
  void aChunkOfSymbolsHoldsItsStepsAndWhatIsLeftOfTheLengths() {
    Sequence chunk = Sequence.symbols(9, new int[] {1, 2, 3, 4}, new int[] {5}).chunk(2, 4);

    assertArrayEquals(new int[] {2, 3, 4}, chunk.symbolsOf(0));
    assertArrayEquals(new int[] {}, chunk.symbolsOf(1));
    assertEquals(3, chunk.length(0));
    assertEquals(0, chunk.length(1));
  }

  @Test
  void symbolsBehindAShorterLengthBecomePadding() {
    Sequence cut = Sequence.symbols(9, new int[] {1, 2, 3}, new int[] {4, 5, 6}).withLengths(1, 3);

    assertArrayEquals(new int[] {1, 4, -1, 5, -1, 6}, cut.symbols());
    assertTrue(cut.hasStep(1, 0));
    assertFalse(cut.hasStep(2, 0));
    assertTrue(cut.hasStep(3, 1));
    assertFalse(cut.hasStep(4, 1));
  }

  @Test
  void sequencesOfUnequalLengthsStandSideBySide() {
    DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
    DMatrixRMaj other = new DMatrixRMaj(new double[][] {{5, 6}});
    Sequence both = Sequence.vectors(one, other);

    assertArrayEquals(new double[] {1, 2, 5, 6, 3, 4, 0, 0}, both.rows().data);
    assertEquals(2, both.length(0));
    assertEquals(1, both.length(1));
    assertEquals(
        "sequence 1 of the batch is empty: leave it out",
        refused(() -> Sequence.vectors(one, new DMatrixRMaj(0, 2))));
    assertEquals(
        "sequence 1 is 1×3 but needs 2 columns (numbers a step of sequence 0)",
        refused(() -> Sequence.vectors(one, new DMatrixRMaj(1, 3))));
    assertEquals("an empty batch: give at least one sequence", refused(() -> Sequence.vectors()));
  }

  private static String refused(Executable run) {
    return assertThrows(IllegalArgumentException.class, run).getMessage();
  }

  @Test
  void stepsStandBelowEachOtherTimeMajor() {
    DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
    DMatrixRMaj two = new DMatrixRMaj(new double[][] {{5, 6}, {7, 8}});

    Sequence both = Sequence.of(one, two);

    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, both.rows().data);
    assertEquals(2, both.steps());
    assertEquals(2, both.batch());
  }
}
