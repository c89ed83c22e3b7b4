package unrolled.io;

import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import unrolled.layer.Activation;
import unrolled.math.Numbers;

/**
 * ONNX's names of activation functions.
 *
 * @param names of the functions
 * @param alpha a number for each function that has one, in order; as many as there are
 * @param beta the same
 */
record OnnxActivations(List<String> names, List<Double> alpha, List<Double> beta) {
  /** One of ours; of HardSigmoid, Affine and ScaledTanh with alpha and beta. */
  private record Known(Activation ours, String name, double... numbers) {
    boolean is(double alpha, double beta) { // ONNX's numbers have 32 bits
      return (float) alpha == (float) numbers[0] && (float) beta == (float) numbers[1];
    }

    @Override
    public String toString() {
      return numbers.length == 0
          ? name
          : name + " (" + Numbers.text(numbers[0]) + ", " + Numbers.text(numbers[1]) + ")";
    }
  }

  private static final List<Known> KNOWN =
      List.of(
          new Known(Activation.RELU, "Relu"),
          new Known(Activation.TANH, "Tanh"),
          new Known(Activation.SIGMOID, "Sigmoid"),
          new Known(Activation.HARD_SIGMOID, "HardSigmoid", 0.2, 0.5),
          new Known(Activation.IDENTITY, "Affine", 1, 0),
          new Known(Activation.G_1997, "ScaledTanh", 2, 0.5),
          new Known(Activation.H_1997, "ScaledTanh", 1, 0.5));

  /** Our functions. */
  List<Activation> ours() {
    PrimitiveIterator.OfDouble alphas = iterator(alpha);
    PrimitiveIterator.OfDouble betas = iterator(beta);
    List<Activation> ours = new ArrayList<>();
    for (String name : names) {
      List<Known> same = KNOWN.stream().filter(k -> k.name.equalsIgnoreCase(name)).toList();
      String numbers = "";
      if (!same.isEmpty() && same.get(0).numbers.length > 0) {
        boolean oneMeaning = same.size() == 1; // then its numbers are ONNX's default
        double a = next(alphas, oneMeaning ? same.get(0).numbers[0] : Double.NaN);
        double b = next(betas, oneMeaning ? same.get(0).numbers[1] : Double.NaN);
        same = same.stream().filter(k -> k.is(a, b)).toList();
        numbers = " (alpha " + Numbers.text(a) + ", beta " + Numbers.text(b) + ")";
      }
      if (same.isEmpty()) {
        throw new IllegalArgumentException(
            "there is no activation " + name + numbers + " here, there are " + KNOWN);
      }
      ours.add(same.get(0).ours);
    }
    requireUsed("activation_alpha", alpha, alphas);
    requireUsed("activation_beta", beta, betas);
    return ours;
  }

  /** Throws if numbers are left that none of the activations takes. */
  private void requireUsed(String name, List<Double> given, PrimitiveIterator.OfDouble left) {
    if (left.hasNext()) {
      throw new IllegalArgumentException(
          name
              + " "
              + given.stream().map(Numbers::text).toList()
              + " has more numbers than the activations "
              + names
              + " take");
    }
  }

  private static PrimitiveIterator.OfDouble iterator(List<Double> numbers) {
    return numbers.stream().mapToDouble(x -> x).iterator();
  }

  private static double next(PrimitiveIterator.OfDouble numbers, double otherwise) {
    return numbers.hasNext() ? numbers.nextDouble() : otherwise;
  }

  /** ONNX's names of ours. */
  static OnnxActivations of(List<Activation> ours) {
    OnnxActivations there =
        new OnnxActivations(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Activation f : ours) {
      Known known =
          KNOWN.stream()
              .filter(k -> k.ours == f)
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("ONNX has no activation like " + f));
      there.names.add(known.name);
      if (known.numbers.length > 0) {
        there.alpha.add(known.numbers[0]);
        there.beta.add(known.numbers[1]);
      }
    }
    return there;
  }
}
