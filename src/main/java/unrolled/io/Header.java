package unrolled.io;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * The header of a safetensors file: for each name what stands where in the data.
 *
 * <pre>{@code
 * {"__metadata__": {"crc32c": "1a2b3c4d"},
 *  "out.w": {"dtype": "F64", "shape": [16, 2], "data_offsets": [0, 256]}}
 * }</pre>
 *
 * @param tensors by name, in the order of the data
 * @param checksum of the data, or null if the file has none (it is an addition of ours)
 */
record Header(Map<String, Tensor> tensors, String checksum) {
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "crc32c";
  private static final String TYPE = "F64";
  private static final String SINGLE = "F32";
  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  /**
   * One matrix: the type of its numbers, its shape, and from where to where its bytes go. A shape
   * of one number, as other programs give it to a bias, is a matrix of one row.
   */
  record Tensor(
      String dtype, List<Integer> shape, @SerializedName("data_offsets") List<Long> offsets) {

    static Tensor of(DMatrixRMaj m, long from, long to) {
      return new Tensor(TYPE, List.of(m.getNumRows(), m.getNumCols()), List.of(from, to));
    }

    private boolean isMatrix() {
      return (TYPE.equals(dtype) || SINGLE.equals(dtype))
          && shape != null
          && (shape.size() == 1 || shape.size() == 2)
          && shape.stream().allMatch(n -> n != null && n > 0)
          && offsets != null
          && offsets.size() == 2
          && !offsets.contains(null);
    }

    private long from() {
      return offsets.get(0);
    }

    private long to() {
      return offsets.get(1);
    }

    private long bytes() {
      return (long) rows() * columns() * (isSingle() ? Float.BYTES : Double.BYTES);
    }

    private boolean isSingle() {
      return SINGLE.equals(dtype);
    }

    private int rows() {
      return shape.size() == 1 ? 1 : shape.get(0);
    }

    private int columns() {
      return shape.get(shape.size() - 1);
    }

    /** The matrix itself. */
    DMatrixRMaj read(ByteBuffer data) {
      DMatrixRMaj m = new DMatrixRMaj(rows(), columns());
      data.position(Math.toIntExact(from()));
      for (int i = 0; i < m.getNumElements(); i++) {
        m.data[i] = isSingle() ? data.getFloat() : data.getDouble();
      }
      return m;
    }
  }

  /** As JSON, filled up with spaces so that the data begins at a multiple of 8. */
  byte[] toBytes() {
    JsonObject root = new JsonObject();
    JsonObject metadata = new JsonObject();
    metadata.addProperty(CHECKSUM, checksum);
    root.add(METADATA, metadata);
    tensors.forEach((name, tensor) -> root.add(name, GSON.toJsonTree(tensor)));
    String json = GSON.toJson(root);
    int size = json.getBytes(StandardCharsets.UTF_8).length;
    return (json + " ".repeat((8 - size % 8) % 8)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a header that belongs to {@code dataSize} bytes of data.
   *
   * @throws IOException if it doesn't describe exactly these, as matrices of 32-bit or 64-bit
   *     floats
   */
  static Header parse(byte[] json, long dataSize) throws IOException {
    JsonObject root;
    String checksum = null;
    List<Map.Entry<String, Tensor>> tensors = new ArrayList<>();
    try {
      root = GSON.fromJson(new String(json, StandardCharsets.UTF_8), JsonObject.class);
      if (root.remove(METADATA) instanceof JsonObject metadata && metadata.has(CHECKSUM)) {
        checksum = metadata.get(CHECKSUM).getAsString();
      }
      for (String name : root.keySet()) {
        tensors.add(new SimpleEntry<>(name, GSON.fromJson(root.get(name), Tensor.class)));
      }
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("its header can't be read", e);
    }
    for (Map.Entry<String, Tensor> e : tensors) {
      if (e.getValue() == null || !e.getValue().isMatrix()) {
        throw new IOException(
            e.getKey()
                + " is not a matrix of 32-bit or 64-bit floats, but "
                + root.get(e.getKey()));
      }
    }
    tensors.sort(Comparator.comparingLong(e -> e.getValue().from()));
    Map<String, Tensor> inOrder = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, Tensor> e : tensors) {
      if (e.getValue().from() != end || e.getValue().to() - end != e.getValue().bytes()) {
        throw new IOException("its header puts " + e.getKey() + " in a wrong place");
      }
      end = e.getValue().to();
      inOrder.put(e.getKey(), e.getValue());
    }
    if (end != dataSize) {
      throw new IOException("it has " + dataSize + " bytes of numbers, and should have " + end);
    }
    return new Header(inOrder, checksum);
  }
}
