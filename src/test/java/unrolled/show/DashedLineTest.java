package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class DashedLineTest {

  private static final double GAP = Double.NaN;

  @Test
  void dashesGoOnOverTheCornersOfALine() {
    // given a line of length 11 with a point at each unit, and dashes of 4 with gaps of 2
    DashedLine dashes = new DashedLine(4, 2);
    for (int x = 0; x <= 11; x++) {
      dashes.lineTo(x, 7);
    }
    // then there are two
    assertArrayEquals(new double[] {0, 1, 2, 3, 4, GAP, 6, 7, 8, 9, 10, GAP}, dashes.x().toArray());
  }

  @Test
  void oneLongPieceIsCutToo() {
    DashedLine dashes = new DashedLine(4, 2);
    dashes.lineTo(0, 0);
    dashes.lineTo(0, 11);
    assertArrayEquals(new double[] {0, 4, GAP, 6, 10, GAP}, dashes.y().toArray());
  }

  @Test
  void afterAGapInTheLineTheDashesBeginAnew() {
    DashedLine dashes = new DashedLine(4, 2);
    dashes.lineTo(0, 0);
    dashes.lineTo(5, 0);
    dashes.penUp();
    dashes.lineTo(20, 0);
    dashes.lineTo(22, 0);
    assertArrayEquals(new double[] {0, 4, GAP, GAP, 20, 22}, dashes.x().toArray());
  }

  @Test
  void aPieceThatLeavesThePictureStaysWhole() {
    DashedLine dashes = new DashedLine(4, 2);
    dashes.lineTo(0, 0);
    dashes.lineTo(0, 1e100);
    assertArrayEquals(new double[] {0, 0, 1e100}, dashes.y().toArray());
  }
}
