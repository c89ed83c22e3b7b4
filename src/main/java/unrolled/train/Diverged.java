package unrolled.train;

/** A training whose loss or gradient is no longer a finite number. */
public final class Diverged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says where it happened and what to try. */
  public Diverged(String message) {
    super(message);
  }
}
