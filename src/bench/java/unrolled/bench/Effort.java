package unrolled.bench;

import java.io.IOException;

/**
 * How long is measured.
 *
 * @param rounds how many turns each system has
 * @param warmUpMs how long it works before the first
 * @param roundMs how long a turn is, about
 */
record Effort(int rounds, double warmUpMs, double roundMs) {
  static final Effort FULL = new Effort(7, 3000, 250);
  static final Effort QUICK = new Effort(3, 1500, 100);

  /** Works until the time is over, by the processor's clock; gives the updates of a turn. */
  int warmUp(Child child) throws IOException {
    double spent = 0;
    double each = child.run(1).cpuMs();
    while (spent < warmUpMs) {
      int updates = (int) Math.max(1, Math.min(1000, roundMs / each));
      each = child.run(updates).cpuMs();
      spent += Math.max(each, 0.01) * updates;
    }
    return (int) Math.max(1, Math.ceil(roundMs / each));
  }
}
