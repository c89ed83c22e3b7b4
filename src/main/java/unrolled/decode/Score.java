package unrolled.decode;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Log-probabilities of given sequences. */
public final class Score {
  private Score() {}

  /**
   * Computes Σ_t ln p(token_t | the tokens before) of each sequence, the i-th of which follows row
   * i of the start. If it is larger for the right answer than for the one that a decoder found, the
   * error is the search's; if it is smaller, the model's.
   *
   * @throws IllegalArgumentException if there are not as many sequences as rows, or if one has a
   *     token that the model doesn't know
   */
  public static double[] logProbabilities(NextToken start, int[][] sequences) {
    if (sequences.length != start.rows()) {
      throw new IllegalArgumentException(
          sequences.length
              + " sequences for a model with "
              + start.rows()
              + " rows: give one sequence for each row");
    }
    double[] sums = new double[sequences.length];
    int[] live = IntStream.range(0, sums.length).filter(s -> sequences[s].length > 0).toArray();
    int[] rows = live; // of the live sequences
    NextToken model = start;
    for (int t = 0; live.length > 0; t++) {
      int now = t;
      DMatrixRMaj next = Checked.logProbabilities(model);
      for (int i = 0; i < live.length; i++) {
        int token = sequences[live[i]][t];
        if (token < 0 || token >= next.numCols) {
          throw new IllegalArgumentException(
              "sequence "
                  + live[i]
                  + " has token "
                  + token
                  + ", but the model knows 0 … "
                  + (next.numCols - 1));
        }
        sums[live[i]] += next.get(rows[i], token);
      }
      int[] before = live;
      int[] rowsBefore = rows;
      int[] still =
          IntStream.range(0, live.length)
              .filter(i -> sequences[before[i]].length > now + 1)
              .toArray();
      live = IntStream.of(still).map(i -> before[i]).toArray();
      if (live.length > 0) {
        model =
            Checked.append(
                model,
                IntStream.of(still).map(i -> rowsBefore[i]).toArray(),
                IntStream.of(live).map(s -> sequences[s][now]).toArray());
      }
      rows = IntStream.range(0, live.length).toArray();
    }
    return sums;
  }
}
