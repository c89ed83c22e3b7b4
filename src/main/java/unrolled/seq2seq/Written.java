package unrolled.seq2seq;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.decode.NextToken;
import unrolled.math.Softmax;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/** A decoder that has written some prefixes, one row for each. */
final class Written implements NextToken {
  private final Decoder decoder;
  private final Source source; // with the state after the prefix in place of the first one
  private final DMatrixRMaj logProbabilities;

  Written(Decoder decoder, Source source, DMatrixRMaj logProbabilities) {
    this.decoder = decoder;
    this.source = source;
    this.logProbabilities = logProbabilities;
  }

  @Override
  public int rows() {
    return logProbabilities.getNumRows();
  }

  @Override
  public int vocabulary() {
    return decoder.end() + 1;
  }

  @Override
  public int end() {
    return decoder.end();
  }

  @Override
  public DMatrixRMaj logProbabilities() {
    return logProbabilities;
  }

  @Override
  public Written append(int[] rows, int[] tokens) {
    int[][] oneStep = new int[tokens.length][];
    Arrays.setAll(oneStep, i -> new int[] {tokens[i]});
    Source before = source.gather(rows);
    DMatrixRMaj logs = decoder.forward(Sequence.symbols(vocabulary(), oneStep), before);
    for (int i = 0; i < logs.getNumRows(); i++) {
      Softmax.log(logs.data, i * vocabulary(), (i + 1) * vocabulary());
    }
    State now = decoder.pass().end().copy();
    decoder.pass().release();
    return new Written(decoder, new Source(now, before.memory(), before.code()), logs);
  }
}
