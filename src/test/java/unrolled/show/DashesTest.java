package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class DashesTest {

  private static final double GAP = Double.NaN;

  @Test
  void dashesGoOnOverTheCornersOfALine() {
    // given a line of length 11 with a point at each unit, and dashes of 4 with gaps of 2
    Dashes dashes = new Dashes(4, 2);
    for (int x = 0; x <= 11; x++) {
      dashes.to(x, 7);
    }
    // then there are two
    assertArrayEquals(new double[] {0, 1, 2, 3, 4, GAP, 6, 7, 8, 9, 10, GAP}, dashes.x().toArray());
  }

  @Test
  void oneLongPieceIsCutToo() {
    Dashes dashes = new Dashes(4, 2);
    dashes.to(0, 0);
    dashes.to(0, 11);
    assertArrayEquals(new double[] {0, 4, GAP, 6, 10, GAP}, dashes.y().toArray());
  }

  @Test
  void afterAGapInTheLineTheDashesBeginAnew() {
    Dashes dashes = new Dashes(4, 2);
    dashes.to(0, 0);
    dashes.to(5, 0);
    dashes.lift();
    dashes.to(20, 0);
    dashes.to(22, 0);
    assertArrayEquals(new double[] {0, 4, GAP, GAP, 20, 22}, dashes.x().toArray());
  }

  @Test
  void aPieceThatLeavesThePictureStaysWhole() {
    Dashes dashes = new Dashes(4, 2);
    dashes.to(0, 0);
    dashes.to(0, 1e100);
    assertArrayEquals(new double[] {0, 0, 1e100}, dashes.y().toArray());
  }
}
