package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * Chooses between the kernels: the one in vectors if the JVM was started with {@code --add-modules
 * jdk.incubator.vector} and the processor gains by it, and plain Java if not.
 *
 * <p>That module may change from one JDK to the next. So its kernel is compiled apart and looked
 * for by name: if it is not there, or what it needs is not, plain Java does the work.
 */
final class FastestKernel {

  private static final boolean VECTOR = vectorPays();
  private static final ThreadLocal<Kernel> OWN =
      ThreadLocal.withInitial(() -> VECTOR ? vector() : new PlainKernel());

  private FastestKernel() {}

  /** This thread's kernel. */
  static Kernel own() {
    return OWN.get();
  }

  /** The elementary functions for arrays. */
  static Elementary.Loops elementary() {
    Elementary.Loops vector = VECTOR ? vectorElementary() : null;
    return vector == null ? new PlainElementary() : vector;
  }

  /** The elementary functions in vectors, or null if this JVM cannot run them. */
  static Elementary.Loops vectorElementary() {
    try {
      Elementary.Loops vector = load("unrolled.math.VectorElementary", Elementary.Loops.class);
      double[] some = new double[8];
      vector.exp(some, 0, 8); // here, too, what is missing is missed at once
      vector.tanh(some, 0, 8);
      vector.sigmoid(some, 0, 8);
      return vector;
    } catch (ReflectiveOperationException | LinkageError missing) {
      return null;
    }
  }

  private static boolean vectorPays() {
    Kernel vector = vector();
    return vector != null && vector.pays();
  }

  /** A new kernel in vectors, or null if this JVM cannot run it. */
  static Kernel vector() {
    try {
      Kernel vector = load("unrolled.math.VectorKernel", Kernel.class);
      DMatrixRMaj one = new DMatrixRMaj(1, 1);
      // a tile and a single row: what is missing is missed here, not in the middle of a training
      vector.multAdd(new double[9], 1, 1, 1, one, false, null, new DMatrixRMaj(9, 1));
      return vector;
    } catch (ReflectiveOperationException | LinkageError missing) {
      return null;
    }
  }

  private static <T> T load(String name, Class<T> type) throws ReflectiveOperationException {
    return Class.forName(name).asSubclass(type).getDeclaredConstructor().newInstance();
  }
}
