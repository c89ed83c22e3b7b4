package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import unrolled.check.exercise.Exercise09.Loop;
import unrolled.check.exercise.Exercise09.Model;

/** How somebody trains until the validation loss has not fallen for a while: with switches. */
final class Training09 {

  /** Which weights a gradient is asked for. */
  private enum At {
    NOW,
    START,
    THE_EPOCHS_START,
    BEST
  }

  /** What becomes of the gradients of an epoch. */
  private enum Updates {
    EACH,
    ONE_WITH_THE_SUM,
    ONE_WITH_THE_MEAN,
    ONE_WITH_THE_LAST
  }

  private enum Measured {
    AFTER,
    BEFORE,
    EACH_BATCH,
    EACH_BATCH_TO_THE_END
  }

  private enum Returned {
    BEST,
    LAST,
    LAST_WHEN_OVER,
    LAST_WHEN_DONE
  }

  private static final int FOR_EVER = 60; // epochs more: by then its patience is over

  private double direction = -1;
  private UnaryOperator<double[]> cut = g -> g;
  private boolean withoutRate;
  private boolean dividedByBatches;
  private boolean dividedByEpochs;
  private boolean weightByWeight; // each with a gradient at what has become of those before it
  private boolean setForAdded;
  private int firstWeight;
  private int fewerWeights;
  private At at = At.NOW;
  private Updates updates = Updates.EACH;
  private IntBinaryOperator batch = (i, epoch) -> i;
  private int firstBatch;
  private int lastBatch; // beyond the last one
  private boolean oneBatch; // an epoch
  private boolean backwards;
  private Measured measured = Measured.AFTER;
  private boolean ofTheStart; // each loss
  private double begins = Double.POSITIVE_INFINITY; // the lowest
  private boolean beginsAtStart;
  private double nothingYet = Double.NaN; // what stands for it
  private boolean nothingBelowZero;
  private double margin;
  private boolean equalKept;
  private boolean equalResets;
  private boolean highest;
  private boolean previousKept;
  private boolean previousResets;
  private boolean notNoted;
  private IntUnaryOperator limit = patience -> patience;
  private boolean atTheHead; // of the loop it looks whether its patience is over
  private boolean notReset;
  private boolean allCounted;
  private int fewerEpochs;
  private Returned returned = Returned.BEST;
  private boolean fromBefore; // the epoch
  private boolean goesBack; // to the best, where none is better

  private double[] w;
  private double[] best;
  private double lowest;
  private double last; // loss
  private int waited;

  private Training09() {}

  double[] trained(Model model, double[] start, double rate, int patience, int most) {
    w = start.clone();
    best = start.clone();
    lowest = beginsAtStart ? model.validationLoss(start) : begins;
    last = lowest;
    waited = 0;
    int end = limit.applyAsInt(patience);
    boolean over = atTheHead && waited >= end;
    for (int e = 0; e < most - fewerEpochs && !over; e++) {
      double[] before = w.clone();
      if (measured == Measured.BEFORE) {
        measure(model, start, before);
      }
      over = epoch(model, start, rate, e, end);
      if (measured == Measured.AFTER) {
        measure(model, start, before);
      }
      over = over || (waited > 0 && waited >= end);
    }
    return returned == Returned.LAST
            || (returned == Returned.LAST_WHEN_OVER && over)
            || (returned == Returned.LAST_WHEN_DONE && !over)
        ? w
        : best;
  }

  /** Whether its patience was over in the middle of it. */
  private boolean epoch(Model model, double[] start, double rate, int epoch, int end) {
    int batches = model.batches();
    double[] from = w.clone();
    double[] sum = new double[w.length];
    for (int i = firstBatch; i < (oneBatch ? 1 : batches + lastBatch); i++) {
      double[] where =
          switch (at) {
            case NOW -> updates == Updates.EACH ? w : from;
            case START -> start;
            case THE_EPOCHS_START -> from;
            case BEST -> best;
          };
      int k = batch.applyAsInt(backwards ? batches - 1 - i : i, epoch) % (batches + lastBatch);
      double[] g = cut.apply(model.gradient(where.clone(), k));
      if (weightByWeight) {
        for (int j = 0; j < w.length; j++) {
          w[j] -= rate * (j == 0 ? g : model.gradient(w.clone(), k))[j];
        }
      } else if (updates == Updates.EACH) {
        update(g, step(rate, batches, epoch));
      } else {
        Arrays.setAll(sum, j -> updates == Updates.ONE_WITH_THE_LAST ? g[j] : sum[j] + g[j]);
      }
      if (measured.compareTo(Measured.BEFORE) > 0) {
        measure(model, start, from);
        if (measured == Measured.EACH_BATCH && waited > 0 && waited >= end) {
          return true;
        }
      }
    }
    if (updates != Updates.EACH) {
      double share = updates == Updates.ONE_WITH_THE_MEAN ? batches : 1;
      update(sum, step(rate, batches, epoch) / share);
    }
    return false;
  }

  private double step(double rate, int batches, int epoch) {
    return (withoutRate ? 1 : rate)
        / (dividedByBatches ? batches : 1)
        / (dividedByEpochs ? epoch + 1 : 1);
  }

  private void update(double[] g, double step) {
    for (int j = firstWeight; j < w.length - fewerWeights; j++) {
      w[j] = (setForAdded ? 0 : w[j]) + direction * step * g[j];
    }
  }

  private void measure(Model model, double[] start, double[] before) {
    double loss = model.validationLoss(ofTheStart ? start : w.clone()) * (highest ? -1 : 1);
    boolean first = lowest == nothingYet || (nothingBelowZero && lowest < 0);
    boolean lower = first || loss < lowest - margin;
    if (previousKept ? loss < last : lower || (equalKept && loss == lowest)) {
      best = fromBefore ? before : w.clone();
    } else {
      w = goesBack ? best.clone() : w;
    }
    if (previousResets ? loss < last : lower || (equalResets && loss == lowest)) {
      waited = notReset ? waited : allCounted ? waited + 1 : 0;
    } else {
      waited++;
    }
    lowest = lower && !notNoted ? loss : lowest;
    last = loss;
  }

  static Slips<Training09, Loop> mistakes() {
    Slips<Training09, Loop> slips =
        new Slips<>("“The loop”", Training09::new, training -> training::trained);
    updates(slips);
    gradients(slips);
    losses(slips);
    patience(slips);
    results(slips);
    return slips;
  }

  private static void updates(Slips<Training09, Loop> slips) {
    String clipped =
        "It looks as if gradients were clipped, as in the chapter. Here each is taken as it comes.";
    slips
        .slip(
            "update",
            "uphill",
            "It looks as if the gradient were added. It points to where the loss grows.",
            way -> way.direction = 1)
        .slip(
            "update",
            "no rate",
            "It looks as if the whole gradient were taken away. Where is the rate?",
            way -> way.withoutRate = true)
        .slip(
            "update",
            "divided by the batches",
            "It looks as if each gradient were divided by the number of batches. Each is a mean"
                + " already, and has an update of its own.",
            way -> way.dividedByBatches = true)
        .slip("update", "clipped", clipped, way -> way.cut = g -> shortened(g, 1))
        .alone(
            "a gradient for each weight",
            "It looks as if a gradient were asked for anew for each weight, when those before it had"
                + " changed already. One call gives the numbers of all weights, at the same w.",
            way -> way.weightByWeight = true)
        .alone(
            "a rate that falls",
            "The first epoch is right. It looks as if the rate fell from epoch to epoch.",
            way -> way.dividedByEpochs = true)
        .alone(
            "set for taken away",
            "It looks as if the weights were set to the update, not changed by it: = for -=?",
            way -> way.setForAdded = true)
        .slip(
            "weights",
            "the last weight left out",
            "It looks as if the last weight were never changed: does its loop end one too early?",
            way -> way.fewerWeights = 1)
        .slip(
            "weights",
            "the first weight left out",
            "It looks as if the first weight were never changed: does its loop begin with 1?",
            way -> way.firstWeight = 1);
    for (double most : new double[] {0.1, 0.25, 0.5, 2, 3, 5, 10, 100}) {
      slips.alone("clipped", clipped, way -> way.cut = g -> shortened(g, most));
    }
    for (double most : new double[] {0.1, 0.5, 1, 5, 10}) {
      slips.alone(
          "cut number by number",
          "It looks as if each number of the gradient were cut where it is large. It is taken as it"
              + " comes.",
          way -> way.cut = g -> Arrays.stream(g).map(x -> cut(x, most)).toArray());
    }
  }

  private static double length(double[] g) {
    return Math.sqrt(Arrays.stream(g).map(x -> x * x).sum());
  }

  private static double[] shortened(double[] g, double most) {
    double factor = Math.min(1, most / length(g));
    return Arrays.stream(g).map(x -> x * factor).toArray();
  }

  private static double cut(double x, double most) {
    return Math.max(-most, Math.min(most, x));
  }

  private static void gradients(Slips<Training09, Loop> slips) {
    slips
        .slip(
            "gather",
            "one update an epoch",
            "It looks as if the gradients of all batches were added up for one update an epoch."
                + " Update after every batch, and ask for the next gradient at the new weights.",
            way -> way.updates = Updates.ONE_WITH_THE_SUM)
        .slip(
            "gather",
            "one update an epoch with the mean",
            "It looks as if there were one update an epoch, with the mean of all gradients. Update"
                + " after every batch, and ask for the next gradient at the new weights.",
            way -> way.updates = Updates.ONE_WITH_THE_MEAN)
        .alone(
            "one update an epoch with the last",
            "It looks as if there were one update an epoch, with the gradient of the last batch:"
                + " does the update stand behind the loop over the batches?",
            way -> way.updates = Updates.ONE_WITH_THE_LAST)
        .slip(
            "gather",
            "the gradient of the start",
            "It looks as if every gradient were asked for at the start. It belongs to the weights as"
                + " they are now.",
            way -> way.at = At.START)
        .alone(
            "the gradient of the best",
            "It looks as if each gradient were asked for at the best weights so far. It belongs to"
                + " the weights as they are now.",
            way -> way.at = At.BEST)
        .slip(
            "batches",
            "always the first batch",
            "It looks as if batch 0 were taken every time.",
            way -> way.batch = (i, epoch) -> 0)
        .slip(
            "batches",
            "counted from 1",
            "It looks as if the batches were counted from 1. The first is batch 0, the last"
                + " batches() - 1; there is none behind it.",
            way -> {
              way.firstBatch = 1;
              way.lastBatch = 1;
            })
        .slip(
            "batches",
            "one batch too many",
            "It looks as if each epoch asked for one batch more than there is: the last is"
                + " batches() - 1.",
            way -> way.lastBatch = 1)
        .slip(
            "batches",
            "the first batch left out",
            "It looks as if batch 0 were left out.",
            way -> way.firstBatch = 1)
        .slip(
            "batches",
            "the last batch left out",
            "It looks as if the last batch were left out.",
            way -> way.lastBatch = -1)
        .alone(
            "the last batch first",
            "It looks as if the batches were taken from the last to the first.",
            way -> way.backwards = true)
        .alone(
            "one batch an epoch",
            "It looks as if an epoch were one batch. It goes through all of them.",
            way -> {
              way.oneBatch = true;
              way.batch = (i, epoch) -> epoch;
            })
        .alone(
            "batch 0 for an epoch",
            "It looks as if an epoch were batch 0 alone. It goes through all batches.",
            way -> way.oneBatch = true);
  }

  private static void losses(Slips<Training09, Loop> slips) {
    String fromZero =
        "It looks as if the lowest loss began at 0, or near it (Double.MIN_VALUE is the"
            + " smallest number above 0). Most losses are not lower than that: with what could"
            + " you begin?";
    String fromTooLow =
        "It looks as if the lowest loss began at a number that isn't above all losses. The first"
            + " epoch's loss is the lowest so far, however large it is.";
    slips
        .slip(
            "measured",
            "measured before the epoch",
            "It looks as if the validation loss were measured before the epoch's updates. Measure"
                + " after them: it belongs to the new weights.",
            way -> way.measured = Measured.BEFORE)
        .slip(
            "measured",
            "measured after each batch",
            "It looks as if the validation loss were measured after each batch, and patience counted"
                + " in batches. An epoch goes through all batches first.",
            way -> way.measured = Measured.EACH_BATCH)
        .alone(
            "measured after each batch, to the epoch's end",
            "It looks as if the validation loss were measured after each batch, and the waiting"
                + " counted there. An epoch goes through all batches first.",
            way -> way.measured = Measured.EACH_BATCH_TO_THE_END)
        .alone(
            "the loss of the start",
            "It looks as if the validation loss were measured at the start every time. It belongs to"
                + " the weights as they are now.",
            way -> way.ofTheStart = true)
        .slip(
            "lowest",
            "lower than the one before",
            "It looks as if each loss were compared with the one before. It must come below the"
                + " lowest of all so far.",
            way -> {
              way.previousKept = true;
              way.previousResets = true;
            })
        .alone(
            "waits for less than before",
            "It looks as if the waiting began anew at every loss below the one before. It must come"
                + " below the lowest of all so far.",
            way -> way.previousResets = true)
        .alone(
            "keeps what is lower than before",
            "It looks as if weights were kept whenever their loss came below the one before. It must"
                + " come below the lowest of all so far.",
            way -> way.previousKept = true)
        .slip(
            "lowest",
            "the start counts",
            "It looks as if the loss at the start were the first lowest one. It is no epoch's: the"
                + " first epoch has nothing to be compared with.",
            way -> way.beginsAtStart = true)
        .slip("lowest", "the lowest begins at 0", fromZero, way -> way.begins = 0)
        .slip(
            "lowest",
            "the lowest is never noted",
            "It looks as if the lowest loss kept its first value: where a lower one comes, it is the"
                + " new lowest.",
            way -> way.notNoted = true)
        .slip(
            "lowest",
            "a loss below 0 for none",
            "It looks as if a lowest loss below 0 stood for “none yet”. A loss may be below 0: then"
                + " the next one counts as better, however high it is.",
            way -> {
              way.begins = -1;
              way.nothingBelowZero = true;
            })
        .alone(
            "0 for none",
            "It looks as if a lowest loss of 0 stood for “none yet”. A loss may be 0: then every"
                + " later one counts as better.",
            way -> {
              way.begins = 0;
              way.nothingYet = 0;
            })
        .slip(
            "equal",
            "equal is better",
            "It looks as if an equal loss were taken for a lower one: <= in place of <, or > in place of"
                + " >=?",
            way -> {
              way.equalKept = true;
              way.equalResets = true;
            })
        .alone(
            "equal begins a new count",
            "It looks as if an equal loss set the waiting back to 0. It is no lower one.",
            way -> way.equalResets = true)
        .alone(
            "equal is kept",
            "It looks as if the weights were kept at an equal loss, too. It is no lower one: the"
                + " first of equal ones stay.",
            way -> way.equalKept = true)
        .slip(
            "lowest",
            "the highest",
            "It looks as if the weights with the highest validation loss were kept. A loss is good"
                + " when it is low.",
            way -> way.highest = true);
    slips.alone("the lowest begins at 0", fromZero, way -> way.begins = Double.MIN_VALUE);
    for (double begins :
        new double[] {10, 100, 1000, 1e6, 1e9, 2147483647, 9.2e18, 3.4e38, 1e100}) {
      slips.alone("the lowest begins too low", fromTooLow, way -> way.begins = begins);
    }
    for (double margin : new double[] {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8}) {
      slips.alone(
          "lower by more than a little",
          "It looks as if a loss had to be lower by some margin. However little lower is lower.",
          way -> way.margin = margin);
    }
  }

  private static void patience(Slips<Training09, Loop> slips) {
    String tooEarly =
        "It stops one epoch before its patience is over. With a patience of 2, the second epoch in"
            + " a row without a lower loss is the last.";
    slips
        .slip(
            "patience",
            "one epoch too many",
            "It goes on for one epoch more when its patience is over. With a patience of 2, the"
                + " second epoch in a row without a lower loss is the last.",
            way -> way.limit = patience -> patience + 1)
        .slip(
            "patience", "one epoch too few", tooEarly, way -> way.limit = patience -> patience - 1)
        .alone(
            "one epoch too few",
            tooEarly,
            way -> {
              way.limit = patience -> patience - 1;
              way.atTheHead = true;
            })
        .slip(
            "patience",
            "no patience at all",
            "It looks as if it stopped at the first epoch without a lower loss.",
            way -> way.limit = patience -> 1)
        .slip(
            "patience",
            "it never stops early",
            "It goes on to the last epoch, however long no lower loss has come.",
            way -> way.limit = patience -> Integer.MAX_VALUE)
        .slip(
            "count",
            "waited is never set back",
            "It looks as if the epochs without a lower loss were counted over the whole training."
                + " The patience is for epochs in a row: a lower loss begins a new count.",
            way -> way.notReset = true)
        .slip(
            "count",
            "every epoch counts",
            "It stops after as many epochs as its patience, however the loss falls. A lower loss"
                + " sets the count back to 0.",
            way -> way.allCounted = true)
        .slip(
            "most",
            "one epoch fewer than there may be",
            "It looks as if there were at most one epoch fewer than `most`.",
            way -> way.fewerEpochs = 1)
        .slip(
            "most",
            "one epoch more than there may be",
            "It looks as if there were at most one epoch more than `most`.",
            way -> way.fewerEpochs = -1)
        .slip(
            "most",
            "no end but its patience",
            "It looks as if `most` were left out: it goes on until its patience is over.",
            way -> way.fewerEpochs = -FOR_EVER);
  }

  private static void results(Slips<Training09, Loop> slips) {
    slips
        .slip(
            "result",
            "not copied",
            "It looks as if the last weights came back, not the best ones. Either w is returned, or"
                + " best and w are one array: neither best = w nor list.add(w) copies.",
            way -> way.returned = Returned.LAST)
        .alone(
            "the last weights when the patience is over",
            "Right if it goes on to the last epoch. When its patience is over, it gives back the"
                + " last weights, and not the best.",
            way -> way.returned = Returned.LAST_WHEN_OVER)
        .alone(
            "the last weights at the last epoch",
            "Right when its patience is over. If it goes on to the last epoch, it gives back the"
                + " last weights, and not the best.",
            way -> way.returned = Returned.LAST_WHEN_DONE)
        .slip(
            "result",
            "from before the epoch",
            "It looks as if the weights that come back were those before the best epoch's updates."
                + " The loss was measured after them.",
            way -> way.fromBefore = true)
        .slip(
            "result",
            "goes back to the best",
            "It looks as if training went on from the best weights again whenever an epoch was no"
                + " better. Only what comes back in the end are the best ones.",
            way -> way.goesBack = true);
  }
}
