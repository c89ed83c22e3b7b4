package unrolled.decode;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Elementary;
import unrolled.math.Init;
import unrolled.math.Product;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/** Models whose weights are drawn: a recurrent net of eight units, untrained. */
final class Chance implements NextToken {
  private static final int UNITS = 8;

  private final DMatrixRMaj embedding;
  private final DMatrixRMaj recurrent;
  private final DMatrixRMaj output;
  private final int end;
  private final DMatrixRMaj state;

  private Chance(
      DMatrixRMaj embedding,
      DMatrixRMaj recurrent,
      DMatrixRMaj output,
      int end,
      DMatrixRMaj state) {
    this.embedding = embedding;
    this.recurrent = recurrent;
    this.output = output;
    this.end = end;
    this.state = state;
  }

  /** Another model for each seed, with so many sentences that begin in states of their own. */
  static Chance model(int vocabulary, int end, int sentences, long seed) {
    Rng rng = new Rng(seed);
    return new Chance(
        Init.gaussian(new DMatrixRMaj(vocabulary, UNITS), 1, rng),
        Init.gaussian(new DMatrixRMaj(UNITS, UNITS), 0.7, rng),
        Init.gaussian(new DMatrixRMaj(UNITS, vocabulary), 1, rng),
        end,
        Init.gaussian(new DMatrixRMaj(sentences, UNITS), 1, rng));
  }

  /** Only this sentence. */
  Chance only(int sentence) {
    DMatrixRMaj one = new DMatrixRMaj(1, UNITS);
    System.arraycopy(state.data, sentence * UNITS, one.data, 0, UNITS);
    return new Chance(embedding, recurrent, output, end, one);
  }

  @Override
  public int rows() {
    return state.numRows;
  }

  @Override
  public int vocabulary() {
    return output.numCols;
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public DMatrixRMaj logProbabilities() {
    DMatrixRMaj next = new DMatrixRMaj(rows(), vocabulary());
    Product.multAdd(state, output, next);
    int v = vocabulary();
    for (int i = 0; i < rows(); i++) {
      Softmax.of(next.data, i * v, (i + 1) * v);
    }
    Arrays.setAll(next.data, i -> StrictMath.log(next.data[i]));
    return next;
  }

  @Override
  public NextToken append(int[] rows, int[] tokens) {
    DMatrixRMaj before = new DMatrixRMaj(rows.length, UNITS);
    DMatrixRMaj after = new DMatrixRMaj(rows.length, UNITS);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(state.data, rows[i] * UNITS, before.data, i * UNITS, UNITS);
      System.arraycopy(embedding.data, tokens[i] * UNITS, after.data, i * UNITS, UNITS);
    }
    Product.multAdd(before, recurrent, after);
    Elementary.tanh(after.data, 0, after.data.length);
    return new Chance(embedding, recurrent, output, end, after);
  }
}
