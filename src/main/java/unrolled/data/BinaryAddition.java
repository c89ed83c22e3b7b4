package unrolled.data;

import java.math.BigInteger;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * The addition of two binary numbers as at school, column by column from the right: each step
 * brings one bit of both, least significant bits first, and the answer is one bit of the sum. The
 * last column is empty (0 and 0), for the carry that is left.
 *
 * <p>All that one has to remember from one column to the next is the carry, however long the
 * numbers are.
 */
public final class BinaryAddition {
  /** The number of inputs at each step: a bit of each number. */
  public static final int INPUTS = 2;

  /** The number of classes: the bits of the sum, 0 and 1. */
  public static final int BITS = 2;

  private BinaryAddition() {}

  /** Draws this many pairs of numbers of so many bits, and the bits of their sums, time-major. */
  public static Batch batch(int size, int bits, Rng rng) {
    BigInteger[] a = new BigInteger[size];
    BigInteger[] b = new BigInteger[size];
    for (int i = 0; i < size; i++) {
      a[i] = random(bits, rng);
      b[i] = random(bits, rng);
    }
    return batch(bits, a, b);
  }

  /** Draws a number of at most so many bits, each of them 0 or 1 with equal chances. */
  public static BigInteger random(int bits, Rng rng) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < bits; i++) {
      if (rng.nextBoolean()) {
        number = number.setBit(i);
      }
    }
    return number;
  }

  /** Writes two numbers of at most so many bits as one sequence of {@code bits} + 1 columns. */
  public static Batch of(int bits, BigInteger a, BigInteger b) {
    return batch(bits, new BigInteger[] {a}, new BigInteger[] {b});
  }

  private static Batch batch(int bits, BigInteger[] a, BigInteger[] b) {
    int size = a.length;
    double[][] columns = new double[(bits + 1) * size][INPUTS];
    int[] sums = new int[columns.length];
    for (int i = 0; i < size; i++) {
      requireBits(bits, a[i]);
      requireBits(bits, b[i]);
      BigInteger sum = a[i].add(b[i]);
      for (int t = 0; t <= bits; t++) {
        columns[t * size + i][0] = bit(a[i], t);
        columns[t * size + i][1] = bit(b[i], t);
        sums[t * size + i] = bit(sum, t);
      }
    }
    return new Batch(Sequence.timeMajor(new DMatrixRMaj(columns), size), Targets.classes(sums));
  }

  private static void requireBits(int bits, BigInteger number) {
    if (bits < 1 || number.signum() < 0 || number.bitLength() > bits) {
      throw new IllegalArgumentException(
          "a number of "
              + number.bitLength()
              + " bits"
              + (number.signum() < 0 ? " below 0" : "")
              + " among numbers of "
              + bits
              + ": numbers are 0 or more here, and have at most that many bits, at least 1");
    }
  }

  private static int bit(BigInteger number, int t) {
    return number.testBit(t) ? 1 : 0;
  }

  /** The number that these bits stand for, least significant first. */
  public static BigInteger number(int... bits) {
    BigInteger number = BigInteger.ZERO;
    for (int t = 0; t < bits.length; t++) {
      if (bits[t] == 1) {
        number = number.setBit(t);
      }
    }
    return number;
  }
}
