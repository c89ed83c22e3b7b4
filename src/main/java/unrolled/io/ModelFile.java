package unrolled.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Param;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;

/**
 * A trained model as one file, so that it is still there tomorrow.
 *
 * <pre>{@code
 * ModelFile.save(network, Path.of("names.safetensors"));
 * // tomorrow: build the same network, then
 * ModelFile.load(network, Path.of("names.safetensors"));
 * }</pre>
 *
 * <p>The file holds the weights, bit for bit, under the names of {@link Weights#named()}; what the
 * network looks like is in the program. Its format is safetensors, which PyTorch and many others
 * read: the header's length, the header in JSON, the numbers as 64-bit floats, row by row. {@link
 * #read} also reads what other programs saved, in 32-bit floats, too; {@link PyTorch} knows their
 * names.
 */
public final class ModelFile {
  private ModelFile() {}

  /**
   * Writes all weights into a file, whole or not at all: a file that is there already is replaced
   * only when the new one is complete.
   */
  public static void save(Weights weights, Path file) throws IOException {
    Map<String, Param> named = weights.named();
    if (named.size() != weights.params().size()) {
      throw new IllegalArgumentException(
          "two parameters have the same name, so they can't be told apart in a file; the names are "
              + named.keySet());
    }
    Map<String, DMatrixRMaj> matrices = new LinkedHashMap<>();
    named.forEach((name, p) -> matrices.put(name, p.value));
    save(matrices, file);
  }

  /** Writes matrices by name, in the map's order. */
  public static void save(Map<String, DMatrixRMaj> matrices, Path file) throws IOException {
    int count = matrices.values().stream().mapToInt(DMatrixRMaj::getNumElements).sum();
    ByteBuffer data = littleEndian(Math.multiplyExact(count, Double.BYTES));
    Map<String, Header.Tensor> tensors = new LinkedHashMap<>();
    matrices.forEach(
        (name, m) -> {
          long from = data.position();
          for (int i = 0; i < m.getNumElements(); i++) {
            data.putDouble(m.data[i]);
          }
          tensors.put(name, Header.Tensor.of(m, from, data.position()));
        });
    data.flip();
    byte[] header = new Header(tensors, checksum(data)).toBytes();
    ByteBuffer length = littleEndian(Long.BYTES).putLong(header.length).flip();
    replace(file.toAbsolutePath(), length, ByteBuffer.wrap(header), data);
  }

  /** Writes beside the file first, so that nobody ever sees half of it. */
  private static void replace(Path file, ByteBuffer... contents) throws IOException {
    if (!Files.isDirectory(file.getParent())) {
      throw new NoSuchFileException(
          "there is no folder " + file.getParent() + " to save the model in: create it first");
    }
    Path beside =
        file.resolveSibling(file.getFileName() + "." + Long.toHexString(System.nanoTime()) + "~");
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (ByteBuffer part : contents) {
          while (part.hasRemaining()) {
            channel.write(part);
          }
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Reads all weights from a file. When the file is damaged, or was saved from another network, the
   * weights stay as they are.
   *
   * @throws IOException if there is no such file, or it is damaged, or no saved model at all
   * @throws IllegalArgumentException if it is another network's; the message says what differs
   */
  public static void load(Weights weights, Path file) throws IOException {
    Map<String, DMatrixRMaj> saved = read(file);
    Map<String, Param> named = weights.named();
    List<String> differences = differences(named, saved);
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          file + " was saved from another network: " + String.join("; ", differences));
    }
    named.forEach((name, p) -> p.value.setTo(saved.get(name)));
  }

  /**
   * Reads all matrices of a file, by name, in the file's order; a vector is a matrix of one row.
   *
   * @throws IOException if there is no such file, or it is damaged, or not in this format
   */
  public static Map<String, DMatrixRMaj> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException("there is no file " + file.toAbsolutePath());
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.remaining() < Long.BYTES ? -1 : bytes.getLong();
    if (length < 2 || length > bytes.remaining() || bytes.get(bytes.position()) != '{') {
      throw new IOException(
          file + " is not a saved model: it doesn't begin like a safetensors file, or it was cut");
    }
    byte[] json = new byte[(int) length];
    bytes.get(json);
    ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    Map<String, DMatrixRMaj> saved = new LinkedHashMap<>();
    try {
      Header header = Header.parse(json, data.remaining());
      if (header.checksum() != null && !header.checksum().equals(checksum(data))) {
        throw new IOException("its numbers are not those that were saved");
      }
      header.tensors().forEach((name, tensor) -> saved.put(name, tensor.read(data)));
    } catch (IOException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
    return saved;
  }

  private static List<String> differences(
      Map<String, Param> named, Map<String, DMatrixRMaj> saved) {
    List<String> differences = new ArrayList<>();
    named.forEach(
        (name, p) -> {
          DMatrixRMaj there = saved.get(name);
          if (there == null) {
            differences.add("the file has no " + name + " (" + Shapes.of(p.value) + " here)");
          } else if (!Shapes.of(there).equals(Shapes.of(p.value))) {
            differences.add(
                name + " is " + Shapes.of(there) + " in the file, " + Shapes.of(p.value) + " here");
          }
        });
    saved.forEach(
        (name, there) -> {
          if (!named.containsKey(name)) {
            differences.add("the file has " + name + " (" + Shapes.of(there) + "), unknown here");
          }
        });
    return differences;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String checksum(ByteBuffer data) {
    CRC32C crc = new CRC32C();
    crc.update(data.duplicate());
    return Long.toHexString(crc.getValue());
  }
}
