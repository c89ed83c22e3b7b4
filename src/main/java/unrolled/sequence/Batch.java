package unrolled.sequence;

import unrolled.layer.Targets;

/**
 * What a network is trained on in one update: sequences, and what it should say of them.
 *
 * @param x the sequences
 * @param y one target for each row of the network's answer
 */
public record Batch(Sequence x, Targets y) {
  /**
   * Throws unless there is one target for each sequence or for each step, and none behind an end.
   */
  public Batch {
    int steps = x.steps() * x.batch();
    if (y.rows() != x.batch() && y.rows() != steps) {
      throw new IllegalArgumentException(
          y.rows()
              + " targets for "
              + x.batch()
              + " sequences of up to "
              + x.steps()
              + " steps: give one for each sequence, "
              + x.batch()
              + ", or one for each step of each, "
              + steps
              + " (time-major)");
    }
    for (int i = 0; y.rows() == steps && i < steps; i++) {
      int t = i / x.batch() + 1;
      int b = i % x.batch();
      if (y.unmasked(i) && !x.hasStep(t, b)) {
        throw new IllegalArgumentException(
            "the targets ask about step "
                + t
                + " of sequence "
                + b
                + ", which has only "
                + x.length(b)
                + ": leave the steps behind its end out (Targets.MASKED, or false in the mask)");
      }
    }
  }
}
