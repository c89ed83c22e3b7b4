package unrolled.seq2seq;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.attention.Memory;
import unrolled.decode.Greedy;
import unrolled.decode.Hypothesis;
import unrolled.decode.NextToken;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.layer.Weights;
import unrolled.math.ArgMax;
import unrolled.math.Rng;
import unrolled.math.Softmax;
import unrolled.sequence.Pairs;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * An encoder–decoder, from a text, a sound or a picture to a sequence of any length: an encoder
 * reads all of the source, then a decoder writes the target, symbol by symbol, until it writes END.
 *
 * <pre>
 *   h     = encoder over the source                      its last state
 *   s_0   = bridge(h)
 *   reads END y_1 … y_n, should say y_1 … y_n END        the decoder, from s_0
 *   loss  = mean of −ln p(symbol | source, symbols before)    over all symbols, each END included
 * </pre>
 *
 * <p>Both are trained together:
 *
 * <pre>{@code
 * var model = new EncoderDecoder(
 *     new TextEncoder(10, new Unroll<>(Gru.cho(16, 32))),
 *     Decoder.of(10, new Unroll<>(Gru.cho(16, 32))));
 * model.init(0);
 * new Training(model, update -> model.lossAndGradients(task.batch(64, rng))).clip(Clip.norm(1)).run(2500);
 * }</pre>
 *
 * <p>Sources: K. Cho et al., 2014; I. Sutskever, O. Vinyals and Q. Le, 2014; attention: D.
 * Bahdanau, K. Cho and Y. Bengio, 2015.
 */
public final class EncoderDecoder extends Weights {
  /** The encoder, which reads the source. */
  public final Encoder encoder;

  /** The bridge, which makes the decoder's first state of the encoder's last one. */
  public final Bridge bridge;

  /** The decoder, which writes the target. */
  public final Decoder decoder;

  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();

  /** Joins encoder and decoder by the simplest bridge that fits. */
  public EncoderDecoder(Encoder encoder, Decoder decoder) {
    this(encoder, Bridge.between(encoder, decoder), decoder);
  }

  /**
   * Joins encoder and decoder by this bridge.
   *
   * @throws IllegalArgumentException if the attention expects positions of another width
   */
  public EncoderDecoder(Encoder encoder, Bridge bridge, Decoder decoder) {
    this.encoder = part(encoder);
    this.bridge = part(bridge);
    this.decoder = part(decoder);
    bridge.requireBetween(encoder, decoder);
    if (decoder.readsCode() && decoder.code != encoder.codeWidth()) {
      throw new IllegalArgumentException(
          "the decoder reads a code of "
              + decoder.code
              + " numbers, but the encoder answers "
              + encoder.codeWidth());
    }
    if (decoder.isAttentive()) {
      int width = decoder.attentiveCell().attention.width();
      if (width != encoder.placeWidth()) {
        throw new IllegalArgumentException(
            "the attention weights at positions of "
                + width
                + " numbers, but the encoder answers "
                + encoder.placeWidth());
      }
    }
  }

  // ---- learning -------------------------------------------------------------------------------

  /**
   * Computes the loss of one batch with teacher forcing and adds to all gradients: whatever the
   * decoder says, it reads the true symbol before the next step.
   *
   * <p>Conditioning: R. Williams and D. Zipser, 1989.
   */
  public double lossAndGradients(Pairs pairs) {
    return lossAndGradients(pairs, TeacherForcing.inputs(pairs, decoder.end()));
  }

  /**
   * Computes the loss of one batch with scheduled sampling and adds to all gradients: at each step
   * the decoder reads the true symbol with probability {@code truth}, and its own likeliest symbol
   * if not. 1 is teacher forcing, 0 free running. Its own symbol counts as given: no gradient
   * passes through the choice.
   *
   * <p>Conditioning: S. Bengio, O. Vinyals, N. Jaitly and N. Shazeer, "Scheduled sampling for
   * sequence prediction with recurrent neural networks", 2015.
   *
   * @throws IllegalArgumentException if truth is not 0 … 1
   */
  public double lossAndGradients(Pairs pairs, double truth, Rng rng) {
    if (!(truth >= 0 && truth <= 1)) {
      throw new IllegalArgumentException("a probability must be from 0 to 1, not " + truth);
    }
    return lossAndGradients(pairs, sampled(pairs, truth, rng));
  }

  private double lossAndGradients(Pairs pairs, Sequence inputs) {
    training(true);
    try {
      Reading reading = encoder.forward(pairs.source());
      State end = reading.end();
      Conditioning source = source(reading);
      DecoderPass writing = decoder.forward(inputs, source);
      DMatrixRMaj dLogits = new DMatrixRMaj(0, 0);
      Targets targets = TeacherForcing.targets(pairs, decoder.end());
      double value = loss.of(writing.logits(), targets, dLogits);

      Conditioning dSource = writing.backward(dLogits);
      DMatrixRMaj dPlaces = null;
      if (decoder.isAttentive()) {
        decoder.attentiveCell().attention.prepareBack(source.memory());
        dPlaces = source.memory().gradient();
      }
      State dEnd = bridge.backward(end, source.start(), dSource.start());
      reading.backward(dPlaces, dSource.code(), dEnd);
      writing.release();
      reading.release();
      return value;
    } finally {
      training(false);
    }
  }

  /** The loss of {@link #lossAndGradients(Pairs)}, without gradients and without dropout. */
  public double loss(Pairs pairs) {
    return loss.of(
        logits(pairs), TeacherForcing.targets(pairs, decoder.end()), new DMatrixRMaj(0, 0));
  }

  // ---- what it thinks of given targets --------------------------------------------------------

  /**
   * Computes the logits with teacher forcing, ((n+1)·B)×(V+1), time-major: step i is about y_i, the
   * last one of each target about END.
   */
  public DMatrixRMaj logits(Pairs pairs) {
    Reading reading = encoder.forward(pairs.source());
    DecoderPass writing = forced(pairs, reading);
    writing.release();
    reading.release();
    return writing.logits();
  }

  /** Computes ln p(target | source) of each pair, its END included: the sum over its symbols. */
  public double[] logProbabilities(Pairs pairs) {
    DMatrixRMaj logits = logits(pairs);
    Targets targets = TeacherForcing.targets(pairs, decoder.end());
    double[] sums = new double[pairs.size()];
    for (int i = 0; i < targets.rows(); i++) {
      if (targets.unmasked(i)) {
        Softmax.log(logits.data, i * logits.getNumCols(), (i + 1) * logits.getNumCols());
        sums[i % pairs.size()] += logits.get(i, targets.classOf(i));
      }
    }
    return sums;
  }

  /**
   * The likeliest symbol at each place of each target, given the true symbols before it: an answer
   * with the teacher's help, as long as the target. {@link Pairs#tokenAccuracy} scores it.
   */
  public int[][] teacherForced(Pairs pairs) {
    DMatrixRMaj logits = logits(pairs);
    int[][] answers = new int[pairs.size()][];
    for (int b = 0; b < answers.length; b++) {
      answers[b] = new int[pairs.target().length(b)];
      for (int t = 0; t < answers[b].length; t++) {
        answers[b][t] = ArgMax.ofRow(logits, t * answers.length + b);
      }
    }
    return answers;
  }

  /**
   * The attention weights with teacher forcing: one matrix for each pair, a row for each symbol of
   * the target and one more for END, a column for each place of the source.
   */
  public List<DMatrixRMaj> attention(Pairs pairs) {
    decoder.attentiveCell(); // throws if there is none
    Reading reading = encoder.forward(pairs.source());
    DecoderPass writing = forced(pairs, reading);
    Sequence places = reading.places();
    List<DMatrixRMaj> maps = new ArrayList<>();
    for (int b = 0; b < pairs.size(); b++) {
      DMatrixRMaj weights = writing.attentionWeights(b);
      maps.add(CommonOps_DDRM.extract(weights, 0, weights.getNumRows(), 0, places.length(b)));
    }
    writing.release();
    reading.release();
    return maps;
  }

  private DecoderPass forced(Pairs pairs, Reading reading) {
    return decoder.forward(TeacherForcing.inputs(pairs, decoder.end()), source(reading));
  }

  // ---- writing --------------------------------------------------------------------------------

  /**
   * Writes by greedy search, without END: always the likeliest symbol, until that is END or there
   * are {@code longest}. Other searches begin at {@link #start}.
   */
  public int[][] greedy(Sequence source, int longest) {
    return new Greedy(longest)
        .decode(start(source)).stream().map(Hypothesis::withoutEnd).toArray(int[][]::new);
  }

  /** The model before the first symbol, one row for each source, from which a search starts. */
  public NextToken start(Sequence source) {
    Reading reading = encoder.forward(source);
    Conditioning known = source(reading);
    reading.release();
    int[] rows = IntStream.range(0, source.batch()).toArray();
    int[] opening = new int[source.batch()];
    Arrays.fill(opening, decoder.end());
    return new DecodedPrefixes(decoder, known, null).append(rows, opening);
  }

  // ---- what both sides read -------------------------------------------------------------------

  Conditioning source(Reading reading) {
    Memory memory = null;
    if (decoder.isAttentive()) {
      Sequence places = reading.places();
      memory = Memory.of(places.rows(), places);
      decoder.attentiveCell().attention.prepare(memory);
    }
    DMatrixRMaj code = decoder.readsCode() ? reading.code() : null;
    return new Conditioning(bridge.forward(reading.end()), memory, code);
  }

  /** The inputs of teacher forcing, with some symbols replaced by the decoder's own. */
  private Sequence sampled(Pairs pairs, double truth, Rng rng) {
    Sequence forced = TeacherForcing.inputs(pairs, decoder.end());
    int[][] inputs = new int[pairs.size()][];
    Arrays.setAll(inputs, forced::symbolsOf);
    int[] live = IntStream.range(0, inputs.length).toArray(); // the target of each row of the model
    NextToken now = start(pairs.source());
    for (int t = 1; t < forced.steps(); t++) {
      int[] rows = new int[live.length];
      int[] read = new int[live.length];
      int n = 0;
      for (int row = 0; row < live.length; row++) {
        int[] input = inputs[live[row]];
        if (t < input.length) {
          if (rng.nextDouble() >= truth) {
            input[t] = ArgMax.ofRow(now.logProbabilities(), row);
          }
          live[n] = live[row];
          rows[n] = row;
          read[n++] = input[t];
        }
      }
      live = Arrays.copyOf(live, n);
      now = now.append(Arrays.copyOf(rows, n), Arrays.copyOf(read, n));
    }
    return Sequence.symbols(decoder.end() + 1, inputs);
  }
}
