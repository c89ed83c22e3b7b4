package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import unrolled.attention.Memory;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.math.RowSums;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * Law: whatever takes rows or symbols by number refuses one that is not there, before it changes
 * anything. 2³⁰ times the width of 4 is 0 in an int, so unchecked it would be row 0.
 */
class RowsOutOfRangeTest {
  private static final int V = 5;
  private static final int N = 4;

  private final DMatrixRMaj y = new DMatrixRMaj(0, 0);

  private static String refused(Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  @ParameterizedTest
  @ValueSource(ints = {V, 1 << 30, Integer.MAX_VALUE, -2, Integer.MIN_VALUE})
  void aSymbolOutsideTheVocabularyIsNamedWithItsPlace(int symbol) {
    // given
    int[] symbols = {V - 1, symbol};
    DMatrixRMaj dy = ones(2, N);
    Embedding embedding = new Embedding(V, N);
    Linear linear = new Linear(V, N);
    String message =
        "symbol "
            + symbol
            + " at position 1 is outside the vocabulary, which has the symbols 0 to 4 (and −1 for"
            + " padding)";
    // when, then
    assertEquals(message, refused(() -> embedding.forward(symbols, y)));
    assertEquals(message, refused(() -> embedding.backward(symbols, dy)));
    assertEquals(message, refused(() -> linear.forward(symbols, y)));
    assertEquals(message, refused(() -> linear.backward(symbols, dy)));
    Stream.of(embedding, linear).forEach(RowsOutOfRangeTest::assertNothingLearnt);
  }

  @Test
  void paddingIsNoSymbolAndAllowed() {
    // given
    Embedding embedding = new Embedding(V, N);
    embedding.init(1);
    Linear linear = new Linear(V, N);
    linear.init(1);
    int[] padding = {-1};
    // when
    embedding.forward(padding, y);
    DMatrixRMaj z = new DMatrixRMaj(0, 0);
    linear.forward(padding, z);
    embedding.backward(padding, ones(1, N));
    // then
    assertEquals(0, CommonOps_DDRM.elementMaxAbs(y));
    assertEquals(linear.b.value.get(0, 2), z.get(0, 2));
    assertNothingLearnt(embedding);
  }

  @ParameterizedTest
  @ValueSource(ints = {V, 1 << 30, -2})
  void aSumOfRowsThatAreNotThereIsRefused(int row) {
    // given
    int[] which = {0, row};
    DMatrixRMaj x = ones(V, N);
    DMatrixRMaj p = ones(1, N);
    DMatrixRMaj two = new DMatrixRMaj(2, N);
    DMatrixRMaj sums = new DMatrixRMaj(V, N);
    String message = "entry 1 asks for row " + row + ", but the rows are 0 to 4 (and −1 for none)";
    // when, then
    assertEquals(message, refused(() -> RowSums.gather(x, p, which, two)));
    assertEquals(message, refused(() -> RowSums.scatter(ones(2, N), which, sums)));
    assertEquals(message, refused(() -> RowSums.scatter(ones(2, N), which, sums, p)));
    assertEquals(0, CommonOps_DDRM.elementMaxAbs(two));
    assertEquals(0, CommonOps_DDRM.elementMaxAbs(sums));
    assertEquals(N, CommonOps_DDRM.elementSum(p));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1 << 30, -1})
  void aStateOrAMemoryIsAskedForItsOwnRowsOnly(int row) {
    // given
    DMatrixRMaj h = ones(6, N);
    Memory memory = Memory.of(h, Sequence.timeMajor(h, 3));
    State state = State.of(ones(3, N));
    // when, then
    assertEquals(
        "row " + row + " of a memory that has the rows 0 to 2",
        refused(() -> memory.gather(2, row)));
    assertEquals(
        "row " + row + " of a state that has the rows 0 to 2", refused(() -> state.gather(2, row)));
  }

  private static DMatrixRMaj ones(int rows, int columns) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    m.fill(1);
    return m;
  }

  private static void assertNothingLearnt(Weights weights) {
    weights.params().forEach(p -> assertEquals(0, CommonOps_DDRM.elementMaxAbs(p.gradient)));
  }
}
