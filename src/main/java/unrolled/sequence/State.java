package unrolled.sequence;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * What a recurrent network remembers between two steps: one matrix, B×n, for each state of its
 * cell.
 *
 * @param parts the matrices, in the order in which the cell declares its states
 */
public record State(List<DMatrixRMaj> parts) {
  /** The parts in order. */
  public State {
    parts = List.copyOf(parts);
  }

  /** A state from its matrices. */
  public static State of(DMatrixRMaj... parts) {
    return new State(List.of(parts));
  }

  /** This state's parts, then those of another. */
  public State and(State other) {
    List<DMatrixRMaj> both = new ArrayList<>(parts);
    both.addAll(other.parts);
    return new State(both);
  }

  /** The first {@code count} parts; {@link #from} gives the others. */
  State first(int count) {
    requireParts(count);
    return new State(parts.subList(0, count));
  }

  /** The parts from number {@code count} on. */
  State from(int count) {
    requireParts(count);
    return new State(parts.subList(count, parts.size()));
  }

  private void requireParts(int count) {
    if (parts.size() < count) {
      throw new IllegalArgumentException(
          "the state has "
              + parts.size()
              + " matrices, which are fewer than the layers remember: initialState(batch) shows how many"
              + " there must be");
    }
  }

  /** A copy that shares nothing with this one. */
  public State copy() {
    List<DMatrixRMaj> copies = new ArrayList<>();
    parts.forEach(m -> copies.add(m.copy()));
    return new State(copies);
  }

  /** Row i of the result is row {@code rows[i]} of this state, as a beam search needs it. */
  public State gather(int... rows) {
    List<DMatrixRMaj> gathered = new ArrayList<>();
    for (DMatrixRMaj m : parts) {
      int n = m.getNumCols();
      DMatrixRMaj g = new DMatrixRMaj(rows.length, n);
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(m.data, rows[i] * n, g.data, i * n, n);
      }
      gathered.add(g);
    }
    return new State(gathered);
  }
}
