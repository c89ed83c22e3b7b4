package unrolled.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import unrolled.attention.AdditiveAttention;
import unrolled.attention.AttentiveCell;
import unrolled.cell.GruResetAfter;
import unrolled.data.ReversedDigits;
import unrolled.decode.BeamSearch;
import unrolled.decode.Decoding;
import unrolled.decode.Greedy;
import unrolled.decode.Hypothesis;
import unrolled.io.ModelFile;
import unrolled.math.Rng;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Pairs;
import unrolled.sequence.Sequence;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.Training;

/**
 * What is translated: {@value #BATCH} rows of {@value #LENGTH} digits, to be reversed, by a GRU
 * with additive attention over a GRU in both directions, {@value #HIDDEN} units each, the reset
 * after the product as PyTorch has it. The model has been trained for {@value #UPDATES} updates
 * before, so that its beams are a model's and not noise.
 *
 * <p>Arguments of a worker: the work ("train", "greedy" or "beam"), the file of weights.
 */
final class Translation {
  static final int BATCH = 64;
  static final int LENGTH = 12;
  static final int HIDDEN = 32;
  static final int EMBEDDING = 16;
  static final int BEAM = 4;
  static final int LONGEST = 2 * LENGTH;
  static final int UPDATES = 300;
  static final double RATE = 0.001;
  static final double CLIP = 0.1;

  private Translation() {}

  /** Works until its input ends. */
  public static void main(String[] args) throws Exception {
    EncoderDecoder model = model();
    ModelFile.load(model, Path.of(args[1]));
    Pairs pairs = pairs();
    switch (args[0]) {
      case "train" -> {
        Training training =
            new Training(model, update -> model.lossAndGradients(pairs))
                .optimiser(new Adam(RATE))
                .clip(Clip.norm(CLIP));
        Worker.serve(count -> training.run(count).lastLoss());
      }
      case "greedy" -> decode(model, pairs, new Greedy(LONGEST));
      case "beam" -> decode(model, pairs, new BeamSearch(BEAM, LONGEST).forgetPruned());
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void decode(EncoderDecoder model, Pairs pairs, Decoding decoding)
      throws Exception {
    Worker.serve(
        count -> {
          List<Hypothesis> found = List.of();
          for (int i = 0; i < count; i++) {
            found = decoding.decode(model.start(pairs.source()));
          }
          return -found.stream().mapToDouble(Hypothesis::logProbability).sum();
        });
  }

  /** How many symbols the answers have, their ENDs included. */
  static int symbols(Path weights, Decoding decoding) throws IOException {
    EncoderDecoder model = model();
    ModelFile.load(model, weights);
    return decoding.decode(model.start(pairs().source())).stream()
        .mapToInt(Hypothesis::length)
        .sum();
  }

  /** Trains the model and writes its weights, and the pairs for those who don't know them. */
  static void prepare(Path weights, Path pairs) throws IOException {
    EncoderDecoder model = model();
    model.init(1);
    Rng rng = new Rng(2);
    ReversedDigits digits = new ReversedDigits(3, LENGTH);
    new Training(model, update -> model.lossAndGradients(digits.batch(BATCH, rng)))
        .optimiser(new Adam(3e-3))
        .clip(Clip.norm(1))
        .run(UPDATES);
    ModelFile.save(model, weights);
    ModelFile.save(
        Map.of("source", matrix(pairs().source()), "target", matrix(pairs().target())), pairs);
  }

  private static DMatrixRMaj matrix(Sequence sequences) {
    DMatrixRMaj m = new DMatrixRMaj(BATCH, LENGTH);
    for (int b = 0; b < BATCH; b++) {
      for (int t = 0; t < LENGTH; t++) {
        m.set(b, t, sequences.symbolsOf(b)[t]);
      }
    }
    return m;
  }

  private static EncoderDecoder model() {
    return new EncoderDecoder(
        new TextEncoder(
            10,
            new Bidirectional(
                GruResetAfter.cho(EMBEDDING, HIDDEN), GruResetAfter.cho(EMBEDDING, HIDDEN))),
        Decoder.attentive(
            10,
            new AttentiveCell<>(
                GruResetAfter.cho(EMBEDDING, HIDDEN),
                new AdditiveAttention(HIDDEN, 2 * HIDDEN, HIDDEN))));
  }

  /** The pairs that all work on. */
  static Pairs pairs() {
    return new ReversedDigits(LENGTH).batch(BATCH, new Rng(3));
  }
}
