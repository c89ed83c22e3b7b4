package unrolled.train;

/** A training whose loss or gradient is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message that says where it happened and what to try. */
  public DivergedException(String message) {
    super(message);
  }
}
