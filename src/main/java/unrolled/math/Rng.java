package unrolled.math;

import java.util.SplittableRandom;

/**
 * Seeded random numbers: the same stream on every JDK, since of {@link SplittableRandom} (Steele,
 * Lea and Flood 2014) only nextLong is used, whose algorithm is fixed, and all else is made from it
 * here. One stream belongs to one thread; {@link #split} makes more.
 */
public final class Rng {

  private final SplittableRandom random;

  /** Creates a stream that depends on the seed alone. */
  public Rng(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Draws 64 random bits. */
  public long nextLong() {
    return random.nextLong();
  }

  /** Draws uniformly from [0, 1), a multiple of 2^−53. */
  public double nextDouble() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  /**
   * Draws uniformly from 0 … bound − 1, with 63 random bits: no value is more than bound/2^63
   * likelier than another.
   *
   * @throws IllegalArgumentException if bound is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("a bound must be at least 1 and is " + bound);
    }
    return (int) Math.multiplyHigh(random.nextLong() >>> 1, (long) bound << 1);
  }

  /** Draws true or false, each with probability 1/2. */
  public boolean nextBoolean() {
    return random.nextLong() < 0;
  }

  /**
   * Draws from the normal distribution with mean 0 and variance 1 (Box and Muller 1958); each call
   * takes two numbers of the stream.
   */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /**
   * Draws uniformly from [lo, hi), or gives lo if both are equal.
   *
   * @throws IllegalArgumentException if lo is above hi, or if one of them or their distance is not
   *     finite
   */
  public double uniform(double lo, double hi) {
    if (!(lo <= hi && hi - lo <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "uniform needs numbers lo ≤ hi and got " + Numbers.text(lo) + " and " + Numbers.text(hi));
    }
    double x = lo + (hi - lo) * nextDouble();
    return x < hi ? x : lo;
  }

  /**
   * Makes a new stream for another purpose or thread; it takes one number from this one, as its
   * seed.
   */
  public Rng split() {
    return new Rng(random.nextLong());
  }

  /** Shuffles in place, every order equally likely (Fisher and Yates; Durstenfeld 1964). */
  public void shuffle(int[] x) {
    for (int i = x.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = x[i];
      x[i] = x[j];
      x[j] = swap;
    }
  }

  /**
   * Draws an index, i with probability {@code probabilities[i]}.
   *
   * @throws IllegalArgumentException if one of them is negative or NaN, or if they do not add up to
   *     1 within 1e-6
   */
  public int choose(double[] probabilities) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (!(probabilities[i] >= 0)) {
        throw new IllegalArgumentException(
            "probability "
                + i
                + " is "
                + Numbers.text(probabilities[i])
                + "; it must be 0 or more (are these logits? softmax makes probabilities of them)");
      }
      sum += probabilities[i];
    }
    if (!(Math.abs(sum - 1) <= 1e-6)) {
      throw new IllegalArgumentException(
          "probabilities must add up to 1 and these add up to "
              + Numbers.text(sum)
              + " (are these logits? softmax makes probabilities of them)");
    }
    double below = nextDouble() * sum;
    int likely = 0;
    double reached = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > 0) {
        reached += probabilities[i];
        likely = i;
        if (below < reached) {
          break;
        }
      }
    }
    return likely;
  }
}
