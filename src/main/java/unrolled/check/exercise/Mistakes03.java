package unrolled.check.exercise;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** What the mistakes in the two holes of exercise 03 have in common. */
final class Mistakes03 {

  private Mistakes03() {}

  /**
   * A slip.
   *
   * @param look goes on after “It looks as if”
   * @param ask what to ask oneself, and where to read
   */
  record Slip<T>(String name, String look, String ask, T code) {
    String hint() {
      return "It looks as if " + look + ". " + ask;
    }
  }

  /**
   * A whole wrong solution.
   *
   * @param slip whether who gets it wrong knows how it goes
   */
  record Wrong<F>(String name, String hint, F code, boolean slip) {}

  /** What a loop with nothing in it gives as well. */
  static final List<String> IDLE = List.of("dLoss never", "arriving handed on");

  static <T> Wrong<T> mistake(Slip<?> slip, T code) {
    return new Wrong<>(slip.name, slip.hint(), code, !IDLE.contains(slip.name));
  }

  static <T> Wrong<T> both(Slip<?> one, Slip<?> other, T code) {
    return new Wrong<>(
        one.name + ", and " + other.name,
        "It looks as if two things came together: " + one.look + "; and " + other.look + ".",
        code,
        false);
  }

  /** Every entry between −bound and bound. */
  static DMatrixRMaj held(DMatrixRMaj m, double bound) {
    return CommonOps_DDRM.apply(m, a -> Math.max(-bound, Math.min(bound, a)), null);
  }
}
