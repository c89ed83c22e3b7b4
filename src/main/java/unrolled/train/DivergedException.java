package unrolled.train;

/** Thrown when the loss or a gradient of a training is no longer a finite number. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates it with a message that says where it happened and what to try. */
  public DivergedException(String message) {
    super(message);
  }
}
