package unrolled.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/** A file's numbers, little-endian, in pieces: no matrix is in memory twice. */
final class Data {
  private final ByteBuffer piece = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final Consumer<ByteBuffer> seen;

  /** Whoever sees the bytes that pass gets every piece of them. */
  Data(Consumer<ByteBuffer> seen) {
    this.seen = seen;
  }

  /** Writes the first numbers of an array. */
  void write(double[] x, int count, FileChannel channel) throws IOException {
    int most = piece.capacity() / Double.BYTES;
    int from = 0;
    while (from < count) {
      int n = Math.min(most, count - from);
      piece.clear().limit(n * Double.BYTES);
      piece.asDoubleBuffer().put(x, from, n);
      seen.accept(piece.duplicate());
      writeAll(piece, channel);
      from += n;
    }
  }

  /** Writes what remains in a buffer. */
  static void writeAll(ByteBuffer bytes, FileChannel channel) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Fills an array with 64-bit floats. */
  void readDoubles(double[] x, InputStream in) throws IOException {
    int most = piece.capacity() / Double.BYTES;
    int from = 0;
    while (from < x.length) {
      int n = Math.min(most, x.length - from);
      next(n * Double.BYTES, in);
      piece.asDoubleBuffer().get(x, from, n);
      from += n;
    }
  }

  /** Fills an array with 32-bit floats. */
  void readSingles(double[] x, InputStream in) throws IOException {
    int most = piece.capacity() / Float.BYTES;
    int from = 0;
    while (from < x.length) {
      int n = Math.min(most, x.length - from);
      next(n * Float.BYTES, in);
      for (int i = 0; i < n; i++) {
        x[from + i] = piece.getFloat(i * Float.BYTES);
      }
      from += n;
    }
  }

  /** Reads bytes that nobody asked for. */
  void skip(long bytes, InputStream in) throws IOException {
    for (long left = bytes; left > 0; left -= piece.limit()) {
      next((int) Math.min(left, piece.capacity()), in);
    }
  }

  private void next(int bytes, InputStream in) throws IOException {
    piece.clear().limit(bytes);
    if (in.readNBytes(piece.array(), 0, bytes) < bytes) {
      throw new EOFException("it ends too early");
    }
    seen.accept(piece.duplicate());
  }
}
