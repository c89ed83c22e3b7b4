package unrolled.show;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One figure of each kind, as the course draws them; run it to look at them as images. */
final class Examples {

  private Examples() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (Map.Entry<String, Figure> figure : all().entrySet()) {
      figure.getValue().save(folder.resolve(figure.getKey() + ".png"));
    }
  }

  static Map<String, Figure> all() {
    Map<String, Figure> all = new LinkedHashMap<>();
    all.put("fan", fan());
    all.put("accuracy", accuracy());
    all.put("training", training());
    all.put("legend", legend());
    return all;
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
      loss[i] = smooth[i] + 0.25 * Math.sin(i * 12.9898) * Math.cos(i * 4.1);
    }
    return new Lines("Ten seconds take the loss from noise to vowels in the right places")
        .x("training step")
        .y("loss (bits per letter)")
        .line("each batch", loss)
        .in(Palette.JORDAN)
        .line("validation", smooth)
        .in(Palette.ELMAN)
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
}
