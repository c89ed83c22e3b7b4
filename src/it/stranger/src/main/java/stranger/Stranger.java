package stranger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gru;
import unrolled.check.GradientCheck;
import unrolled.data.Vocabulary;
import unrolled.decode.BeamSearch;
import unrolled.decode.Hypothesis;
import unrolled.io.ModelFile;
import unrolled.io.PyTorch;
import unrolled.math.Rng;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Pairs;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.Training;

/**
 * What one does with the library alone: trains, saves, loads, decodes, reads what PyTorch saved.
 */
public final class Stranger {
  private static final int SYMBOLS = 5;

  private Stranger() {}

  /** The file that PyTorch saved is the first argument, a file to save to the second. */
  public static void main(String[] files) throws IOException {
    EncoderDecoder trained = reverser();
    Rng rng = new Rng(1);
    trained.init(rng);
    new Training(trained, update -> trained.lossAndGradients(batch(rng)))
        .optimiser(new Adam(0.01))
        .clip(Clip.norm(1))
        .run(400);

    Path saved = Path.of(files[1]);
    ModelFile.save(trained, saved);
    EncoderDecoder loaded = reverser();
    ModelFile.load(loaded, saved);
    Sequence source = Sequence.symbols(SYMBOLS, new int[] {3, 1, 4});
    Hypothesis best = new BeamSearch(4, 5).decode(loaded.start(source)).get(0);
    System.out.println("3 1 4 reversed: " + Arrays.toString(best.withoutEnd()));

    Recurrent lstm = PyTorch.lstm(PyTorch.under("rnn.", ModelFile.read(Path.of(files[0]))));
    Sequence x = Sequence.timeMajor(new DMatrixRMaj(2, 3, true, 1, 2, 3, 4, 5, 6), 1);
    System.out.println("PyTorch's LSTM: " + lstm.forward(x).output().numCols + " outputs a step");

    boolean right = GradientCheck.of(Gru.cho(2, 3), 1).passed();
    System.out.println("gradients: " + (right ? "right" : "wrong"));
    try {
      new Vocabulary(List.of("good", "bad")).symbols("goot");
    } catch (IllegalArgumentException unknown) {
      System.out.println(unknown.getMessage());
    }
  }

  private static EncoderDecoder reverser() {
    return new EncoderDecoder(
        new TextEncoder(SYMBOLS, new Unroll<>(Gru.cho(8, 16))),
        Decoder.of(SYMBOLS, new Unroll<>(Gru.cho(8, 16))));
  }

  private static Pairs batch(Rng rng) {
    int[][] words = new int[32][3];
    int[][] reversed = new int[32][3];
    for (int b = 0; b < words.length; b++) {
      for (int t = 0; t < 3; t++) {
        words[b][t] = rng.nextInt(SYMBOLS);
        reversed[b][2 - t] = words[b][t];
      }
    }
    return Pairs.of(SYMBOLS, words, SYMBOLS, reversed);
  }
}
