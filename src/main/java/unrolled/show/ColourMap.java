package unrolled.show;

import java.awt.Color;

/** Numbers as colours, which keep their order for colour-blind readers and in black and white. */
final class ColourMap {
  /**
   * Colours from dark to bright, for values that start at a least one (after viridis by Smith and
   * van der Walt, 2015).
   */
  static final ColourMap SEQUENTIAL =
      new ColourMap(
          0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C,
          0xFDE725);

  /** Colours from blue over white, the middle, to orange, for values of either sign. */
  static final ColourMap DIVERGING =
      new ColourMap(0x005A96, 0x3F93C7, 0x9CC8E3, 0xF7F7F7, 0xF5BE94, 0xE0762A, 0xAD4600);

  @SuppressWarnings("ImmutableEnumChecker") // never written
  private final int[] anchors;

  private ColourMap(int... anchors) {
    this.anchors = anchors;
  }

  /** The colour of a value from 0 to 1; values beyond have the colour of the nearer end. */
  Color of(double value) {
    double place = Math.max(0, Math.min(1, value)) * (anchors.length - 1);
    int below = Math.min((int) place, anchors.length - 2);
    double share = place - below;
    return new Color(mixed(below, share, 16), mixed(below, share, 8), mixed(below, share, 0));
  }

  private int mixed(int below, double share, int shift) {
    int from = anchors[below] >> shift & 0xFF;
    int to = anchors[below + 1] >> shift & 0xFF;
    return (int) StrictMath.rint(from + share * (to - from));
  }

  /** Black or white, whichever is easier to read on a colour. */
  static Color inkOn(Color paper) {
    return Palette.contrast(Color.BLACK, paper) >= Palette.contrast(Color.WHITE, paper)
        ? Color.BLACK
        : Color.WHITE;
  }
}
