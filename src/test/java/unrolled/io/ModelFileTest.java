package unrolled.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.Reference;
import unrolled.attention.AttentiveCell;
import unrolled.attention.DotAttention;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Jordan;
import unrolled.cell.Lstm;
import unrolled.layer.Activation;
import unrolled.layer.Dropout;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.network.Convolution;
import unrolled.network.RecurrentNetwork;
import unrolled.seq2seq.Bridge;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.InputDropout;
import unrolled.sequence.Pooling;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Residual;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;

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

  private static long[] bits(double[] x) {
    return Arrays.stream(x).mapToLong(Double::doubleToRawLongBits).toArray();
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
    assertTrue(json.startsWith("{\"__metadata__\":{\"note\":\"Unrolled wrote this file. "), json);
    assertTrue(
        json.stripTrailing()
            .endsWith(
                ",\"network\":\"RecurrentNetwork\",\"network.out\":\"Linear\","
                    + "\"network.readout\":\"LAST\",\"network.rnn\":\"Unroll\","
                    + "\"network.rnn.cell\":\"Elman\",\"network.rnn.cell.f\":\"TANH\","
                    + "\"network.rnn.cell.input\":\"Linear\",\"network.rnn.cell.n\":\"4\","
                    + "\"network.rnn.reverse\":\"false\"},"
                    + "\"rnn.cell.input.w\":{\"dtype\":\"F64\",\"shape\":[3,4],\"data_offsets\":[0,96]},"
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
            + " was saved from another network: network.rnn.cell is Elman in the file, Jordan here;"
            + " rnn.cell.u is 4×4 in the file, 2×4 here; the file"
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

  // ---- what the weights mean --------------------------------------------------------------------

  private static RecurrentNetwork last(Cell<?> cell) {
    return RecurrentNetwork.last(cell, 2);
  }

  private static Stream<Arguments> networksOfTheSameShapes() {
    return Stream.of(
        arguments(
            last(Gru.cho(3, 4)),
            last(Gru.chung(3, 4)),
            "network.rnn.cell.zKeeps is true in the file, false here"),
        arguments(
            last(GruResetAfter.cho(3, 4)),
            last(GruResetAfter.chung(3, 4)),
            "network.rnn.cell.zKeeps is true in the file, false here"),
        arguments(
            last(new Elman(3, 4)),
            last(new Elman(3, 4, Activation.RELU)),
            "network.rnn.cell.f is TANH in the file, RELU here"),
        arguments(
            last(new Elman(3, 4)),
            RecurrentNetwork.everyStep(new Elman(3, 4), 2),
            "network.readout is LAST in the file, EVERY_STEP here"),
        arguments(
            RecurrentNetwork.pooled(Pooling.MEAN, new Unroll<>(new Elman(3, 4)), 2),
            RecurrentNetwork.pooled(Pooling.MAX, new Unroll<>(new Elman(3, 4)), 2),
            "network.readout is MEAN in the file, MAX here"),
        arguments(
            new Unroll<>(new Elman(3, 4)),
            Unroll.reverse(new Elman(3, 4)),
            "network.reverse is false in the file, true here"),
        arguments(
            new Residual(new Unroll<>(new Elman(4, 4))),
            new InputDropout(Dropout.everyStep(0.5, 1), new Unroll<>(new Elman(4, 4))),
            "network is Residual in the file, InputDropout here"),
        arguments(
            new Convolution(6, 2, 3, 2),
            new Convolution(4, 3, 3, 2),
            "network.k is 2 in the file, 3 here; network.vocabulary is 6 in the file, 4 here"),
        arguments(
            new AttentiveCell<>(new Elman(7, 4), DotAttention.plain(4)),
            new AttentiveCell<>(new Elman(7, 4), DotAttention.scaled(4)),
            "network.attention.a is 1 in the file, 0.5 here"),
        arguments(
            Bridge.learnt(new Unroll<>(new Lstm(1, 2)), new Unroll<>(new Lstm(1, 2)), 0),
            Bridge.learnt(new Unroll<>(new Lstm(1, 2)), new Unroll<>(new Lstm(1, 2)), 1),
            "network.from is [0] in the file, [1] here"));
  }

  @ParameterizedTest
  @MethodSource("networksOfTheSameShapes")
  void aFileSaysWhatItIsAndOtherNetworksOfTheSameShapesRefuseIt(
      Weights saved, Weights other, String difference) throws IOException {
    // given
    saved.init(1);
    other.init(2);
    ModelFile.save(saved, file);
    long[] before = bits(other);
    // when
    var e = assertThrows(IllegalArgumentException.class, () -> ModelFile.load(other, file));
    // then
    assertEquals(file + " was saved from another network: " + difference, e.getMessage());
    assertArrayEquals(before, bits(other));
    ModelFile.load(saved, file);
  }

  @Test
  void whatOnlyTrainingNeedsIsNoDifference() throws IOException {
    // given
    Recurrent there =
        new InputDropout(Dropout.everyStep(0.5, 1), new Unroll<>(Gru.cho(3, 4).keepBias(2)));
    Recurrent here = new InputDropout(Dropout.everyStep(0.25, 2), new Unroll<>(Gru.cho(3, 4)));
    there.init(1);
    // when
    ModelFile.save(there, file);
    ModelFile.load(here, file);
    // then
    assertArrayEquals(bits(there), bits(here));
  }

  @Test
  void whoSaysNothingAboutTheNetworkIsBelieved() throws IOException {
    // given: matrices by name
    Gru cho = Gru.cho(3, 4);
    Gru chung = Gru.chung(3, 4);
    cho.init(1);
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    cho.named().forEach((name, p) -> matrices.put(name, p.value));
    // when
    ModelFile.save(matrices, file);
    ModelFile.load(chung, file);
    // then
    assertArrayEquals(bits(cho), bits(chung));
  }

  @Test
  @SuppressWarnings("UnusedVariable")
  void aClassWithoutANameIsCalledByTheOneThatItExtends() throws IOException {
    class Mine extends Weights {
      final int k;
      final Param w = param(1, 1);

      Mine(int k) {
        this.k = k;
      }
    }
    // given
    ModelFile.save(new Mine(1) {}, file);
    // then
    ModelFile.load(new Mine(1), file);
    var e = assertThrows(IllegalArgumentException.class, () -> ModelFile.load(new Mine(2), file));
    assertTrue(e.getMessage().endsWith("network: network.k is 1 in the file, 2 here"));
    assertEquals(Set.of("w"), new Mine(1).named().keySet());
  }

  // ---- shared weights ---------------------------------------------------------------------------

  private static RecurrentNetwork bothWays(Cell<?> forward, Cell<?> backward) {
    return RecurrentNetwork.last(new Bidirectional(forward, backward), 2);
  }

  private static RecurrentNetwork bothWaysWithOneCell() {
    Elman cell = new Elman(2, 3);
    return bothWays(cell, cell);
  }

  @Test
  void weightsThatAreUsedInTwoPlacesAreSavedOnce() throws IOException {
    // given
    RecurrentNetwork shared = bothWaysWithOneCell();
    RecurrentNetwork again = bothWaysWithOneCell();
    shared.init(1);
    // when
    ModelFile.save(shared, file);
    ModelFile.load(again, file);
    // then
    assertEquals(
        List.of(
            "rnn.forwardLayer.cell.input.w",
            "rnn.forwardLayer.cell.input.b",
            "rnn.forwardLayer.cell.u",
            "out.w",
            "out.b"),
        List.copyOf(ModelFile.read(file).keySet()));
    assertArrayEquals(bits(shared), bits(again));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ModelFile.load(bothWays(new Elman(2, 3), new Elman(2, 3)), file));
    assertEquals(
        file
            + " was saved from another network: the file has no rnn.backwardLayer.cell.input.w (2×3"
            + " here); the file has no rnn.backwardLayer.cell.input.b (1×3 here); the file has no"
            + " rnn.backwardLayer.cell.u (3×3 here)",
        e.getMessage());
  }

  @Test
  void aStackOfOneLayerTwiceComesBack() throws IOException {
    // given
    Unroll<?> layer = new Unroll<>(new Elman(3, 3));
    Unroll<?> other = new Unroll<>(new Elman(3, 3));
    layer.init(1);
    // when
    ModelFile.save(new Stacked(layer, layer), file);
    ModelFile.load(new Stacked(other, other), file);
    // then
    assertEquals(3, ModelFile.read(file).size());
    assertArrayEquals(bits(layer), bits(other));
  }

  @Test
  void aFileWithBothNamesOfSharedWeightsIsReadIfTheyAreEqual() throws IOException {
    // given: weights of two cells
    RecurrentNetwork two = bothWays(new Elman(2, 3), new Elman(2, 3));
    RecurrentNetwork one = bothWaysWithOneCell();
    two.init(1);
    one.init(2);
    long[] before = bits(one);
    ModelFile.save(two, file);
    // then
    var e = assertThrows(IllegalArgumentException.class, () -> ModelFile.load(one, file));
    assertEquals(
        file
            + " was saved from another network: rnn.backwardLayer.cell.input.w is not"
            + " rnn.forwardLayer.cell.input.w in the file, and they are one matrix here;"
            + " rnn.backwardLayer.cell.input.b is not rnn.forwardLayer.cell.input.b in the file,"
            + " and they are one matrix here; rnn.backwardLayer.cell.u is not"
            + " rnn.forwardLayer.cell.u in the file, and they are one matrix here",
        e.getMessage());
    assertArrayEquals(before, bits(one));
    // when
    Map<String, Param> named = two.named();
    named.forEach((name, p) -> p.value.setTo(named.get(name.replace("backward", "forward")).value));
    ModelFile.save(two, file);
    ModelFile.load(one, file);
    // then
    assertArrayEquals(
        named.get("rnn.backwardLayer.cell.u").value.data,
        one.named().get("rnn.forwardLayer.cell.u").value.data);
  }

  // ---- older versions, other programs -----------------------------------------------------------

  @Test
  void whatWasSavedEarlierIsRead() throws IOException {
    // given: when Bidirectional called its layers ahead and back, and shared weights were saved
    // twice
    Path old = Reference.FOLDER.resolve("io/earlier.safetensors");
    Map<String, DMatrixRMaj> saved = ModelFile.read(old);
    RecurrentNetwork one = bothWaysWithOneCell();
    RecurrentNetwork two = bothWays(new Elman(2, 3), new Elman(2, 3));
    // when
    ModelFile.load(one, old);
    ModelFile.load(two, old);
    // then
    assertEquals(8, saved.size());
    saved.forEach(
        (name, m) -> {
          String now = name.replace("ahead", "forwardLayer").replace("back", "backwardLayer");
          assertArrayEquals(m.data, two.named().get(now).value.data, name);
          Param shared = one.named().get(now.replace("backward", "forward"));
          assertArrayEquals(m.data, shared.value.data, name);
        });
  }

  @Test
  void whatIsNoMatrixOfFloatsIsPassedOver() throws IOException {
    // given: an LSTM beside an integer, truth values, three dimensions, halves, and nothing
    Path mixed = Reference.FOLDER.resolve("io/mixed.safetensors");
    // when
    Map<String, DMatrixRMaj> read = ModelFile.read(mixed);
    // then
    Set<String> names = new HashSet<>();
    Reference.read(Reference.FOLDER.resolve("io/mixed.json"))
        .forEach(
            (name, expected) -> {
              names.add(name);
              assertArrayEquals(expected.data, read.get(name).data, name);
            });
    assertEquals(names, read.keySet());
    assertEquals(4, names.size());
    assertEquals(3, PyTorch.lstm(PyTorch.under("rnn.", read)).outputs());
  }

  @Test
  @SuppressWarnings("UnusedVariable")
  void aMatrixThatWasPassedOverIsNamedWhenItIsNeeded() {
    class Half extends Weights {
      final Param weight = param(2, 2);
    }
    class Module extends Weights {
      final Half half = part(new Half());
      final Param temperature = param(1, 1);
    }
    Path mixed = Reference.FOLDER.resolve("io/mixed.safetensors");
    // when
    var e = assertThrows(IllegalArgumentException.class, () -> ModelFile.load(new Module(), mixed));
    // then
    assertTrue(
        e.getMessage()
            .startsWith(
                mixed
                    + " was saved from another network: half.weight is F16 2×2 in the file, 2×2"
                    + " here; temperature is one F64 in the file, 1×1 here; the file has rnn."),
        e.getMessage());
    assertEquals(5, new Module().parameterCount());
  }

  // ---- what can't be saved, and what can --------------------------------------------------------

  @Test
  void whatNobodyCouldReadAgainIsNotSaved() throws IOException {
    byte[] before = Files.readAllBytes(file);
    DMatrixRMaj m = new DMatrixRMaj(1, 1);
    Map<String, DMatrixRMaj> missing = new LinkedHashMap<>();
    missing.put("a", null);
    Map<String, DMatrixRMaj> nameless = new LinkedHashMap<>();
    nameless.put(null, m);
    assertEquals(
        "a matrix can't be saved under the name __metadata__: give it another one",
        refused(Map.of("__metadata__", m)));
    assertEquals(
        "a matrix can't be saved under the name null: give it another one", refused(nameless));
    assertEquals(
        "a matrix can't be saved under the name \"x\ud83d\", which has half a character in it (a"
            + " surrogate without its other half)",
        refused(Map.of("x\ud83d", m)));
    assertEquals(
        "a is 0×5: a matrix needs at least one row and one column to be saved",
        refused(Map.of("a", new DMatrixRMaj(0, 5))));
    assertEquals(
        "a is 5×0: a matrix needs at least one row and one column to be saved",
        refused(Map.of("a", new DMatrixRMaj(5, 0))));
    assertEquals(
        "a is null: a matrix needs at least one row and one column to be saved", refused(missing));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  private String refused(Map<String, DMatrixRMaj> matrices) {
    return assertThrows(IllegalArgumentException.class, () -> ModelFile.save(matrices, file))
        .getMessage();
  }

  @Test
  void anyOtherNameComesBack() throws IOException {
    // given
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    for (String name :
        List.of(
            "",
            " ",
            "../../a/b\\c",
            "\"quoted\"",
            "a\nb\0c\u2028",
            "<&'=>",
            "größe 大 \ud83d\ude00",
            "note",
            "sha256",
            "network",
            "crc32c",
            "{\"a\":1}",
            "__metadata__.x",
            "x".repeat(70_000))) {
      matrices.put(name, new DMatrixRMaj(1, 1, true, matrices.size()));
    }
    // when
    ModelFile.save(matrices, file);
    Map<String, DMatrixRMaj> read = ModelFile.read(file);
    // then
    assertEquals(List.copyOf(matrices.keySet()), List.copyOf(read.keySet()));
    matrices.forEach((name, m) -> assertArrayEquals(m.data, read.get(name).data, name));
  }

  @Test
  void everyBitOfEveryNumberComesBack() throws IOException {
    // given: what is no number too, with its payload; and more than one piece of a file
    DMatrixRMaj special =
        new DMatrixRMaj(
            1,
            6,
            true,
            Double.longBitsToDouble(0x7ff8000000000123L),
            Double.longBitsToDouble(0xfff8000000000001L),
            Double.NEGATIVE_INFINITY,
            -0.0,
            Double.longBitsToDouble(1),
            -Double.MAX_VALUE);
    DMatrixRMaj large = Init.gaussian(new DMatrixRMaj(173, 211), 1, new Rng(1));
    DMatrixRMaj roomy = new DMatrixRMaj(10, 10);
    roomy.reshape(1, 2);
    roomy.set(0, 1, 3);
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    matrices.put("special", special);
    matrices.put("large", large);
    matrices.put("roomy", roomy);
    // when
    ModelFile.save(matrices, file);
    Map<String, DMatrixRMaj> read = ModelFile.read(file);
    // then
    assertArrayEquals(bits(special.data), bits(read.get("special").data));
    assertArrayEquals(bits(large.data), bits(read.get("large").data));
    assertArrayEquals(new double[] {0, 3}, read.get("roomy").data);
  }

  @Test
  void aMatrixOfTwoGigabytesHasItsPlaceInTheHeader() throws IOException {
    // given: the shape alone, for who has so much memory
    DMatrixRMaj large = new DMatrixRMaj(1, 1);
    large.numRows = 16384;
    large.numCols = 16384;
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    matrices.put("first", large);
    matrices.put("second", large);
    // when
    Header header = Header.of(matrices, Map.of());
    // then
    assertEquals(
        "{\"__metadata__\":{},\"first\":{\"dtype\":\"F64\",\"shape\":[16384,16384],"
            + "\"data_offsets\":[0,2147483648]},\"second\":{\"dtype\":\"F64\","
            + "\"shape\":[16384,16384],\"data_offsets\":[2147483648,4294967296]}}",
        new String(header.toBytes(), StandardCharsets.UTF_8).strip());
    assertEquals(header, Header.parse(header.toBytes(), 1L << 32));
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
