package unrolled.math;

/**
 * Whether the processor can do what every product here is made of: a·b + c, rounded once. Java
 * gives the same bits without it, but by way of decimal numbers of any length, and a training of
 * seconds takes minutes. Processors since about 2013 can; small ones (Celeron, Atom) could not for
 * years after, and a virtual machine may hide it.
 */
public final class FusedMultiplyAdd {

  /** What a reader is told who has none. */
  public static final String WARNING =
      "This processor has no fused multiply-add, of which all training here is made, and without it"
          + " Java takes a hundred times as long: use another computer, or have your virtual machine"
          + " pass on its host's processor (CPU type “host”).";

  private static final int CALLS = 100;

  /** Nanoseconds: the instruction takes one, a call of it that is not compiled yet some fifty. */
  private static final long MOST = 600;

  private FusedMultiplyAdd() {}

  /** Tries it, for less than a millisecond. */
  public static boolean isEmulated() {
    long best = Long.MAX_VALUE; // of several, since another program may have interrupted one
    double y = 0.1;
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        y = Math.fma(y, 0.3, 0.7);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    return best > MOST * CALLS && y > 0; // y is looked at, so that it is computed
  }
}
