package unrolled.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;

/**
 * The header of a safetensors file: for each name what stands where in the data.
 *
 * <pre>{@code
 * {"__metadata__": {"network": "RecurrentNetwork"},
 *  "out.w": {"dtype": "F64", "shape": [16, 2], "data_offsets": [0, 256]}}
 * }</pre>
 *
 * @param tensors by name, in the order of the data, without a gap
 * @param metadata texts by name
 */
record Header(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** The longest header that the format allows. */
  static final int LONGEST = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final String DOUBLE = "F64";
  private static final String SINGLE = "F32";
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();
  private static final TypeToken<Map<String, Map<String, JsonElement>>> ENTRIES =
      new TypeToken<>() {};

  /** One tensor: the type of its numbers, its shape, and from where to where its bytes go. */
  record Tensor(String dtype, List<Long> shape, long from, long to) {

    /**
     * Whether it is what we read: 32-bit or 64-bit floats, in rows and columns, or in one row, as
     * other programs have a bias.
     */
    boolean isMatrix() {
      return isFloat() && (shape.size() == 1 || shape.size() == 2) && !shape.contains(0L);
    }

    /** Whether its numbers are 32-bit floats. */
    boolean isSingle() {
      return SINGLE.equals(dtype);
    }

    private boolean isFloat() {
      return isSingle() || DOUBLE.equals(dtype);
    }

    /** How many rows a matrix has. */
    long rows() {
      return shape.size() == 1 ? 1 : shape.get(0);
    }

    /** How many columns a matrix has. */
    long columns() {
      return shape.get(shape.size() - 1);
    }

    /** How many bytes there are of it. */
    long bytes() {
      return to - from;
    }

    /** Whether the bytes are as many as the shape needs; of types that we don't read, anything. */
    private boolean hasItsSize() {
      BigInteger size = BigInteger.valueOf(isSingle() ? Float.BYTES : Double.BYTES);
      for (long n : shape) {
        size = size.multiply(BigInteger.valueOf(n));
      }
      return !isFloat() || size.equals(BigInteger.valueOf(bytes()));
    }

    /** "F64 3×4". */
    @Override
    public String toString() {
      return shape.isEmpty()
          ? "one " + dtype
          : dtype + " " + shape.stream().map(n -> "" + n).collect(Collectors.joining("×"));
    }

    private JsonObject toJson() {
      JsonObject json = new JsonObject();
      json.addProperty("dtype", dtype);
      json.add("shape", GSON.toJsonTree(shape));
      json.add("data_offsets", GSON.toJsonTree(List.of(from, to)));
      return json;
    }
  }

  /**
   * The header for these matrices, one after the other.
   *
   * @throws IllegalArgumentException if the format can't hold them, or not under these names
   */
  static Header of(Map<String, DMatrixRMaj> matrices, Map<String, String> metadata) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, DMatrixRMaj> e : matrices.entrySet()) {
      String name = e.getKey();
      DMatrixRMaj m = e.getValue();
      requireName(name);
      if (m == null || m.getNumRows() < 1 || m.getNumCols() < 1) {
        throw new IllegalArgumentException(
            name
                + " is "
                + (m == null ? "null" : Shapes.of(m))
                + ": a matrix needs at least one row and one column to be saved");
      }
      long from = end;
      end += (long) m.getNumRows() * m.getNumCols() * Double.BYTES;
      List<Long> shape = List.of((long) m.getNumRows(), (long) m.getNumCols());
      tensors.put(name, new Tensor(DOUBLE, shape, from, end));
    }
    return new Header(tensors, metadata);
  }

  private static void requireName(String name) {
    if (name == null || name.equals(METADATA)) {
      throw new IllegalArgumentException(
          "a matrix can't be saved under the name " + name + ": give it another one");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw new IllegalArgumentException(
          "a matrix can't be saved under the name \""
              + name
              + "\", which has half a character in it (a surrogate without its other half)");
    }
  }

  /** As JSON, filled up with spaces so that the data begins at a multiple of 8. */
  byte[] toBytes() {
    JsonObject root = new JsonObject();
    root.add(METADATA, GSON.toJsonTree(metadata));
    tensors.forEach((name, tensor) -> root.add(name, tensor.toJson()));
    byte[] json = GSON.toJson(root).getBytes(StandardCharsets.UTF_8);
    int size = (json.length + 7) / 8 * 8;
    if (size > LONGEST) {
      throw new IllegalArgumentException(
          "the names of these " + tensors.size() + " matrices are too long for one file together");
    }
    ByteBuffer padded = ByteBuffer.allocate(size).put(json);
    while (padded.hasRemaining()) {
      padded.put((byte) ' ');
    }
    return padded.array();
  }

  /**
   * Reads a header that belongs to {@code dataSize} bytes of data.
   *
   * @throws IOException if it doesn't describe exactly these
   */
  static Header parse(byte[] json, long dataSize) throws IOException {
    Map<String, Map<String, JsonElement>> root;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      root = GSON.fromJson(text, ENTRIES);
    } catch (CharacterCodingException | JsonParseException | IllegalStateException e) {
      throw new IOException("its header can't be read", e);
    }
    Map<String, String> metadata = metadata(root.remove(METADATA));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, Map<String, JsonElement>> e : root.entrySet()) {
      tensors.put(e.getKey(), tensor(e.getKey(), e.getValue()));
    }
    return new Header(inOrder(tensors, dataSize), metadata);
  }

  private static Map<String, String> metadata(Map<String, JsonElement> entries) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (entries != null) {
      for (Map.Entry<String, JsonElement> e : entries.entrySet()) {
        if (!(e.getValue() instanceof JsonPrimitive text && text.isString())) {
          throw new IOException(
              "its header should have a text under " + e.getKey() + ", and has " + e.getValue());
        }
        metadata.put(e.getKey(), text.getAsString());
      }
    }
    return metadata;
  }

  private static Tensor tensor(String name, Map<String, JsonElement> entry) throws IOException {
    if (entry != null
        && entry.get("dtype") instanceof JsonPrimitive dtype
        && dtype.isString()
        && entry.get("shape") instanceof JsonArray shape
        && isCounts(shape)
        && entry.get("data_offsets") instanceof JsonArray offsets
        && isCounts(offsets)
        && offsets.size() == 2) {
      return new Tensor(
          dtype.getAsString(),
          shape.asList().stream().map(JsonElement::getAsLong).toList(),
          offsets.get(0).getAsLong(),
          offsets.get(1).getAsLong());
    }
    throw new IOException("its header describes " + name + " as " + entry + ", which is no tensor");
  }

  /** Whether all are whole numbers, none below 0; a long holds 18 digits. */
  private static boolean isCounts(JsonArray numbers) {
    return numbers.asList().stream()
        .allMatch(
            n ->
                n instanceof JsonPrimitive number
                    && number.isNumber()
                    && number.getAsString().matches("[0-9]{1,18}"));
  }

  private static Map<String, Tensor> inOrder(Map<String, Tensor> tensors, long dataSize)
      throws IOException {
    List<Map.Entry<String, Tensor>> sorted = new ArrayList<>(tensors.entrySet());
    sorted.sort(
        Map.Entry.comparingByValue(
            Comparator.comparingLong(Tensor::from).thenComparingLong(Tensor::to)));
    Map<String, Tensor> inOrder = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, Tensor> e : sorted) {
      Tensor tensor = e.getValue();
      if (tensor.from() != end || tensor.to() < end) {
        throw new IOException("its header puts " + e.getKey() + " in a wrong place");
      }
      if (!tensor.hasItsSize()) {
        throw new IOException(
            "its header gives " + e.getKey() + ", " + tensor + ", " + tensor.bytes() + " bytes");
      }
      end = tensor.to();
      inOrder.put(e.getKey(), tensor);
    }
    if (end != dataSize) {
      throw new IOException("it has " + dataSize + " bytes of numbers, and should have " + end);
    }
    return inOrder;
  }
}
