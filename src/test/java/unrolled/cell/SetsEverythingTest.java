package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.math.Rng;

/** Law: a cell that says so computes the same whatever its buffers held before. */
class SetsEverythingTest {
  static List<Named<Cell<?>>> cells() {
    return AllCells.named(3, 5).stream().filter(c -> c.getPayload().setsEverything()).toList();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void whateverTheBuffersHeld(Cell<?> cell) {
    compare(cell);
  }

  private static <S extends Step> void compare(Cell<S> cell) {
    cell.init(new Rng(1));
    S prev = step(cell);
    prev.state().forEach(m -> Arrays.fill(m.data, 0.3));
    S fresh = step(cell);
    S used = step(cell);
    used.named().values().forEach(m -> Arrays.fill(m.data, Double.NaN));

    cell.forward(prev, fresh);
    cell.forward(prev, used);

    fresh
        .named()
        .forEach((name, m) -> assertArrayEquals(m.data, used.named().get(name).data, name));
  }

  private static <S extends Step> S step(Cell<S> cell) {
    S step = cell.step();
    step.reset(2);
    DMatrixRMaj a = step.a;
    a.reshape(2, cell.input().b.value.getNumCols());
    for (int i = 0; i < a.getNumElements(); i++) {
      a.data[i] = Math.sin(i);
    }
    return step;
  }
}
