package unrolled.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * What tells whether all bytes of a file are those that were saved.
 *
 * <p>A file of ours begins with a note and the SHA-256 of everything else in it:
 *
 * <pre>{@code
 * {"__metadata__":{"note":"Unrolled wrote this file. …","sha256":"4c1f…","network":…},…}
 * }</pre>
 *
 * <p>No damage may turn it into another program's file, which has no checksum. Hence the long note:
 * a file that has {@value #RUN} letters in a row of it is ours and must be right in every byte. Up
 * to 8 damaged bytes cut the note into nine pieces at most, and the longest of them has as many.
 *
 * @param expected what the file says, or null if it has no checksum
 * @param seen takes all bytes after the header, in order
 * @param found the checksum of what was seen
 */
record Checksum(String expected, Consumer<ByteBuffer> seen, Supplier<String> found) {
  static final String NOTE =
      "Unrolled wrote this file. sha256 is the digest of all its bytes, with its own 64 digits read"
          + " as zeros: whoever changes anything in here has to leave out this note.";
  static final int RUN = 16;

  private static final String START = "{\"__metadata__\":{\"note\":\"" + NOTE + "\",\"sha256\":\"";
  private static final String BLANK = "0".repeat(64);

  /** Where in the file the checksum's digits stand. */
  static final int POSITION = Long.BYTES + START.length();

  /** The metadata of a new file, with blank digits, before those that say more about it. */
  static Map<String, String> metadata(Map<String, String> more) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("note", NOTE);
    metadata.put("sha256", BLANK);
    metadata.putAll(more);
    return metadata;
  }

  /** The checksum of a new file that begins with these bytes, its digits blank. */
  static Checksum ofNew(byte[] beginning) {
    return sha256(BLANK, beginning);
  }

  /**
   * The checksum that a file says it has.
   *
   * @param beginning the header and the eight bytes before it
   * @param metadata what the header says
   */
  static Checksum of(byte[] beginning, Map<String, String> metadata) throws IOException {
    String text = new String(beginning, StandardCharsets.ISO_8859_1);
    if (text.startsWith(START, Long.BYTES) && text.length() >= POSITION + BLANK.length()) {
      String digits = text.substring(POSITION, POSITION + BLANK.length());
      byte[] blank = beginning.clone();
      Arrays.fill(blank, POSITION, POSITION + BLANK.length(), (byte) '0');
      return sha256(digits, blank);
    }
    if (isOurs(text)) {
      throw new IOException("its header is not the one that was saved");
    }
    if (metadata.containsKey("crc32c")) { // of our earlier files, which guarded the data alone
      CRC32C crc = new CRC32C();
      return new Checksum(
          metadata.get("crc32c"), crc::update, () -> Long.toHexString(crc.getValue()));
    }
    return new Checksum(null, bytes -> {}, () -> null);
  }

  private static boolean isOurs(String text) {
    for (int i = 0; i + RUN <= NOTE.length(); i++) {
      if (text.contains(NOTE.substring(i, i + RUN))) {
        return true;
      }
    }
    return false;
  }

  private static Checksum sha256(String expected, byte[] beginning) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(beginning);
      return new Checksum(
          expected, digest::update, () -> HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether the file has one. */
  boolean exists() {
    return expected != null;
  }

  /** Throws unless what was seen is what was saved. */
  void verify() throws IOException {
    if (exists() && !expected.equals(found.get())) {
      throw new IOException(
          "its bytes are not those that were saved (a program that changes such a file must not"
              + " copy its metadata)");
    }
  }
}
