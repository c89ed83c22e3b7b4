package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void sixDigitsAndNoTrailingZeros() {
    assertEquals("0.5", Numbers.text(0.5));
    assertEquals("0.333333", Numbers.text(1.0 / 3));
    assertEquals("-0.666667", Numbers.text(-2.0 / 3));
    assertEquals("0.3", Numbers.text(0.1 + 0.2));
    assertEquals("1", Numbers.text(0.9999999));
    assertEquals("20751.6", Numbers.text(20751.639));
    assertEquals("0.0001", Numbers.text(1e-4));
    assertEquals("0.000123457", Numbers.text(0.000123456789));
  }

  @Test
  void wholeNumbersInFull() {
    assertEquals("32", Numbers.text(32));
    assertEquals("-7", Numbers.text(-7));
    assertEquals("1234567", Numbers.text(1234567));
    assertEquals("999999999", Numbers.text(999999999));
    assertEquals("1e9", Numbers.text(1e9));
    assertEquals("2e23", Numbers.text(Double.parseDouble("2e23")));
  }

  @Test
  void exponentsOutsideThat() {
    assertEquals("1.5e-12", Numbers.text(1.5e-12));
    assertEquals("9.99e-5", Numbers.text(9.99e-5));
    assertEquals("1.23457e6", Numbers.text(1234567.8));
    assertEquals("1e6", Numbers.text(999999.7));
    assertEquals("0.0001", Numbers.text(0.00009999999));
    assertEquals("8.19401e-40", Numbers.text(8.194012623990515e-40));
    assertEquals("4.94066e-324", Numbers.text(Double.MIN_VALUE));
    assertEquals("1.79769e308", Numbers.text(Double.MAX_VALUE));
  }

  @Test
  void whatIsNoNumberAndWhatHasNoSign() {
    assertEquals("NaN", Numbers.text(Double.NaN));
    assertEquals("∞", Numbers.text(Double.POSITIVE_INFINITY));
    assertEquals("-∞", Numbers.text(Double.NEGATIVE_INFINITY));
    assertEquals("0", Numbers.text(0.0));
    assertEquals("0", Numbers.text(-0.0));
  }

  @Test
  void asManyDigitsAsAskedFor() {
    assertEquals("0.33", Numbers.text(1.0 / 3, 2));
    assertEquals("3.142", Numbers.text(Math.PI, 4));
    assertEquals("1235", Numbers.text(1234.6, 3)); // the whole part is never cut
    assertEquals("1.23e6", Numbers.text(1234567.8, 3));
    assertEquals("0.10000000000000001", Numbers.text(0.1, 17));
    assertThrows(IllegalArgumentException.class, () -> Numbers.text(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Numbers.text(1, 18));
  }

  @Test
  void halvesGoToTheEvenNeighbourOfTheExactBinaryNumber() {
    assertEquals("0.12", Numbers.text(0.125, 2)); // exactly a half
    assertEquals("1.1", Numbers.text(1.05, 2)); // the double is a little above 1.05
    assertEquals("1.4", Numbers.text(1.45, 2)); // the double is a little below 1.45
  }

  @Test
  void matricesAlignAtThePoint() {
    DMatrixRMaj m =
        new DMatrixRMaj(new double[][] {{1, 0.25, -3e-9}, {-20.5, 4, 1}, {0, 0.125, 22.75}});
    assertEquals(
        """
          1    0.25   -3e-9
        -20.5  4       1
          0    0.125  22.75\
        """,
        Numbers.text(m));
    assertEquals("", Numbers.text(new DMatrixRMaj(0, 3)));
  }
}
