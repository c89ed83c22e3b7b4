package unrolled.sequence;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;

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

  /**
   * One state for each of several layers.
   *
   * @param name whose state it is, for messages
   * @param layers what each of them remembers: as many matrices, as wide
   */
  List<State> split(String name, int batch, List<State> layers) {
    requireLike(name, batch, layers.stream().reduce(State.of(), State::and));
    List<State> each = new ArrayList<>();
    int from = 0;
    for (State layer : layers) {
      int to = from + layer.parts.size();
      each.add(new State(parts.subList(from, to)));
      from = to;
    }
    return each;
  }

  /** Throws unless it has a matrix of B rows for each of another state's, and as wide. */
  void requireLike(String name, int batch, State other) {
    requireCount(name, other.parts.size());
    for (int k = 0; k < parts.size(); k++) {
      int width = other.parts.get(k).getNumCols();
      Shapes.requireShape("part " + k + " of " + name, parts.get(k), batch, width);
    }
  }

  private void requireCount(String name, int expected) {
    if (parts.size() != expected) {
      throw new IllegalArgumentException(
          name
              + (parts.size() == 1
                  ? " has 1 matrix, but "
                  : " has " + parts.size() + " matrices, but ")
              + expected
              + (expected == 1 ? " is" : " are")
              + " remembered: initialState(batch) shows which");
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
      DMatrixRMaj g = new DMatrixRMaj(rows.length, m.getNumCols());
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] < 0 || rows[i] >= m.getNumRows()) {
          throw new IllegalArgumentException(
              "row " + rows[i] + " of a state that has the rows 0 to " + (m.getNumRows() - 1));
        }
        TimeMajor.copyRow(m, rows[i], g, i);
      }
      gathered.add(g);
    }
    return new State(gathered);
  }
}
