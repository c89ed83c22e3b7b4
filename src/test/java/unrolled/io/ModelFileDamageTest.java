package unrolled.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import unrolled.Reference;
import unrolled.attention.AttentiveCell;
import unrolled.attention.GeneralAttention;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.Lstm;
import unrolled.layer.Weights;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;

/** Law: damage is told in a sentence, and nothing is loaded. */
class ModelFileDamageTest {
  @TempDir Path folder;
  private Path file;
  private final RecurrentNetwork trained = RecurrentNetwork.last(new Elman(3, 4), 2);
  private final RecurrentNetwork fresh = RecurrentNetwork.last(new Elman(3, 4), 2);

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.safetensors");
    trained.init(1);
    ModelFile.save(trained, file);
    fresh.init(2);
  }

  private static long[] bits(Weights weights) {
    return weights.params().stream()
        .flatMapToDouble(p -> Arrays.stream(p.value.data, 0, p.value.getNumElements()))
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  // ---- any damage -------------------------------------------------------------------------------

  /** Files of all kinds and sizes, in memory. */
  private List<byte[]> files() throws IOException {
    EncoderDecoder translator =
        new EncoderDecoder(
            new TextEncoder(4, new Bidirectional(Gru.cho(2, 2), Gru.cho(2, 2))),
            Decoder.attentive(4, new AttentiveCell<>(new Lstm(2, 3), new GeneralAttention(3, 4))));
    translator.init(1);
    Stacked stack = new Stacked(new Unroll<>(new Elman(1, 2)), new Unroll<>(new Elman(2, 2)));
    stack.init(1);
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    matrices.put("größe \"1\"", new DMatrixRMaj(1, 1, true, Double.NaN));
    matrices.put("b", new DMatrixRMaj(8, 16)); // zeros
    Path more = folder.resolve("more.safetensors");
    ModelFile.save(stack, more);
    byte[] second = Files.readAllBytes(more);
    ModelFile.save(translator, more);
    byte[] third = Files.readAllBytes(more);
    ModelFile.save(matrices, more);
    assertTrue(third.length > 4000);
    return List.of(Files.readAllBytes(file), second, third, Files.readAllBytes(more));
  }

  private static Map<String, DMatrixRMaj> read(byte[] bytes) throws IOException {
    return Contents.of(new ByteArrayInputStream(bytes), bytes.length, "x").matrices();
  }

  private static boolean same(Map<String, DMatrixRMaj> a, Map<String, DMatrixRMaj> b) {
    return a.keySet().equals(b.keySet())
        && a.keySet().stream().allMatch(name -> Arrays.equals(a.get(name).data, b.get(name).data));
  }

  /** One to eight of bits, of bytes, of bytes more or less in the middle; or another length. */
  private static byte[] damaged(byte[] whole, Rng rng) {
    byte[] bytes = whole.clone();
    int reach = rng.nextInt(2) == 0 ? whole.length : 400; // the header's beginning is what matters
    int kind = rng.nextInt(5);
    for (int left = 1 + rng.nextInt(8); left > 0; left--) {
      int i = rng.nextInt(Math.min(reach, bytes.length));
      switch (kind) {
        case 0 -> bytes[i] ^= (byte) (1 << rng.nextInt(8));
        case 1 -> bytes[i] = (byte) rng.nextInt(256);
        case 2 -> bytes[i] = (byte) "{}[]\":,0 \\_".charAt(rng.nextInt(11));
        case 3 ->
            bytes = rng.nextInt(2) == 0 ? without(bytes, i) : with(bytes, i, rng.nextInt(256));
        default -> {
          bytes[i] ^= (byte) (1 << rng.nextInt(8));
          if (left == 1) {
            bytes = Arrays.copyOf(bytes, rng.nextInt(bytes.length + 16));
          }
        }
      }
    }
    return bytes;
  }

  private static byte[] without(byte[] bytes, int i) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, i);
    out.write(bytes, i + 1, bytes.length - i - 1);
    return out.toByteArray();
  }

  private static byte[] with(byte[] bytes, int i, int more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, i);
    out.write(more);
    out.write(bytes, i, bytes.length - i);
    return out.toByteArray();
  }

  @Test
  void ofAHundredThousandDamagesNoneIsUnnoticed() throws IOException {
    List<byte[]> files = files();
    Rng rng = new Rng(11);
    int total = 0;
    for (byte[] whole : files) {
      Map<String, DMatrixRMaj> saved = read(whole);
      int unharmed = 0;
      int tries = whole.length > 4000 ? 10_000 : 30_000; // the sum is what counts, and seconds
      total += tries;
      for (int i = 0; i < tries; i++) {
        // given
        byte[] bytes = damaged(whole, rng);
        // when
        try {
          Map<String, DMatrixRMaj> found = read(bytes);
          // then
          assertTrue(same(saved, found), () -> new String(bytes, StandardCharsets.ISO_8859_1));
          unharmed++;
        } catch (IOException e) {
          assertTrue(
              e.getMessage().matches("(?s)x is (damaged: .{10,}|not a saved model: .*)"),
              e.getMessage());
        }
      }
      assertTrue(unharmed < 1000, "hardly any of these damages can be none: " + unharmed);
    }
    assertEquals(100_000, total);
  }

  @Test
  void eightDamagedLettersLeaveEnoughOfTheNote() {
    int longest = (Checksum.NOTE.length() - 8 + 8) / 9; // of nine pieces, when all are equal
    assertTrue(longest >= Checksum.RUN, "pieces of " + longest);
  }

  @Test
  void everySingleBitCounts() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    long[] before = bits(fresh);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      // given
      byte[] bytes = whole.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      // then
      assertThrows(IOException.class, () -> read(bytes));
    }
    // and through a file
    whole[whole.length - 1]++;
    Files.write(file, whole);
    IOException e = assertThrows(IOException.class, () -> ModelFile.load(fresh, file));
    assertEquals(
        file
            + " is damaged: its bytes are not those that were saved (a program that changes such a"
            + " file must not copy its metadata)",
        e.getMessage());
    assertArrayEquals(before, bits(fresh));
  }

  @Test
  void twoBitsDontSwitchTheChecksumOff() throws IOException {
    // given: the checksum's name is another one, and a number another one
    byte[] bytes = Files.readAllBytes(file);
    bytes[Checksum.POSITION - 5] ^= 1;
    bytes[bytes.length - 1] ^= 1;
    // then
    IOException e = assertThrows(IOException.class, () -> read(bytes));
    assertEquals("x is damaged: its header is not the one that was saved", e.getMessage());
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    long[] before = bits(fresh);
    for (int length = 0; length < whole.length; length += 3) {
      // given
      Files.write(file, Arrays.copyOf(whole, length));
      // when
      IOException e = assertThrows(IOException.class, () -> ModelFile.load(fresh, file));
      // then
      int data = length - (whole.length - 336);
      assertTrue(
          data < 0
              ? e.getMessage().startsWith(file + " is not a saved model: ")
              : e.getMessage()
                  .equals(
                      file
                          + " is damaged: it has "
                          + data
                          + " bytes of numbers, and should have 336"),
          e.getMessage());
      assertArrayEquals(before, bits(fresh));
    }
  }

  @Test
  void aFileThatEndsWhileItIsReadIsRefused() throws IOException {
    // given: somebody cuts it after its length was asked for
    byte[] whole = Files.readAllBytes(file);
    for (int length : List.of(20, 500, whole.length - 1)) {
      byte[] cut = Arrays.copyOf(whole, length);
      // then
      IOException e =
          assertThrows(
              IOException.class,
              () -> Contents.of(new ByteArrayInputStream(cut), whole.length, "x"));
      assertTrue(e.getMessage().startsWith("x is damaged: "), e.getMessage());
    }
  }

  @Test
  void damageOfOtherProgramsFilesIsNeverMoreThanAnIoException() throws IOException {
    Rng rng = new Rng(12);
    for (String name : List.of("by-python", "module-f32", "mixed", "earlier")) {
      byte[] whole = Files.readAllBytes(Reference.FOLDER.resolve("io/" + name + ".safetensors"));
      int refused = 0;
      for (int i = 0; i < 5000; i++) {
        try {
          read(damaged(whole, rng));
        } catch (IOException e) {
          refused++;
          assertTrue(e.getMessage().startsWith("x "), e.getMessage());
        }
      }
      assertTrue(refused > 2000, name + ": " + refused);
    }
  }

  // ---- headers ----------------------------------------------------------------------------------

  /** A file with this header. */
  private static byte[] withHeader(String header, byte... data) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.putLong(json.length).put(json).put(data).array();
  }

  private static String refused(byte[] bytes) {
    return assertThrows(IOException.class, () -> read(bytes)).getMessage();
  }

  private static String entry(String name, String dtype, String shape, String offsets) {
    return String.format(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s]}",
        name, dtype, shape, offsets);
  }

  /** A header of one tensor, a. */
  private static String tensor(String dtype, String shape, String offsets) {
    return "{" + entry("a", dtype, shape, offsets) + "}";
  }

  @Test
  void headersThatSayNonsenseAreRefused() {
    String[][] headers = {
      {"{\"a\":null}", "its header describes a as null, which is no tensor"},
      {tensor("F64", "[null,1]", "0,8"), "its header describes a as {dtype="},
      {tensor("F64", "[1.5,1]", "0,8"), "its header describes a as {dtype="},
      {tensor("F64", "[1e0,1]", "0,8"), "its header describes a as {dtype="},
      {tensor("F64", "[\"1\",1]", "0,8"), "its header describes a as {dtype="},
      {tensor("F64", "[-1,-1]", "0,8"), "its header describes a as {dtype="},
      {tensor("F64", "[4294967297,1]", "0,8"), "its header gives a, F64 4294967297×1, 8 bytes"},
      {tensor("F64", "[9223372036854775808,1]", "0,8"), "its header describes a as {dtype="},
      {tensor("F64", "{}", "0,8"), "its header describes a as {dtype="},
      {tensor("F32", "[1,1]", "0,8"), "its header gives a, F32 1×1, 8 bytes"},
      {tensor("F64", "[1,1]", "null,8"), "its header describes a as {dtype="},
      {tensor("F64", "[1,1]", "0,8,16"), "its header describes a as {dtype="},
      {tensor("F64", "[1,1]", "8,16"), "its header puts a in a wrong place"},
      {tensor("F64", "[1,1]", "0,-8"), "its header describes a as {dtype="},
      {tensor("I64", "[1,1]", "8,0"), "its header puts a in a wrong place"},
      {tensor("F64", "[4294967296,4294967296]", "0,0"), "its header gives a, F64 429"},
      {tensor("F64", "[65536,65536,0]", "0,8"), "its header gives a, F64 65536×65536×0, 8 bytes"},
      {
        tensor("F64", "[65536,65536]", "0,34359738368"),
        "it has 0 bytes of numbers, and should have 34359738368"
      },
      {"{\"a\":{\"dtype\":\"F64\"}}", "its header describes a as {dtype=\"F64\"}, which is no"},
      {"{\"a\":[]}", "its header describes a as {}, which is no tensor"},
      {"{\"a\":1}", "its header can't be read"},
      {"{'a':1}", "its header can't be read"},
      {"{} {}", "its header can't be read"},
      {"{\"a\"", "its header can't be read"},
      {"{\"a\":{},\"a\":{}}", "its header can't be read"},
      {"{\"a\":{\"dtype\":\"F64\",\"dtype\":\"F32\"}}", "its header can't be read"},
      {"{\"a\":" + "[".repeat(100_000), "its header can't be read"},
      {
        "{\"__metadata__\":{\"crc32c\":null}}",
        "its header should have a text under crc32c, and has null"
      },
      {
        "{\"__metadata__\":{\"crc32c\":{\"a\":1}}}",
        "its header should have a text under crc32c, and has {\"a\":1}"
      },
      {
        "{\"__metadata__\":{\"crc32c\":12}}",
        "its header should have a text under crc32c, and has 12"
      },
      {"{\"__metadata__\":7}", "its header can't be read"},
    };
    for (String[] header : headers) {
      String message = refused(withHeader(header[0]));
      assertTrue(message.startsWith("x is damaged: " + header[1]), message);
    }
    byte[] noUnicode = withHeader(tensor("F64", "[1,1]", "0,8"), new byte[8]);
    noUnicode[Long.BYTES + 2] = (byte) 0xff;
    assertEquals("x is damaged: its header can't be read", refused(noUnicode));
  }

  @Test
  void overlapsAndGapsAreRefused() {
    for (int from : List.of(0, 4, 9)) {
      String two =
          "{"
              + entry("a", "F64", "[1,1]", "0,8")
              + ","
              + entry("b", "F64", "[1,1]", from + "," + (from + 8))
              + "}";
      assertEquals(
          "x is damaged: its header puts b in a wrong place",
          refused(withHeader(two, new byte[from + 8])));
    }
  }

  @Test
  void foreignFilesAreRefused() throws IOException {
    ByteBuffer endless = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
    ByteBuffer negative = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-8);
    for (byte[] foreign :
        List.of(
            new byte[0],
            new byte[8],
            "Zoë, Eva, Anna and many others".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13},
            endless.put((byte) '{').array(),
            negative.put((byte) '{').array())) {
      Files.write(file, foreign);
      IOException e = assertThrows(IOException.class, () -> ModelFile.load(fresh, file));
      assertEquals(
          file + " is not a saved model: it doesn't begin like a safetensors file, or it was cut",
          e.getMessage());
    }
  }

  @Test
  void theChecksumOfAnEarlierFileStillGuardsItsNumbers() throws IOException {
    // given
    CRC32C crc = new CRC32C();
    crc.update(new byte[8]);
    String header =
        "{\"__metadata__\":{\"crc32c\":\""
            + Long.toHexString(crc.getValue())
            + "\"},"
            + tensor("F64", "[1,1]", "0,8").substring(1);
    // then
    assertEquals(1, read(withHeader(header, new byte[8])).size());
    String message = refused(withHeader(header, new byte[] {0, 0, 0, 1, 0, 0, 0, 0}));
    assertTrue(message.startsWith("x is damaged: its bytes are not those"), message);
  }

  // ---- sizes ------------------------------------------------------------------------------------

  private static String tooLarge(String header, long data) {
    byte[] bytes = withHeader(header);
    return assertThrows(
            IOException.class,
            () -> Contents.of(new ByteArrayInputStream(bytes), bytes.length + data, "x"))
        .getMessage();
  }

  @Test
  void whatIsTooLargeIsToldBeforeItIsRead() {
    // given more numbers than an array has, or than there is memory for; and a header without end
    assertEquals(
        "x can't be read: a, F64 65536×65536, is too large for Java",
        tooLarge(tensor("F64", "[65536,65536]", "0,34359738368"), 34359738368L));
    long rows = (Runtime.getRuntime().maxMemory() >> 30) + 1; // GB
    String many =
        LongStream.range(0, rows)
            .mapToObj(i -> entry("a" + i, "F64", "[16384,8192]", (i << 30) + "," + (i + 1 << 30)))
            .collect(Collectors.joining(",", "{", "}"));
    String message = tooLarge(many, rows << 30);
    assertTrue(
        message.startsWith("x can't be read: it needs " + rows * 1024 + " MB of memory"), message);
    ByteBuffer spaces = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
    spaces.putLong(2_000_000_000L).put((byte) '{');
    IOException e =
        assertThrows(
            IOException.class,
            () -> Contents.of(new ByteArrayInputStream(spaces.array()), 3_000_000_000L, "x"));
    assertTrue(e.getMessage().startsWith("x is not a saved model"), e.getMessage());
  }

  @Test
  void threeGigabytesThatNobodyWantsAreSkipped() throws IOException {
    // given: a file with a hole (no bytes on the disk), and a matrix behind it
    long large = 3L << 30;
    byte[] beginning =
        withHeader(
            "{"
                + entry("a", "U8", "[3,1073741824]", "0," + large)
                + ","
                + entry("b", "F32", "[2]", large + "," + (large + 8))
                + "}");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(0);
      sparse.write(beginning);
      sparse.seek(beginning.length + large);
      sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40});
    }
    // then
    assertArrayEquals(new double[] {1, 2}, ModelFile.read(file).get("b").data);
    // and when: nothing but the hole
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(0);
      sparse.setLength(large);
    }
    IOException e = assertThrows(IOException.class, () -> ModelFile.read(file));
    assertTrue(e.getMessage().startsWith(file + " is not a saved model"), e.getMessage());
  }
}
