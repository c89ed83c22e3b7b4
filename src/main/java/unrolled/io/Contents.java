package unrolled.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * What a safetensors file holds.
 *
 * @param matrices those of 32-bit and 64-bit floats, by name, in the file's order
 * @param others what is no such matrix: whole numbers, single numbers, more than two dimensions
 * @param metadata texts by name
 */
record Contents(
    Map<String, DMatrixRMaj> matrices,
    Map<String, Header.Tensor> others,
    Map<String, String> metadata) {
  private static final int MOST_NUMBERS = Integer.MAX_VALUE - 8; // in a Java array

  /**
   * Reads a file.
   *
   * @throws IOException if there is no such file, or it is damaged, or not in this format
   */
  static Contents of(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException("there is no file " + file.toAbsolutePath());
    }
    if (!Files.isRegularFile(file)) {
      String what = Files.isDirectory(file) ? "a folder" : "a device, a pipe or something like it";
      throw new FileSystemException(file + " is " + what + ", not a saved model");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return of(in, Files.size(file), file.toString());
    } catch (AccessDeniedException e) {
      throw new AccessDeniedException(file + " may not be read by you");
    }
  }

  /** Reads a stream of so many bytes; the file's name is for messages. */
  static Contents of(InputStream in, long size, String file) throws IOException {
    byte[] beginning = beginning(in, size, file);
    Header header;
    Checksum checksum;
    try {
      byte[] json = Arrays.copyOfRange(beginning, Long.BYTES, beginning.length);
      header = Header.parse(json, size - beginning.length);
      checksum = Checksum.of(beginning, header.metadata());
    } catch (IOException e) {
      throw damaged(file, e);
    }
    requireMemory(header, file);
    Contents contents =
        new Contents(new LinkedHashMap<>(), new LinkedHashMap<>(), header.metadata());
    try {
      contents.read(header.tensors(), new Data(checksum.seen()), in, checksum.exists());
      checksum.verify();
    } catch (IOException e) {
      throw damaged(file, e);
    }
    return contents;
  }

  private static IOException damaged(String file, IOException e) {
    return new IOException(file + " is damaged: " + e.getMessage(), e);
  }

  /** The header and the eight bytes before it, which are its length. */
  private static byte[] beginning(InputStream in, long size, String file) throws IOException {
    byte[] first = in.readNBytes(Long.BYTES + 1);
    long length =
        first.length <= Long.BYTES
            ? 0
            : ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2
        || length > Math.min(size - Long.BYTES, Header.LONGEST)
        || first[Long.BYTES] != '{') {
      throw new IOException(
          file + " is not a saved model: it doesn't begin like a safetensors file, or it was cut");
    }
    byte[] beginning = Arrays.copyOf(first, Long.BYTES + (int) length);
    in.readNBytes(beginning, first.length, beginning.length - first.length);
    return beginning;
  }

  private static void requireMemory(Header header, String file) throws IOException {
    long bytes = 0;
    for (Map.Entry<String, Header.Tensor> e : header.tensors().entrySet()) {
      Header.Tensor tensor = e.getValue();
      if (tensor.isMatrix()) {
        if (tensor.rows() * tensor.columns() > MOST_NUMBERS) {
          throw new IOException(
              file + " can't be read: " + e.getKey() + ", " + tensor + ", is too large for Java");
        }
        bytes += tensor.rows() * tensor.columns() * Double.BYTES;
      }
    }
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw new IOException(
          file
              + " can't be read: it needs "
              + (bytes >> 20)
              + " MB of memory, and Java may use "
              + (most >> 20)
              + " MB (the option -Xmx of java gives it more)");
    }
  }

  private void read(Map<String, Header.Tensor> tensors, Data data, InputStream in, boolean every)
      throws IOException {
    for (Map.Entry<String, Header.Tensor> e : tensors.entrySet()) {
      Header.Tensor tensor = e.getValue();
      if (tensor.isMatrix()) {
        DMatrixRMaj m = new DMatrixRMaj((int) tensor.rows(), (int) tensor.columns());
        if (tensor.isSingle()) {
          data.readSingles(m.data, in);
        } else {
          data.readDoubles(m.data, in);
        }
        matrices.put(e.getKey(), m);
      } else {
        if (every) {
          data.skip(tensor.bytes(), in);
        } else {
          in.skipNBytes(tensor.bytes());
        }
        others.put(e.getKey(), tensor);
      }
    }
  }
}
