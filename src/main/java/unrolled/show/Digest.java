package unrolled.show;

import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import unrolled.math.Numbers;

/**
 * A fingerprint of what a figure tells, its texts and its numbers to six significant digits, but
 * not of its pixels: two builds of the course agree when the digests of their figures do.
 */
final class Digest {

  private final MessageDigest hash;

  Digest() {
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** Adds a text, ended so that "ab", "c" and "a", "bc" differ. */
  Digest add(String text) {
    hash.update(text.getBytes(StandardCharsets.UTF_8));
    hash.update((byte) 0);
    return this;
  }

  Digest add(Collection<String> texts) {
    add(texts.size());
    texts.forEach(this::add);
    return this;
  }

  Digest add(double... numbers) {
    for (double number : numbers) {
      add(Numbers.text(number));
    }
    return this;
  }

  Digest add(Color colour) {
    return add(Integer.toHexString(colour.getRGB()));
  }

  /** Eight hexadecimal digits. */
  String text() {
    return HexFormat.of().formatHex(hash.digest(), 0, 4);
  }
}
