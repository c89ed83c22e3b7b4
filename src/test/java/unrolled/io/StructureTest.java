package unrolled.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;

/**
 * Law: what a network is stands under the names of its weights, in every place where it is used.
 */
class StructureTest {
  @Test
  void everyPartHasItsClassAndItsChoices() {
    // given: one cell in two places
    Elman cell = new Elman(2, 3);
    Map<String, String> expected = new TreeMap<>();
    expected.put("network", "Bidirectional");
    for (String layer : List.of("network.forwardLayer", "network.backwardLayer")) {
      expected.put(layer, "Unroll");
      expected.put(layer + ".reverse", "" + layer.contains("backward"));
      expected.put(layer + ".cell", "Elman");
      expected.put(layer + ".cell.f", "TANH");
      expected.put(layer + ".cell.n", "3");
      expected.put(layer + ".cell.input", "Linear");
    }
    // then
    assertEquals(expected, Structure.of(new Bidirectional(cell, cell)));
  }

  @Test
  void namesOfPartsAndOfParametersAreTheSame() {
    // given
    Unroll<?> layer = new Unroll<>(new Elman(3, 3));
    Stacked stack = new Stacked(layer, layer, new Unroll<>(new Elman(3, 3)));
    // when
    Map<String, Weights> parts = stack.namedParts();
    // then
    assertEquals(
        List.of(
            "",
            "part0",
            "part0.cell",
            "part0.cell.input",
            "part1",
            "part1.cell",
            "part1.cell.input",
            "part2",
            "part2.cell",
            "part2.cell.input"),
        List.copyOf(parts.keySet()));
    assertSame(stack, parts.get(""));
    assertSame(layer, parts.get("part1"));
    stack
        .named()
        .forEach(
            (name, p) -> {
              int dot = name.lastIndexOf('.');
              Weights owner = parts.get(name.substring(0, dot));
              assertSame(p, owner.named().get(name.substring(dot + 1)), name);
            });
  }

  @Test
  @SuppressWarnings("UnusedVariable")
  void choicesAreWhatNeverChanges() {
    enum Kind {
      SOFT {},
      HARD
    }
    class Mine extends Weights {
      static final int SHARED = 1;
      final Kind kind = Kind.SOFT;
      final double scale = 0.1;
      final int[] from = {2, 0};
      final long many = 1L << 40;
      final Integer boxed = 7;
      final String note = "no choice";
      final List<Integer> list = List.of(1);
      final Double none = null;
      final Param w = param(1, 1);
      int changing = 3;
    }
    // then
    Map<String, String> expected = new TreeMap<>();
    expected.put("network", "Mine");
    expected.put("network.kind", "SOFT");
    expected.put("network.scale", "0.10000000000000001");
    expected.put("network.from", "[2, 0]");
    expected.put("network.many", "1099511627776");
    expected.put("network.boxed", "7");
    assertEquals(expected, Structure.of(new Mine()));
  }
}
