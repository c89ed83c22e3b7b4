package unrolled.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.Training;

/**
 * The training that every system does: one answer out of {@value #SYMBOLS} symbols at every step,
 * softmax and cross-entropy (mean), full backpropagation through time, the gradient clipped to a
 * global norm of {@value #CLIP}, Adam. The symbols are random; a few batches take turns, so that
 * nothing is learnt by heart.
 *
 * @param cell "Elman", "LSTM" or "GRU", the GRU with the reset after the product, as PyTorch has it
 * @param hidden H, the width of the state
 * @param steps T
 * @param batch B
 */
record Task(String cell, int hidden, int steps, int batch) {
  static final int SYMBOLS = 28;
  static final int BATCHES = 4;
  static final double RATE = 0.001;
  static final double CLIP = 0.1;

  /** The network with its start weights. */
  RecurrentNetwork network() {
    Cell<?> recurrent =
        switch (cell) {
          case "Elman" -> new Elman(SYMBOLS, hidden);
          case "LSTM" -> new Lstm(SYMBOLS, hidden);
          case "GRU" -> GruResetAfter.cho(SYMBOLS, hidden);
          default -> throw new IllegalArgumentException("no cell has the name " + cell);
        };
    RecurrentNetwork network = RecurrentNetwork.everyStep(recurrent, SYMBOLS);
    network.init(1);
    return network;
  }

  /** The whole training, as a reader of the course would write it. */
  Training training() {
    Batch[] batches = new Batch[BATCHES];
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = new Batch(sequence(symbols(2 * i)), Targets.classes(symbols(2 * i + 1)));
    }
    return Training.of(
            network(), new SoftmaxCrossEntropy(), update -> batches[(update - 1) % BATCHES])
        .optimiser(new Adam(RATE))
        .clip(Clip.norm(CLIP));
  }

  /**
   * Multiplications and additions of an update's matrix products; inputs are symbols and need none.
   */
  double productFlops() {
    double gates = cell.equals("LSTM") ? 4 : cell.equals("GRU") ? 3 : 1;
    double forward = 2.0 * steps * batch * hidden * (gates * hidden + SYMBOLS);
    return 3 * forward; // the way back has two for each
  }

  /** T·B symbols, time first. */
  private int[] symbols(int seed) {
    Rng rng = new Rng(seed);
    int[] symbols = new int[steps * batch];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = rng.nextInt(SYMBOLS);
    }
    return symbols;
  }

  private Sequence sequence(int[] symbols) {
    int[][] sequences = new int[batch][steps];
    for (int i = 0; i < symbols.length; i++) {
      sequences[i % batch][i / batch] = symbols[i];
    }
    return Sequence.symbols(SYMBOLS, sequences);
  }

  /**
   * Writes it for the others, everything big-endian. As int: T, B, the number of symbols and of
   * batches; as double: rate, norm; the parameters W (symbols×GH), b (GH), U (H×GH), for the GRU d
   * (GH, the recurrent bias), V (H×symbols), c (symbols), with blocks i, f, g, o for the LSTM and
   * r, z, g for the GRU; as int: T·B inputs and T·B targets of each batch, time first.
   */
  void write(Path file) throws IOException {
    try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (int size : new int[] {steps, batch, SYMBOLS, BATCHES}) {
        out.writeInt(size);
      }
      out.writeDouble(RATE);
      out.writeDouble(CLIP);
      for (Param p : network().params()) {
        for (double x : p.value.data) {
          out.writeDouble(x);
        }
      }
      for (int i = 0; i < 2 * BATCHES; i++) {
        for (int symbol : symbols(i)) {
          out.writeInt(symbol);
        }
      }
    }
  }
}
