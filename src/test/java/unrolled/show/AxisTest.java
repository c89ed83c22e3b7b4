package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void ticksAreRoundAndExact() {
    assertEquals(List.of(0.0, 0.1, 0.2, 0.3), new Axis(0, 0.3, false).ticks(4));
    assertEquals(List.of(-1.0, -0.5, 0.0, 0.5, 1.0), new Axis(-1, 1, false).ticks(5));
    assertEquals(List.of(0.0, 500.0, 1000.0), new Axis(0, 1200, false).ticks(3));
  }

  @Test
  void aLogAxisHasDecadesAtEqualStrides() {
    Axis axis = new Axis(3e-27, 2e6, true);
    assertEquals(
        List.of("10⁻²⁵", "10⁻²⁰", "10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "10⁰", "10⁵"),
        axis.ticks(10).stream().map(axis::text).toList());
    assertEquals(List.of(1.0, 10.0, 100.0), new Axis(1, 100, true).ticks(10));
    assertEquals(List.of(2.0, 5.0, 10.0), new Axis(2, 15, true).ticks(10));
    assertEquals(List.of(1.0, 10.0), new Axis(1, 30, true).ticks(2));
  }

  @Test
  void allNumbersOfALogAxisAreWrittenInOneWay() {
    // given an axis whose numbers are short, one with a number that isn't, and one with both kinds
    assertEquals(List.of("0.001", "0.01", "0.1", "1"), texts(new Axis(0.001, 1, true)));
    assertEquals(List.of("100", "1000", "10000"), texts(new Axis(100, 10000, true)));
    assertEquals(List.of("10³", "10⁴", "10⁵"), texts(new Axis(1000, 100_000, true)));
    assertEquals(List.of("10⁻⁵", "10⁻⁴", "10⁻³"), texts(new Axis(1e-5, 0.002, true)));
    // and one too short for powers of ten alone
    assertEquals(List.of("2e-6", "5e-6", "1e-5", "2e-5"), texts(new Axis(2e-6, 3e-5, true)));
  }

  private static List<String> texts(Axis axis) {
    return axis.ticks(10).stream().map(axis::text).toList();
  }

  @Test
  void onALogAxisOnlyTheChosenTicksHaveALabel() {
    Axis axis = new Axis(3e-27, 2e6, true);
    List<Double> ticks = axis.ticks(10);
    assertEquals("10⁻⁵", axis.label(StrictMath.pow(10, -6) * 10, ticks));
    assertEquals("", axis.label(2e-5, ticks));
    assertEquals("", axis.label(1e-6, ticks));
    // but where none is round, all have one
    Axis narrow = new Axis(3, 4.5, true);
    assertEquals("4", narrow.label(4, narrow.ticks(10)));
  }

  @Test
  void aTinyLinearAxisIsPlottedInUnitsOfAPowerOfTen() {
    Axis axis = new Axis(0, 3e-12, false);
    assertEquals(2, axis.plotted(2e-12), 1e-9);
    assertEquals("2e-12", axis.label(2, List.of()));
    assertEquals(0.5, new Axis(0, 3, false).plotted(0.5));
  }

  @Test
  void ticksThatAreCloseTogetherAndFarFromZeroAreToldApart() {
    for (double low : new double[] {1, 2.30258, 1000, -1e6}) {
      for (double span : new double[] {1e-3, 0.01, 1, 300}) {
        for (boolean log : new boolean[] {false, low > 0}) {
          Axis axis = new Axis(low, low + span, log);
          List<Double> ticks = axis.ticks(10);
          assertEquals(ticks.size(), ticks.stream().map(axis::text).distinct().count());
          // and on either side of the middle, with XChart's own ticks
          assertNotEquals(
              axis.label(axis.plotted(axis.value(0.45)), List.of()),
              axis.label(axis.plotted(axis.value(0.55)), List.of()));
        }
      }
    }
    assertEquals("1000.002", new Axis(1000, 1000.01, false).text(1000.002));
  }

  @Test
  void aPlaceOnAnAxisAndItsValueAreEachOthersInverse() {
    for (Axis axis : List.of(new Axis(1e-30, 1e15, true), new Axis(-1, 7, false))) {
      for (double place : new double[] {-0.1, 0, 0.25, 1, 1.1}) {
        assertEquals(place, axis.at(axis.value(place)), 1e-12);
      }
    }
  }

  @Test
  void aLogAxisGivesEachDecadeTheSameRoom() {
    Axis axis = new Axis(1e-10, 1e10, true);
    assertEquals(0.5, axis.at(1), 1e-12);
    assertEquals(0.75, axis.at(1e5), 1e-12);
  }

  @Test
  void whatAnAxisCannotShowIsLeftOut() {
    Axis axis = Axis.around(new double[] {0, 1, Double.NaN, 100, 1.0 / 0}, true, false);
    assertEquals(0, axis.at(1), 1e-12);
    assertEquals(1, axis.at(100), 1e-12);
    assertFalse(axis.shows(0));
    assertTrue(new Axis(0, 1, false).shows(0));
  }

  @Test
  void oneValueAloneStandsInTheMiddle() {
    assertEquals(0.5, Axis.around(new double[] {3}, false, true).at(3), 1e-12);
    assertEquals(0.5, Axis.around(new double[] {0, 0}, false, true).at(0), 1e-12);
  }

  @Test
  void anAxisThatDoesNotRiseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Axis(1, 1, false));
    assertEquals(
        "a log axis can't show 0: it shows numbers above 0 only",
        assertThrows(IllegalArgumentException.class, () -> new Axis(0, 1, true)).getMessage());
  }
}
