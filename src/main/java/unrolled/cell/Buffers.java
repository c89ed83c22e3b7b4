package unrolled.cell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.FieldNames;
import unrolled.layer.Shapes;

/**
 * A set of matrices with one row per sequence of the batch.
 *
 * <p>A subclass declares each as a field, {@code final DMatrixRMaj f = keep(n)}; with that they can
 * be zeroed, copied and plotted by name. How many rows they have is set when a batch arrives.
 */
public abstract class Buffers {
  private final List<DMatrixRMaj> own = new ArrayList<>();
  private final List<Buffers> parts = new ArrayList<>();

  /**
   * Declares a matrix of B rows and {@code width} columns.
   *
   * @throws IllegalArgumentException if width is below 1
   */
  protected final DMatrixRMaj keep(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("a buffer needs a width of at least 1, not " + width);
    }
    DMatrixRMaj m = new DMatrixRMaj(1, width);
    own.add(m);
    return m;
  }

  /** Declares buffers inside these ones. */
  protected final <T extends Buffers> T part(T inner) {
    parts.add(inner);
    return inner;
  }

  /** Gives every matrix {@code batch} rows of zeros. */
  public final void reset(int batch) {
    for (DMatrixRMaj m : own) {
      Shapes.resize(m, batch, m.getNumCols());
      m.zero();
    }
    for (Buffers part : parts) {
      part.reset(batch);
    }
  }

  /** Gives every matrix {@code batch} rows, of any numbers. */
  public final void resize(int batch) {
    for (DMatrixRMaj m : own) {
      Shapes.resize(m, batch, m.getNumCols());
    }
    for (Buffers part : parts) {
      part.resize(batch);
    }
  }

  /** Takes over the numbers of {@code other}, which must be of the same class. */
  public final void copyFrom(Buffers other) {
    for (int i = 0; i < own.size(); i++) {
      own.get(i).setTo(other.own.get(i));
    }
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).copyFrom(other.parts.get(i));
    }
  }

  /** The matrices by the names of their fields, in the order of declaration. */
  public final Map<String, DMatrixRMaj> named() {
    IdentityHashMap<Object, String> names =
        FieldNames.in(this, Buffers.class, DMatrixRMaj.class, Buffers.class);
    Map<String, DMatrixRMaj> named = new LinkedHashMap<>();
    for (DMatrixRMaj m : own) {
      if (names.containsKey(m)) {
        named.put(names.get(m), m);
      }
    }
    for (Buffers part : parts) {
      part.named().forEach((inner, m) -> named.put(names.get(part) + "." + inner, m));
    }
    return Collections.unmodifiableMap(named);
  }
}
