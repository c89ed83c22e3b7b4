package unrolled.sequence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.ChildJvm;
import unrolled.cell.Elman;

/** Law: a run works in what an earlier one has left, unless memory gets short. */
class SpareTest {

  /** Ten layers, each of which once reads a batch that takes 30 MB. */
  static final class TenLargeBatches {
    private TenLargeBatches() {}

    public static void main(String[] args) {
      List<Unroll<?>> layers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Unroll<?> layer = new Unroll<>(new Elman(1, 100));
        layer.forward(Sequence.timeMajor(new DMatrixRMaj(10_000, 1), 1000)).release();
        layers.add(layer);
      }
      System.out.print(layers.size() + " layers");
    }
  }

  @Test
  void whatWasGivenBackIsUsedAgain() {
    Spare<Object> spare = new Spare<>(Object::new);
    Object first = spare.take();
    spare.giveBack(first);
    assertSame(first, spare.take());
  }

  @Test
  void layersThatHaveDoneTheirWorkTakeNoMemoryThatOthersNeed() throws Exception {
    ProcessBuilder child = ChildJvm.with(List.of("-Xmx100m"), TenLargeBatches.class.getName());
    Process process = child.redirectErrorStream(true).start();
    assertEquals("10 layers", new String(process.getInputStream().readAllBytes(), UTF_8));
  }
}
