package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class ElementaryTest {

  private static final double LN2 = 0.6931471805599453;

  /**
   * One of the functions: alone, on arrays, and to many more digits; rising between lowest and
   * highest.
   */
  private record Function(
      String name,
      DoubleUnaryOperator one,
      OnArray array,
      Exact exact,
      double worstUlps,
      double lowest,
      double highest) {}

  private interface OnArray {
    void apply(double[] x, int from, int to);
  }

  private interface Exact {
    void at(Reference reference, double x);
  }

  private static final List<Function> ALL =
      List.of(
          new Function(
              "exp", Elementary::exp, Elementary::exp, Reference::exp, 1.7, -745.2, 709.78),
          new Function(
              "expm1",
              Elementary::expm1,
              (x, from, to) -> {
                for (int i = from; i < to; i++) {
                  x[i] = Elementary.expm1(x[i]);
                }
              },
              Reference::expm1,
              1.8,
              -45,
              709.78),
          new Function("tanh", Elementary::tanh, Elementary::tanh, Reference::tanh, 1.5, -25, 25),
          new Function(
              "sigmoid",
              Elementary::sigmoid,
              Elementary::sigmoid,
              Reference::sigmoid,
              2.5,
              -745.2,
              45));

  @Test
  void theReferenceIsRightTo100Bits() {
    Rng rng = new Rng(1);
    Reference reference = new Reference();
    MathContext few = new MathContext(10);
    for (int i = 0; i < 300; i++) {
      double x = rng.uniform(-1, 1) * Math.scalb(1.0, rng.nextInt(30) - 20);
      BigDecimal e = Reference.bigExp(x);
      BigDecimal less1 = e.subtract(BigDecimal.ONE);

      reference.exp(x);
      assertClose(e, reference.big(), few, x);
      if (x > -40) {
        reference.expm1(x);
        assertClose(less1, reference.big(), few, x);
      }
      if (Math.abs(x) < 40) {
        BigDecimal plus1 = e.add(BigDecimal.ONE);
        reference.sigmoid(x);
        assertClose(e.divide(plus1, new MathContext(50)), reference.big(), few, x);
        reference.tanh(x / 2);
        assertClose(less1.divide(plus1, new MathContext(50)), reference.big(), few, x);
      }
    }
  }

  private static void assertClose(
      BigDecimal expected, BigDecimal actual, MathContext few, double x) {
    double error = actual.subtract(expected).divide(expected, few).abs().doubleValue();
    assertTrue(error < 0x1p-100, () -> "at " + x + ": relative error " + error);
  }

  @Test
  void noErrorIsAboveTheStatedUlps() {
    for (Function f : ALL) {
      Rng rng = new Rng(2);
      within(f, () -> rng.uniform(f.lowest, f.highest));
      within(f, () -> rng.uniform(-3, 3));
      within(f, () -> rng.uniform(-0.7, 0.7));
      within(f, () -> rng.uniform(-1, 1) * Math.scalb(1.0, -rng.nextInt(60)));
      within(f, () -> Math.min(f.highest, near(seam(rng, f), rng.nextInt(401) - 200)));
    }
  }

  private static void within(Function f, DoubleSupplier arguments) {
    Reference reference = new Reference();
    double[] x = new double[100_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = arguments.getAsDouble();
    }
    double[] y = x.clone();
    f.array.apply(y, 0, y.length);
    for (int i = 0; i < x.length; i++) {
      f.exact.at(reference, x[i]);
      double ulps = reference.ulps(y[i]);
      if (!(ulps <= f.worstUlps)) {
        throw new AssertionError(f.name + "(" + x[i] + ") = " + y[i] + ", off by " + ulps + " ulp");
      }
    }
  }

  @Test
  void handPickedValues() {
    assertEquals(Math.E, Elementary.exp(1), Math.ulp(Math.E));
    assertEquals(0.7615941559557649, Elementary.tanh(1), 0x1p-53);
    assertEquals(0.8807970779778823, Elementary.sigmoid(2), 0x1p-52);
    assertEquals(8.194012623990515e-40, Elementary.sigmoid(-90), 1e-54);
    assertEquals(1.00000000005e-10, Elementary.expm1(1e-10), 1e-25);
    assertEquals(-1.0000000000000, Elementary.expm1(-37), 1e-15);
    assertEquals(0.5, Elementary.sigmoid(0));
    assertEquals(1.0, Elementary.exp(0));
    assertEquals(1.0, Elementary.exp(-0.0));
  }

  @Test
  void theEndsOfTheRange() {
    double inf = Double.POSITIVE_INFINITY;
    double big = Double.MAX_VALUE;
    assertValues(Elementary::exp, -inf, 0.0, -big, 0.0, -745.2, 0.0, big, inf, inf, inf);
    assertValues(Elementary::expm1, -inf, -1.0, -big, -1.0, big, inf, inf, inf);
    assertValues(Elementary::tanh, -inf, -1.0, -big, -1.0, 19.1, 1.0, big, 1.0, inf, 1.0);
    assertValues(
        Elementary::sigmoid, -inf, 0.0, -big, 0.0, -745.2, 0.0, 37.5, 1.0, big, 1.0, inf, 1.0);
    for (Function f : ALL) {
      assertTrue(Double.isNaN(f.one.applyAsDouble(Double.NaN)), f.name);
    }
  }

  @Test
  void smallResultsAreNotLost() {
    // given ln of the smallest double, −744.44: from there down to −745.13 e^x rounds to it
    double smallest = Double.MIN_VALUE;
    assertValues(Elementary::exp, -744.5, smallest, -745.13, smallest);
    assertValues(Elementary::sigmoid, -744.5, smallest, -745.13, smallest);
    // and odd functions that start as x pass it through
    assertValues(Elementary::tanh, smallest, smallest, -smallest, -smallest, 0.0, 0.0, -0.0, -0.0);
    assertValues(Elementary::expm1, smallest, smallest, -smallest, -smallest, 0.0, 0.0, -0.0, -0.0);
  }

  @Test
  void expOverflowsOnlyWhereItMust() {
    // given the largest double whose e^x is a double: ln(MAX_VALUE) = 709.78271289338397…
    double last = 709.782712893384;
    assertTrue(Elementary.exp(last) <= Double.MAX_VALUE);
    assertEquals(Double.POSITIVE_INFINITY, Elementary.exp(Math.nextUp(last)));
    assertTrue(Elementary.expm1(last) <= Double.MAX_VALUE);
    assertEquals(Double.POSITIVE_INFINITY, Elementary.expm1(Math.nextUp(last)));
  }

  private static void assertValues(DoubleUnaryOperator f, double... xy) {
    for (int i = 0; i < xy.length; i += 2) {
      // Double.equals tells 0.0 from −0.0
      assertEquals(
          Double.valueOf(xy[i + 1]), Double.valueOf(f.applyAsDouble(xy[i])), "at " + xy[i]);
    }
  }

  @Test
  void tanhIsOdd() {
    Rng rng = new Rng(3);
    for (int i = 0; i < 200_000; i++) {
      double x = rng.uniform(-1, 1) * Math.scalb(30.0, -rng.nextInt(60));
      assertEquals(Double.valueOf(-Elementary.tanh(x)), Double.valueOf(Elementary.tanh(-x)));
    }
  }

  @Test
  void noneFallsFromOneDoubleToTheNext() {
    for (Function f : ALL) {
      Rng rng = new Rng(4);
      // every place where k changes, and where one formula takes over from another
      double step = f.name.equals("tanh") ? LN2 / 2 : LN2;
      for (int k = (int) (f.lowest / step) - 1; k <= f.highest / step + 1; k++) {
        rises(f, near(k * step, -500), 1000);
      }
      for (double x : new double[] {0, 0.625, -0.625, -0.3125, 40, -40, 22, -22, -746, 746, 710}) {
        rises(f, near(x, -20_000), 40_000);
      }
      for (int i = 0; i < 1000; i++) {
        rises(f, rng.uniform(f.lowest, f.highest), 1000);
        rises(f, rng.uniform(-3, 3), 1000);
        rises(f, rng.uniform(-1, 1) * Math.scalb(1.0, -rng.nextInt(60)), 1000);
      }
    }
  }

  private static void rises(Function f, double from, int count) {
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = near(from, i);
    }
    double[] y = x.clone();
    f.array.apply(y, 0, count);
    for (int i = 1; i < count; i++) {
      if (!(y[i] >= y[i - 1])) {
        throw new AssertionError(
            f.name + " falls from " + y[i - 1] + " at " + x[i - 1] + " to " + y[i] + " at " + x[i]);
      }
    }
  }

  @Test
  void noneFallsBetweenAnyTwo() {
    Rng rng = new Rng(5);
    for (Function f : ALL) {
      for (int i = 0; i < 100_000; i++) {
        double x = rng.uniform(f.lowest, f.highest);
        double y = x + rng.nextDouble() * Math.scalb(1.0, -rng.nextInt(50));
        assertTrue(f.one.applyAsDouble(x) <= f.one.applyAsDouble(y), () -> f.name + " at " + x);
      }
    }
  }

  private static double seam(Rng rng, Function f) {
    return LN2 * Math.rint(rng.uniform(f.lowest, f.highest) / LN2);
  }

  /** The double that comes a number of steps after x. */
  private static double near(double x, long steps) {
    long bits = Double.doubleToRawLongBits(x);
    long ordered = (bits >= 0 ? bits : Long.MIN_VALUE - bits) + steps;
    return Double.longBitsToDouble(ordered >= 0 ? ordered : Long.MIN_VALUE - ordered);
  }

  @Test
  void arraysGetTheBitsOfTheScalarFunctions() {
    for (Function f : ALL) {
      sameBits(f.name, f.one, f.array);
    }
  }

  @Test
  void inPlainJavaAsWellAsInVectors() {
    for (Elementary.Loops loops :
        Arrays.asList(new PlainElementary(), FastestKernel.vectorElementary())) {
      if (loops != null) { // without the module there are no vectors
        sameBits("exp", Elementary::exp, loops::exp);
        sameBits("tanh", Elementary::tanh, loops::tanh);
        sameBits("sigmoid", Elementary::sigmoid, loops::sigmoid);
        adds(loops);
      }
    }
  }

  private static void sameBits(String name, DoubleUnaryOperator one, OnArray array) {
    Rng rng = new Rng(6);
    // rounds enough that HotSpot compiles the loops into vectors on the way
    for (int round = 0; round < 2000; round++) {
      int n = round < 1100 ? round : rng.nextInt(1100);
      int from = rng.nextInt(n + 1);
      int to = from + rng.nextInt(n - from + 1);
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = rng.uniform(-1, 1) * Math.scalb(1000.0, -rng.nextInt(30));
      }
      if (from < to) {
        x[from + rng.nextInt(to - from)] = Double.NaN;
      }
      double[] expected = x.clone();
      for (int i = from; i < to; i++) {
        expected[i] = one.applyAsDouble(x[i]);
      }

      array.apply(x, from, to);

      assertArrayEquals(expected, x, name);
    }
  }

  private static void adds(Elementary.Loops loops) {
    Rng rng = new Rng(7);
    for (int round = 0; round < 2000; round++) {
      int n = rng.nextInt(1100);
      int from = rng.nextInt(5);
      int to = rng.nextInt(5);
      double[] x = numbers(rng, from + n + 1);
      double[] y = numbers(rng, to + n + 1);
      double[] expected = y.clone();
      for (int i = 0; i < n; i++) {
        expected[to + i] += x[from + i];
      }

      loops.add(x, from, y, to, n);

      assertArrayEquals(expected, y);
    }
  }

  private static double[] numbers(Rng rng, int count) {
    double[] x = new double[count];
    Arrays.setAll(x, i -> rng.uniform(-1, 1));
    return x;
  }

  @Test
  void aRangeOutsideTheArrayIsRefused() {
    double[] x = {1, 2, 3};
    assertThrows(IndexOutOfBoundsException.class, () -> Elementary.tanh(x, 0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> Elementary.exp(x, -1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> Elementary.sigmoid(x, 2, 1));
    assertArrayEquals(new double[] {1, 2, 3}, x);
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    double[] expected = new double[5000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Elementary.tanh(i * 1e-3);
    }
    Runnable work =
        () -> {
          for (int round = 0; round < 50; round++) {
            double[] x = new double[expected.length];
            for (int i = 0; i < x.length; i++) {
              x[i] = i * 1e-3;
            }
            Elementary.tanh(x, 0, x.length);
            assertArrayEquals(expected, x);
          }
        };
    CompletableFuture<Void> other = CompletableFuture.runAsync(work);
    work.run();
    other.join();
  }
}
