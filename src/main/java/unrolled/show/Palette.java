package unrolled.show;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The course's colours: one for each kind of net, the same in every figure, told apart by colour-
 * blind readers too (after Okabe and Ito, 2008; their yellow is left out, since it vanishes on
 * white).
 */
public final class Palette {

  public static final Color ELMAN = new Color(0x0072B2);
  public static final Color JORDAN = new Color(0x56B4E9);
  public static final Color LSTM = new Color(0xD55E00);
  public static final Color GRU = new Color(0x009E73);
  public static final Color CONVOLUTION = new Color(0xE69F00);
  public static final Color BAG_OF_WORDS = new Color(0xCC79A7);
  public static final Color TF_IDF = new Color(0x7B3F6B);
  public static final Color FEED_FORWARD = new Color(0x3B3B3B);

  /** The colour of what is no net: chance, a bound, the majority class, the last value. */
  public static final Color CHANCE = new Color(0x767676);

  /** The colour of bars that are no net either. */
  public static final Color NEUTRAL = new Color(0x8A9BB0);

  /** The colour of numbers that flow forward, in a picture of a net. */
  public static final Color FORWARD = new Color(0x1F3A5F);

  /** The colour of gradients, which flow backward. */
  public static final Color GRADIENT = new Color(0xA5155B);

  static final Color PAPER = Color.WHITE;
  static final Color INK = new Color(0x222222);
  static final Color GREY = new Color(0x595959);
  static final Color RULE = new Color(0xDDDDDD);

  /** A kind of net, by the word that a name begins with. */
  private record Kind(String word, Color colour) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("elman", ELMAN),
          new Kind("rnn", ELMAN),
          new Kind("jordan", JORDAN),
          new Kind("lstm", LSTM),
          new Kind("gru", GRU),
          new Kind("convolution", CONVOLUTION),
          new Kind("bag of words", BAG_OF_WORDS),
          new Kind("tf-idf", TF_IDF),
          new Kind("fixed slots", FEED_FORWARD),
          new Kind("feed-forward", FEED_FORWARD),
          new Kind("chance", CHANCE));

  /** The colours of series without a fixed one, in this order. */
  private static final List<Color> OTHERS =
      List.of(ELMAN, LSTM, GRU, BAG_OF_WORDS, CONVOLUTION, JORDAN, FEED_FORWARD);

  private Palette() {}

  /** The fixed colour of a kind of net that a name begins with ("LSTM, bias 3"); null if none. */
  static Color named(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    for (Kind kind : KINDS) {
      if (small.matches(Pattern.quote(kind.word) + "\\b.*")) {
        return kind.colour;
      }
    }
    return null;
  }

  /** The colour of the i-th series without a fixed one; they come round again after seven. */
  static Color other(int i) {
    return OTHERS.get(i % OTHERS.size());
  }

  static int others() {
    return OTHERS.size();
  }

  /** The colour, darkened until text in it is legible on white (contrast of at least 4.5 to 1). */
  static Color legible(Color colour) {
    Color dark = colour;
    while (contrast(dark, PAPER) < 4.5) {
      dark =
          new Color(dark.getRed() * 15 / 16, dark.getGreen() * 15 / 16, dark.getBlue() * 15 / 16);
    }
    return dark;
  }

  /** The contrast of two colours, 1 to 21, after the Web Content Accessibility Guidelines 2.1. */
  static double contrast(Color a, Color b) {
    double x = luminance(a) + 0.05;
    double y = luminance(b) + 0.05;
    return Math.max(x, y) / Math.min(x, y);
  }

  private static double luminance(Color c) {
    return 0.2126 * linear(c.getRed())
        + 0.7152 * linear(c.getGreen())
        + 0.0722 * linear(c.getBlue());
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : StrictMath.pow((c + 0.055) / 1.055, 2.4);
  }

  static Color translucent(Color c, int alpha) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha);
  }
}
