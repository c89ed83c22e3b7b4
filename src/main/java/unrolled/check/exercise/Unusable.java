package unrolled.check.exercise;

/** An answer that can't even be compared; its message is told to the learner as it is. */
final class Unusable extends RuntimeException {
  private static final long serialVersionUID = 1;

  Unusable(String message) {
    super(message);
  }

  /** For what a learner's code threw, if more is to be said about it. */
  Unusable(String message, RuntimeException thrown) {
    super(message, thrown);
  }
}
