package unrolled.seq2seq;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.decode.NextToken;
import unrolled.math.Softmax;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/** A decoder that has written some prefixes, one row for each. */
final class DecodedPrefixes implements NextToken {
  private final Decoder decoder;
  private final Conditioning source; // with the state after the prefix in place of the first one
  private final DMatrixRMaj logProbabilities;

  DecodedPrefixes(Decoder decoder, Conditioning source, DMatrixRMaj logProbabilities) {
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
  public DecodedPrefixes append(int[] rows, int[] tokens) {
    int[][] oneStep = new int[tokens.length][];
    Arrays.setAll(oneStep, i -> new int[] {tokens[i]});
    Conditioning before = source.gather(rows);
    DecoderPass pass = decoder.forward(Sequence.symbols(vocabulary(), oneStep), before);
    DMatrixRMaj logs = pass.logits();
    for (int i = 0; i < logs.getNumRows(); i++) {
      Softmax.log(logs.data, i * vocabulary(), (i + 1) * vocabulary());
    }
    State now = pass.finalState().copy();
    pass.release();
    return new DecodedPrefixes(
        decoder, new Conditioning(now, before.memory(), before.code()), logs);
  }
}
