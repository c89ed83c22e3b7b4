package unrolled.show;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import unrolled.decode.Beam;
import unrolled.decode.BeamSearch;
import unrolled.decode.NextToken;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/** One figure of each kind, as the course draws them; run it to look at them as images. */
final class Examples {

  private Examples() {}

  /** Saves all figures, or those named, into a folder: java … Examples folder [name …]. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    List<String> names = List.of(args).subList(1, args.length);
    all()
        .forEach(
            (name, figure) -> {
              if (names.isEmpty() || names.contains(name)) {
                figure.save(folder.resolve(name + ".png"));
              }
            });
  }

  static Map<String, Figure> all() {
    Map<String, Figure> all = new LinkedHashMap<>();
    all.put("fan", fan());
    all.put("accuracy", accuracy());
    all.put("training", training());
    all.put("legend", legend());
    all.put("cliff", cliff());
    all.put("bars", bars());
    all.put("letters", letters());
    all.put("contributions", contributions());
    all.put("gates", gates());
    all.put("attention", attention());
    all.put("row", row());
    all.put("counterexamples", counterexamples());
    all.put("hand", hand());
    all.put("blame", blame());
    all.put("layers", layers());
    all.put("name", name());
    all.put("jordan", jordan());
    all.put("beam", beam());
    all.put("cell", cell());
    all.put(
        "cell with gradients", cell().gradients(2, 8, 9, new double[] {0.01, -0.2, 3, 4}, 5, 6));
    all.put("lstm", lstm());
    all.put("encoder and decoder", encoderDecoder());
    all.put("look", look());
    all.put("text", text());
    all.put("pictures", pictures());
    all.put("tags", tags());
    all.put("verdicts", verdicts());
    all.put("expression", expression());
    all.put("poster", poster());
    return all;
  }

  /** Promises that were kept, broken and never made. */
  static Verdicts verdicts() {
    return new Verdicts(
            "Theory was right about three cells of five",
            List.of("LSTM", "Transformer, 2 layers"),
            List.of("parity", "recall", "names"))
        .cell(0, 0, Verdicts.Verdict.AGREES, true, "1.000", "can")
        .cell(0, 1, Verdicts.Verdict.DIFFERS, false, "0.412", "can")
        .cell(0, 2, Verdicts.Verdict.OPEN, false, "3.02 bits", "")
        .cell(1, 0, Verdicts.Verdict.AGREES, false, "0.503", "can’t")
        .cell(1, 1, Verdicts.Verdict.AGREES, true, "0.986", "can");
  }

  /** A course of seven chapters, in two rows, with each kind of sketch. */
  static Poster poster() {
    return new Poster("Seven chapters on one page")
        .thread("you₀", "you₇")
        .chapter("00", "Words", Sketch.words("not good,", "was bad"), "Two lines of text.")
        .chapter("01", "Bars", Sketch.bars(1, 3, 2), "The greatest is as high as the sketch.")
        .chapter(
            "01b",
            "Curves whose title takes two lines",
            Sketch.curves(new double[] {1, 2, 4}, new double[] {1, 0.5, 0.25}),
            "One rises and one falls.")
        .chapter(
            "02",
            "Orbits",
            Sketch.orbits(new double[][] {{0, 1, 1, 0}}, new double[][] {{0, 0, 1, 1}}),
            "Three sides of a square.")
        .chapter("03", "Cells", Sketch.cells(new double[][] {{0, 1}, {0.5, 0}}), "Two by two.")
        .chapter(
            "04",
            "A graph",
            Sketch.graph(List.of("h 0 .5", "h 1 .5"), "0 1", "1 0 back"),
            "There and back, with a finding that takes several lines to tell what it has found.")
        .chapter("05", "Dots", Sketch.graph(List.of(". 0 0", ". 1 1"), "0 1"), "The last one.");
  }

  /** Four pictures in two rows, one of them looked at. */
  static PictureGrid pictures() {
    DMatrixRMaj pixels = new DMatrixRMaj(6, 3);
    pixels.set(0, 0, 0.9);
    pixels.set(4, 2, 2);
    DMatrixRMaj looks = new DMatrixRMaj(1, 3, true, 0.5, 0.5, 0);
    return new PictureGrid("Four pictures of two times three pixels", 3)
        .picture("red, above blue, with a caption that is too long for one line", 2, 3, pixels)
        .picture("looked at", 2, 3, pixels)
        .looks(looks)
        .note("and noted")
        .picture("third", 2, 3, pixels)
        .picture("fourth", 2, 3, pixels);
  }

  /** Many lines over forty decades. */
  static Lines fan() {
    Lines lines =
        new Lines("Forty steps back, tanh has forgotten")
            .x("lag (steps back from the last state)")
            .logY("norm of the gradient ‖∂L/∂h‖");
    double[] rates = {0.35, 0.62, 0.88, 1.3, 0.9, 1, 1.1, 0.99, 0.23};
    String[] names = {
      "tanh, ρ = 0.5",
      "tanh, ρ = 1",
      "tanh, ρ = 1.5",
      "tanh, ρ = 3",
      "linear, ρ = 0.9",
      "orthogonal",
      "linear, ρ = 1.1",
      "ReLU, W = I",
      "sigmoid, ρ = 1"
    };
    for (int i = 0; i < rates.length; i++) {
      double[] norms = new double[41];
      norms[0] = 16;
      for (int lag = 1; lag < norms.length; lag++) {
        norms[lag] = norms[lag - 1] * rates[i];
      }
      lines.line(names[i], norms);
    }
    return lines;
  }

  /** Few points from three seeds, a level and a mark. */
  static Lines accuracy() {
    double[] distance = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20};
    double[] one = {1, 1, 1, 0.72, 0.66, 0.64, 0.62, 0.60, 0.57, 0.58, 0.55};
    double[] two = {1, 1, 1, 0.68, 0.63, 0.61, 0.58, 0.56, 0.55, 0.53, 0.52};
    double[] three = {1, 0.99, 1, 0.66, 0.6, 0.55, 0.57, 0.52, 0.53, 0.5, 0.5};
    double[] bag = {0.5, 0.49, 0.5, 0.51, 0.5, 0.5, 0.51, 0.5, 0.49, 0.5, 0.5};
    double[] net = {1, 1, 1, 1, 1, 1, 1, 1, 0.998, 1, 0.997};
    return new Lines("The convolution stops exactly at its window, the recurrent net does not")
        .x("distance between the two words that matter (words)")
        .y("accuracy on unseen sentences", 0.4, 1)
        .runs("convolution", distance, one, two, three)
        .line("bag of words", distance, bag)
        .line("Elman", distance, net)
        .mark("receptive field: 3 words", 3)
        .level("chance", 0.5);
  }

  /** A noisy loss on a linear axis. */
  static Lines training() {
    double[] loss = new double[400];
    double[] smooth = new double[400];
    for (int i = 0; i < loss.length; i++) {
      smooth[i] = 2 + 2.7 / (1 + i / 40.0);
      loss[i] = smooth[i] + 0.25 * StrictMath.sin(i * 12.9898) * StrictMath.cos(i * 4.1);
    }
    return new Lines("Ten seconds take the loss from noise to vowels in the right places")
        .x("training step")
        .y("loss (bits per letter)")
        .line("each batch", loss)
        .colour(Palette.JORDAN)
        .line("validation", smooth)
        .colour(Palette.ELMAN)
        .level("uniform: 4.75", 4.75)
        .level("letter frequencies: 4.1", 4.1);
  }

  /** Names too long to stand beside the lines. */
  static Lines legend() {
    Lines lines = new Lines("A long name goes above the chart").x("step").y("loss").height(240);
    for (String cell : new String[] {"Elman", "Jordan", "LSTM", "GRU"}) {
      double[] y = new double[20];
      for (int i = 0; i < y.length; i++) {
        y[i] = cell.length() / (1.0 + i);
      }
      lines.line(cell + ", trained on the delayed copy task, hidden size 16", y);
    }
    return lines;
  }

  /** A slice through a loss with a step drawn into it. */
  static Lines cliff() {
    double[] w = new double[200];
    double[] loss = new double[200];
    for (int i = 0; i < w.length; i++) {
      w[i] = 0.9 + i * 0.00055;
      double y = StrictMath.pow(w[i], 999) - 1;
      loss[i] = 0.5 * y * y;
    }
    return new Lines("At w = 1.009 the loss is a wall, and one step throws the weight off the map")
        .x("recurrent weight w")
        .logY("loss (y₁₀₀₀ − 1)² / 2", 1e-4, 1e10)
        .line("loss", w, loss)
        .arrow("one step without a clip", 1.009, 3e7, 0.93, 0.5)
        .note("start", 1.009, 3e7)
        .mark("w = 1", 1);
  }

  /** Few bars, one of them from three runs, against a level. */
  static Bars bars() {
    return new Bars("The net needs half the bits of letter frequencies")
        .x("bits per letter (less is better)")
        .bar("uniform", 4.75)
        .bar("letter frequencies", 4.104)
        .bar("letter pairs", 3.48)
        .bar("Elman, 64 units", 2.61, 2.38, 2.84)
        .level("the list's own entropy: 2.2", 2.2);
  }

  /** As many bars as the alphabet has letters. */
  static Bars letters() {
    return letters("After ‘mari’ the net expects an a or an o", 1);
  }

  private static Bars letters(String title, double sharpness) {
    Bars bars = new Bars(title).x("probability of the next letter", 0, 0.2);
    double[] p = new double[26];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = StrictMath.exp(sharpness * 3 * StrictMath.cos(i * i * 0.7 + 0.3));
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      bars.bar(String.valueOf((char) ('a' + i)), p[i] / sum);
    }
    return bars;
  }

  /** A small matrix with numbers, empty cells and outlines. */
  static HeatMap contributions() {
    double no = Double.NaN;
    return new HeatMap(
            "Each loss reaches back to every earlier state, half as strongly at each step",
            new DMatrixRMaj(new double[][] {{2, no, no}, {1, 2, no}, {0.25, 0.5, 1}}))
        .rows("loss of step", "L₁", "L₂", "L₃")
        .columns("state", "h₁", "h₂", "h₃")
        .values("share of ∂L/∂h", 0, 2)
        .numbers()
        .outline("k = 1", (t, s) -> s <= t && t - s < 1)
        .outline("k = 2", (t, s) -> s <= t && t - s < 2)
        .outline("k = 3", (t, s) -> s <= t && t - s < 3);
  }

  /** A state over time: many rows and columns, values of either sign. */
  static HeatMap gates() {
    DMatrixRMaj h = new DMatrixRMaj(24, 60);
    for (int i = 0; i < h.numRows; i++) {
      for (int t = 0; t < h.numCols; t++) {
        h.set(i, t, StrictMath.tanh(2 * StrictMath.sin(0.07 * (i + 3) * t + i)));
      }
    }
    return new HeatMap("Some units count, others toggle", h)
        .rows("hidden unit")
        .columns("time step")
        .values("state h", -1, 1)
        .diverging();
  }

  /** A text of two lines, and one of one. */
  static TextHeat text() {
    String first =
        "break open or apart suddenly and forcefully; \"the dam burst\"; \"the tyre burst in heat\"";
    TextHeat heat = new TextHeat("One unit watches quotations", "state of unit 22", 1);
    for (String letters : new String[] {first, "to \"be\"\n"}) {
      double[] values = new double[letters.length()];
      for (int t = 0; t < values.length; t++) {
        values[t] = letters.substring(0, t + 1).contains("\"") ? 1 : -0.8;
      }
      heat.text(letters, values);
    }
    return heat;
  }

  /** Words on both axes. */
  static HeatMap attention() {
    String[] german = {"sieben", "und", "neun", "zig", "tausend", "drei", "⟨end⟩"};
    String[] english = {"ninety", "seven", "thousand", "and", "three", "⟨end⟩"};
    DMatrixRMaj a = new DMatrixRMaj(german.length, english.length);
    int[] best = {1, 3, 0, 0, 2, 4, 5};
    for (int i = 0; i < german.length; i++) {
      for (int j = 0; j < english.length; j++) {
        a.set(i, j, j == best[i] ? 0.9 : 0.02);
      }
    }
    return new HeatMap("German says the ones before the tens, and attention crosses over", a)
        .rows("German, written", german)
        .columns("English, read", english)
        .values("attention weight", 0, 1);
  }

  /** Three figures side by side. */
  static FigureRow row() {
    return new FigureRow(
        "A cold net repeats itself, a hot one babbles",
        letters("temperature 0.5", 2),
        letters("temperature 1", 1),
        letters("temperature 1.5", 0.67));
  }

  /** Three small charts, two lines each, one of them on a log axis. */
  static FigureRow counterexamples() {
    double[] k = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    double[] norm = {1, 10.02, 10.01, 7.5, 5, 3.13, 1.88, 1.09, 0.62, 0.35, 0.195};
    double[] bound = new double[11];
    double[] product = new double[11];
    double[] tanh = new double[11];
    for (int i = 0; i < 11; i++) {
      bound[i] = StrictMath.pow(0.5, i);
      product[i] = StrictMath.pow(2, i);
      tanh[i] = StrictMath.pow(0.166372, i);
    }
    return new FigureRow(
        "Three times the largest eigenvalue says the wrong thing",
        new Lines("Eigenvalues 0.5, and it grows tenfold first")
            .x("power k")
            .y("norm")
            .line("‖Wᵏ‖", k, norm)
            .line("0.5ᵏ", k, bound)
            .height(240),
        new Lines("Eigenvalues 0, and the product explodes")
            .x("steps")
            .logY("norm")
            .line("‖ABAB…‖", k, product)
            .level("ρ = 0", 1)
            .height(240),
        new Lines("w = 2, and the gradient vanishes in tanh")
            .x("steps")
            .logY("product of slopes")
            .line("tanh", k, tanh)
            .line("linear", k, product)
            .height(240));
  }

  /** Vectors in the nodes and on the arrows. */
  static UnrolledGraph hand() {
    return new UnrolledGraph("All weights 1, and yet 4, 12, 32: the state remembers")
        .input("input x", "(1, 1)", "(1, 1)", "(2, 2)")
        .arrows(2, 2, 4)
        .state("state h", new DMatrixRMaj(new double[][] {{2, 2}, {6, 6}, {16, 16}}))
        .start("(0, 0)")
        .arrows(0, 4, 12)
        .output("output y", "(4, 4)", "(12, 12)", "(32, 32)")
        .arrows("+");
  }

  /** Numbers forward and backward. */
  static UnrolledGraph blame() {
    return new UnrolledGraph(
            "Blame flows from right to left: the first state answers for all three")
        .input("input x", 1, 2, 3)
        .arrows("·1")
        .state("state h", 1, 2.5, 4.25)
        .gradient(3.25, 2.5, 1)
        .start(0)
        .arrows("·0.5")
        .arrowGradients(1.25, 0.5)
        .output("output o", 2, 5, 8.5)
        .gradient(1, 1, 0.5)
        .arrows("·2")
        .arrowGradients(2, 2, 1);
  }

  /** A name that runs through a net with many units. */
  static UnrolledGraph name() {
    List<String> letters = List.of("a", "e", "i", "m", "n", "o", "r", "t", "end");
    DMatrixRMaj p = new DMatrixRMaj(6, letters.size());
    DMatrixRMaj h = new DMatrixRMaj(6, 48);
    for (int t = 0; t < p.numRows; t++) {
      double sum = 0;
      for (int i = 0; i < p.numCols; i++) {
        p.set(t, i, StrictMath.exp(2.2 * StrictMath.sin(3.1 * t + 1.7 * i * i)));
        sum += p.get(t, i);
      }
      for (int i = 0; i < p.numCols; i++) {
        p.set(t, i, p.get(t, i) / sum);
      }
      for (int i = 0; i < h.numCols; i++) {
        h.set(t, i, StrictMath.sin(i * (t + 1.3)));
      }
    }
    return new UnrolledGraph("After each letter the net bets on the next one")
        .input("letter read", "start", "m", "a", "r", "i", "a")
        .state("state", h)
        .choices("next letter", letters, p, "m", "a", "r", "i", "a", "end");
  }

  /** Two layers: sums, and sums of sums. */
  static UnrolledGraph layers() {
    return new UnrolledGraph("The second layer adds up what the first one has added up")
        .input("input x", 4, 1, 7)
        .state("layer 1", 4, 5, 12)
        .start(0)
        .gradient(3, 2, 1)
        .state("layer 2", 4, 9, 17)
        .start(0)
        .gradient(1, 1, 1);
  }

  /** One output at the end, none before; the output fed back. */
  static UnrolledGraph jordan() {
    return new UnrolledGraph("Jordan's memory is what the net has said")
        .input("input x", 1, -1, "", 2)
        .state("state h", 0.462117, -0.26264, 0.1, 0.700703)
        .output("output y", 0.9, -0.5, 0.2, 1.4)
        .outputFedBack();
  }

  /** One step of a whole LSTM unit. */
  static LstmCellDiagram cell() {
    return new LstmCellDiagram("Two states and an input make two states")
        .weights(
            new double[] {-0.15, 0.65, 0.85, 0.35},
            new double[] {-0.8, 0.2, -1.2, 1.4},
            new double[] {-0.05, 1, 0.13, -1.1})
        .before(2, 0.4, 0.6)
        .gates(
            new double[] {-0.67, 2.38, 1.35, 0.16},
            new double[] {0.338497, 0.915289, 0.874053, 0.539915})
        .after(0.845038, 0.688468, 0.371714);
  }

  /** Two words in, three words and END out. */
  static EncoderDecoderDiagram encoderDecoder() {
    return new EncoderDecoderDiagram("Two words in, one number handed over, three words out")
        .encoder(
            -1.5, List.of("forty", "two"), new double[] {1.3, 0.2}, new double[] {0.8617, -0.7978})
        .decoder(
            1.2,
            List.of("END", "zwei", "und", "vierzig"),
            new double[] {1.7, -1.1, -2, 1.4},
            new double[] {0.6307, -0.3303, -0.9836, 0.2163})
        .bets(
            List.of("zwei", "und", "vierzig", "END"),
            new double[][] {
              {0.617, 0.0096, 0.0003, 0.3731},
              {0.0291, 0.5526, 0.1817, 0.2366},
              {0.0002, 0.3842, 0.6084, 0.0072},
              {0.3126, 0.1045, 0.0068, 0.5761}
            },
            0,
            1,
            2,
            3);
  }

  /** A decoder's look at three states, with padding behind them. */
  static AttentionDiagram look() {
    return new AttentionDiagram("The query opens the valves, and the context is what comes through")
        .words("two", "hundred", "six", "")
        .states(
            new double[] {0.9, 0.2},
            new double[] {-0.3, 0.8},
            new double[] {0.5, -0.6},
            new double[] {0.7, 0.4})
        .query(1.5, 2)
        .scores(
            new double[] {1.75, 1.15, -0.45, Double.NEGATIVE_INFINITY},
            new double[] {0.602549, 0.330686, 0.066764, 0})
        .context(0.476471, 0.345000);
  }

  /** Three steps of one unit: 31 comes in, 40 is added, all is forgotten but a little. */
  static LstmDiagram lstm() {
    return new LstmDiagram("A memory is filled, kept and emptied", 3, 0)
        .inputs("(3, 1)", "(4, 1)", "(5, −1)")
        .candidates(new double[] {31, 40, 5}, new double[] {1, 0.99, 0.02})
        .memory(new double[] {31, 71, 6.99977}, new double[] {1, 0.98, 0.1})
        .outputs(new double[] {0, 70, 0}, new double[] {0, 0.97, 0.01});
  }

  /** Ten steps of a beam of four, the result done before the others. */
  static BeamTree beam() {
    return new BeamTree(
        "Four readings of a number race, and one stops first", wideBeam(), numbers());
  }

  static Beam wideBeam() {
    return new BeamSearch(4, 10).nBest(4).search(chance()).get(0);
  }

  static List<String> numbers() {
    return List.of(
        "<end>,ein,zwei,drei,vier,fünf,sechs,sieben,acht,neun,zehn,zwanzig,dreißig,vierzig,hundert"
            .split(","));
  }

  /** Says anything after any prefix, but does not end before the seventh word. */
  static NextToken chance() {
    return new Chance(List.of(List.of()));
  }

  private record Chance(List<List<Integer>> prefixes) implements NextToken {
    @Override
    public int rows() {
      return prefixes.size();
    }

    @Override
    public int vocabulary() {
      return numbers().size();
    }

    @Override
    public int end() {
      return 0;
    }

    @Override
    public DMatrixRMaj logProbabilities() {
      int v = vocabulary();
      DMatrixRMaj next = new DMatrixRMaj(rows(), v);
      for (int i = 0; i < rows(); i++) {
        Rng rng = new Rng(9 + 7919L * prefixes.get(i).hashCode());
        for (int j = 0; j < v; j++) {
          next.set(i, j, j == 0 && prefixes.get(i).size() < 6 ? -5 : 2.2 * rng.nextGaussian());
        }
        Softmax.of(next.data, i * v, (i + 1) * v);
      }
      Arrays.setAll(next.data, i -> StrictMath.log(next.data[i]));
      return next;
    }

    @Override
    public NextToken append(int[] rows, int[] tokens) {
      List<List<Integer>> longer = new ArrayList<>();
      for (int i = 0; i < rows.length; i++) {
        List<Integer> prefix = new ArrayList<>(prefixes.get(rows[i]));
        prefix.add(tokens[i]);
        longer.add(prefix);
      }
      return new Chance(longer);
    }
  }

  private static TagGrid tags() {
    return new TagGrid(
            "“Taipei” changes its tag when “leave” has been read",
            List.of("Taipei", "on", "November", "2nd", "is", "where", "I", "leave", "from"))
        .rows("read up to")
        .row("Taipei", List.of("B-dest"))
        .row("November", List.of("B-dest", "O", "B-time"))
        .row("from", List.of("B-dep", "O", "B-time", "I-time", "O", "O", "O", "O", "O"));
  }

  /** A tree whose nodes hold values, one of them wrong. */
  private static NodeLinks expression() {
    return new NodeLinks("One node of the expression is wrong, and its parent inherits it")
        .node("+", 1, 0, "+", "1 (0.97)")
        .colour(Palette.CONVOLUTION)
        .node("×", 0.5, 1, "×", "2 (0.61)")
        .colour(Palette.GRADIENT)
        .node("1", 0, 2, "1")
        .node("2", 1, 2, "2")
        .node("0", 2, 1, "0")
        .link("1", "×")
        .link("2", "×")
        .link("×", "+")
        .link("0", "+")
        .note("should be 1", -0.6, 1)
        .colour(Palette.GRADIENT);
  }
}
