package unrolled.sequence;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * What released runs worked in: later runs use it again, so that a training allocates nothing from
 * step to step. A network that has once answered a large batch would hold on to as much for good;
 * so where memory gets short, what lies here goes.
 *
 * @param <T> what one run works in
 */
final class Spare<T> {
  private final Supplier<T> maker;
  private SoftReference<Deque<T>> kept = new SoftReference<>(new ArrayDeque<>());

  Spare(Supplier<T> maker) {
    this.maker = maker;
  }

  /** One that was used before, or a new one. */
  T take() {
    Deque<T> here = kept.get();
    return here == null || here.isEmpty() ? maker.get() : here.pop();
  }

  void giveBack(T used) {
    Deque<T> here = kept.get();
    if (here == null) {
      here = new ArrayDeque<>();
      kept = new SoftReference<>(here);
    }
    here.push(used);
  }
}
