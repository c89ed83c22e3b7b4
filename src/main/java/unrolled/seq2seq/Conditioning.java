package unrolled.seq2seq;

import org.ejml.data.DMatrixRMaj;
import unrolled.attention.Memory;
import unrolled.sequence.State;

/**
 * What a decoder knows of a batch of sources, one row for each target that it writes; or the
 * gradient of that.
 *
 * @param start its first state
 * @param memory what attention looks at, or null
 * @param code the encoder's last output, B×code, or null
 */
record Conditioning(State start, Memory memory, DMatrixRMaj code) {
  /** Row i becomes what row {@code rows[i]} is. */
  Conditioning gather(int... rows) {
    return new Conditioning(
        start.gather(rows),
        memory == null ? null : memory.gather(rows),
        code == null ? null : State.of(code).gather(rows).parts().get(0));
  }
}
