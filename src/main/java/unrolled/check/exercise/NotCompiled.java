package unrolled.check.exercise;

/**
 * Thrown by a method whose cell did not compile. To whoever catches it, that is a method which is
 * not written yet.
 */
final class NotCompiled extends UnsupportedOperationException {
  private static final long serialVersionUID = 1;

  NotCompiled(String message) {
    super(message);
  }
}
