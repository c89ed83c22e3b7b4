package unrolled.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import unrolled.Reference;
import unrolled.cell.Elman;
import unrolled.cell.Jordan;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.network.RecurrentNetwork;
import unrolled.sequence.Sequence;

/** Law: what was saved comes back bit for bit, or the weights stay as they are. */
class ModelFileTest {
  @TempDir Path folder;
  private Path file;
  private final RecurrentNetwork trained = RecurrentNetwork.last(new Elman(3, 4), 2);
  private final RecurrentNetwork fresh = RecurrentNetwork.last(new Elman(3, 4), 2);

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.safetensors");
    trained.init(1);
    trained.params().get(0).value.set(0, 0, -0.0);
    trained.params().get(0).value.set(0, 1, Double.MIN_VALUE);
    trained.params().get(0).value.set(0, 2, -Double.MAX_VALUE);
    ModelFile.save(trained, file);
    trained.params().get(0).value.set(0, 2, 0.25);
    ModelFile.save(trained, file);
    fresh.init(2);
  }

  private static long[] bits(Weights weights) {
    return weights.params().stream()
        .flatMapToDouble(p -> Arrays.stream(p.value.data, 0, p.value.getNumElements()))
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatWasSavedComesBackBitForBit() throws IOException {
    // when
    ModelFile.load(fresh, file);
    // then
    assertArrayEquals(bits(trained), bits(fresh));
    Sequence x = Sequence.symbols(3, new int[] {0, 2, 1});
    assertArrayEquals(trained.forward(x).data, fresh.forward(x).data);
    assertEquals(List.of("model.safetensors"), files());
  }

  @Test
  void theFileIsASafetensorsFile() throws IOException {
    // given
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    // when
    byte[] header = new byte[(int) bytes.getLong()];
    bytes.get(header);
    // then
    String json = new String(header, StandardCharsets.UTF_8);
    assertTrue(json.startsWith("{\"__metadata__\":{\"crc32c\":\""), json);
    assertTrue(
        json.stripTrailing()
            .endsWith(
                "\"rnn.cell.input.w\":{\"dtype\":\"F64\",\"shape\":[3,4],\"data_offsets\":[0,96]},"
                    + "\"rnn.cell.input.b\":{\"dtype\":\"F64\",\"shape\":[1,4],\"data_offsets\":[96,128]},"
                    + "\"rnn.cell.u\":{\"dtype\":\"F64\",\"shape\":[4,4],\"data_offsets\":[128,256]},"
                    + "\"out.w\":{\"dtype\":\"F64\",\"shape\":[4,2],\"data_offsets\":[256,320]},"
                    + "\"out.b\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[320,336]}}"),
        json);
    assertEquals(0, header.length % 8);
    assertEquals(336, bytes.remaining());
    assertEquals(0.25, bytes.getDouble(bytes.position() + 16));
  }

  @Test
  void whatPythonSavedIsRead() throws IOException {
    // given
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(3, 4), 5);
    // when
    ModelFile.load(network, Reference.FOLDER.resolve("io/by-python.safetensors"));
    // then
    Reference.read(Reference.FOLDER.resolve("io/by-python.json"))
        .forEach(
            (name, expected) ->
                assertArrayEquals(expected.data, network.named().get(name).value.data, name));
  }

  @Test
  void anotherNetworksFileIsRefusedWithEveryDifference() throws IOException {
    // given
    RecurrentNetwork other = RecurrentNetwork.last(new Jordan(3, 4, 2), 3);
    other.init(3);
    long[] before = bits(other);
    // when
    var e = assertThrows(IllegalArgumentException.class, () -> ModelFile.load(other, file));
    // then
    assertEquals(
        file
            + " was saved from another network: rnn.cell.u is 4×4 in the file, 2×4 here; the file"
            + " has no rnn.cell.v (4×2 here); the file has no rnn.cell.c (1×2 here); out.w is 4×2"
            + " in the file, 2×3 here; out.b is 1×2 in the file, 1×3 here",
        e.getMessage());
    assertArrayEquals(before, bits(other));

    RecurrentNetwork smaller = RecurrentNetwork.withoutReadout(new Elman(3, 4));
    e = assertThrows(IllegalArgumentException.class, () -> ModelFile.load(smaller, file));
    assertTrue(
        e.getMessage()
            .endsWith(
                "the file has out.w (4×2), unknown here; the file has out.b (1×2), unknown here"),
        e.getMessage());
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
  void noByteCanChangeUnnoticed() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    long[] before = bits(fresh);
    long[] saved = bits(trained);
    for (int i = 0; i < whole.length; i++) {
      // given
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) (1 << i % 8);
      Files.write(file, damaged);
      // when
      boolean refused = false;
      try {
        ModelFile.load(fresh, file);
      } catch (IOException | IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        refused = true;
      }
      // then: nothing was loaded, or (a letter of the checksum's name fell) the right numbers
      assertArrayEquals(refused ? before : saved, bits(fresh));
      fresh.init(2);
    }
  }

  @Test
  void foreignFilesAreRefused() throws IOException {
    ByteBuffer endless = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
    for (byte[] foreign :
        List.of(
            new byte[0],
            "Zoë, Eva, Anna and many others".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13},
            endless.array())) {
      Files.write(file, foreign);
      IOException e = assertThrows(IOException.class, () -> ModelFile.load(fresh, file));
      assertEquals(
          file + " is not a saved model: it doesn't begin like a safetensors file, or it was cut",
          e.getMessage());
    }
  }

  @Test
  void headersThatSayNonsenseAreRefused() throws IOException {
    String[][] headers = {
      {"{\"a\":null}", "a is not a matrix of 32-bit or 64-bit floats, but null"},
      {
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[1,1],\"data_offsets\":[0,2]}}",
        "a is not a matrix of 32-bit or 64-bit floats, but"
            + " {\"dtype\":\"F16\",\"shape\":[1,1],\"data_offsets\":[0,2]}"
      },
      {
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[null,1],\"data_offsets\":[0,8]}}", "a is not a matrix"
      },
      {"{\"a\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]}}", "a is not a matrix"},
      {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,8]}}", "its header puts a in"
      },
      {
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[null,8]}}", "a is not a matrix"
      },
      {
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1,1],\"data_offsets\":[8,16]}}",
        "its header puts a in"
      },
      {
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[65536,65536],\"data_offsets\":[0,34359738368]}}",
        "it has 0 bytes of numbers, and should have 34359738368"
      },
      {"{\"a\":[]}", "its header can't be read"},
      {"{'a':1}", "its header can't be read"},
      {"{} {}", "its header can't be read"},
      {"{\"a\"", "its header can't be read"},
    };
    for (String[] header : headers) {
      ByteBuffer bytes = ByteBuffer.allocate(8 + header[0].length()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(header[0].length()).put(header[0].getBytes(StandardCharsets.UTF_8));
      Files.write(file, bytes.array());
      IOException e = assertThrows(IOException.class, () -> ModelFile.load(fresh, file));
      assertTrue(e.getMessage().startsWith(file + " is damaged: " + header[1]), e.getMessage());
    }
  }

  @Test
  void aMissingFileOrFolderIsTold() {
    Path none = folder.resolve("none.safetensors");
    var e = assertThrows(NoSuchFileException.class, () -> ModelFile.load(fresh, none));
    assertEquals("there is no file " + none, e.getMessage());
    Path nowhere = folder.resolve("nowhere");
    e =
        assertThrows(
            NoSuchFileException.class,
            () -> ModelFile.save(trained, nowhere.resolve("m.safetensors")));
    assertEquals(
        "there is no folder " + nowhere + " to save the model in: create it first", e.getMessage());
  }

  @Test
  void aSaveReplacesTheFileAndNeverWritesIntoIt() throws IOException {
    // given: whoever holds the old file
    byte[] before = Files.readAllBytes(file);
    Path held = Files.createLink(folder.resolve("held"), file);
    // when
    ModelFile.save(fresh, file);
    // then
    assertArrayEquals(before, Files.readAllBytes(held));
    ModelFile.load(trained, file);
    assertArrayEquals(bits(fresh), bits(trained));
  }

  @Test
  void aSaveThatFailsLeavesWhatWasThereAndNothingElse() throws IOException {
    // given: something that can't be replaced stands there
    Path taken = Files.createDirectory(folder.resolve("taken"));
    Files.writeString(taken.resolve("precious"), "keep me");
    // when
    assertThrows(FileSystemException.class, () -> ModelFile.save(trained, taken));
    // then
    assertEquals("keep me", Files.readString(taken.resolve("precious")));
    assertEquals(List.of("model.safetensors", "taken"), files());
  }

  @Test
  @SuppressWarnings({"UnusedVariable", "HidingField"}) // in a notebook nobody warns of it
  void twoParametersOfOneNameAreNotSaved() {
    class Layer extends Weights {
      final Param w = param(1, 1);
    }
    class Again extends Layer {
      final Param w = param(1, 1);
    }
    var e = assertThrows(IllegalArgumentException.class, () -> ModelFile.save(new Again(), file));
    assertEquals(
        "two parameters have the same name, so they can't be told apart in a file; the names are"
            + " [w]",
        e.getMessage());
  }
}
