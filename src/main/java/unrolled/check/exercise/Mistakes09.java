package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import unrolled.check.exercise.Exercise09.Loop;
import unrolled.check.exercise.Exercise09.Mean;
import unrolled.check.exercise.Exercise09.MeanBack;

/** What is typically wrong in exercise 09: switches on each of its three algorithms. */
final class Mistakes09 {

  private Mistakes09() {}

  /** A step, or a number to divide by, for sequence b in a batch of T steps. */
  @FunctionalInterface
  private interface Count {
    int of(int[] lengths, int b, int steps, int units);
  }

  /** What somebody takes for the lengths, in a batch of T steps. */
  @FunctionalInterface
  private interface Lengths {
    int[] of(int[] own, int steps);
  }

  private static Lengths all(IntBinaryOperator length) {
    return (own, steps) -> {
      int[] lengths = new int[own.length];
      Arrays.setAll(lengths, b -> length.applyAsInt(own[b], steps));
      return lengths;
    };
  }

  private static Lengths alike(IntUnaryOperator fromLongest) {
    return (own, steps) -> {
      int longest = fromLongest.applyAsInt(Arrays.stream(own).max().orElse(0));
      return IntStream.of(own).map(l -> longest).toArray();
    };
  }

  private static Lengths ofSequence(IntBinaryOperator which) {
    return (own, steps) ->
        IntStream.range(0, own.length)
            .map(b -> own[which.applyAsInt(b, own.length) % own.length])
            .toArray();
  }

  private static Lengths ofTheShortest() {
    return (own, steps) -> {
      int shortest = Arrays.stream(own).min().orElse(0);
      return IntStream.of(own).map(l -> shortest).toArray();
    };
  }

  /** What becomes of a sequence without steps. */
  private enum Empty {
    ZERO,
    DIVIDED_BY_ZERO,
    THE_END,
    ONE_STEP
  }

  // ---- the mean

  /** What becomes of the steps of a sequence. */
  private enum Sum {
    ADDED,
    SET,
    SUBTRACTED,
    SIZES,
    SQUARES,
    // not divided in the end
    DIVIDED_EACH_TIME,
    HALVED_EACH_TIME,
    HALVED_FROM_THE_SECOND,
    LARGEST,
    SMALLEST
  }

  /** How somebody averages. */
  private static final class Averaging {
    private Lengths lengths = (own, steps) -> own;
    private Count from = (lengths, b, steps, n) -> 0;
    private Count until = (lengths, b, steps, n) -> lengths[b];
    private Count divisor = (lengths, b, steps, n) -> lengths[b];
    private Sum sum = Sum.ADDED;
    private Empty empty = Empty.ZERO;
    private boolean masked; // by 0 times what lies behind the end
    private boolean notZero; // so steps are recognised
    private boolean finite; // or so
    private boolean wholeDivision;
    private boolean wholeNumbers;
    private boolean goesOn; // from one sequence to the next
    private boolean goesOnInRow; // from one number to the next
    private int first; // of whose states, added to b
    private boolean ofTheFirst;
    private boolean oneRow; // for all sequences
    private boolean addsUp; // to what stands in it already
    private boolean sequenceFirst; // then the step, which may be an index outside
    private boolean overSequences;
    private boolean overNumbers;
    private int firstNumber;
    private int fewerNumbers;
    private int firstSequence;
    private int fewerSequences;

    double[][] mean(double[][][] h, int[] own) {
      int[] given = lengths.of(own, h.length);
      int n = h[0][0].length;
      double[][] mean = new double[own.length][n];
      if (oneRow) {
        Arrays.fill(mean, mean[0]);
      }
      double[] left = new double[n];
      double last = 0;
      for (int b = firstSequence; b < own.length - fewerSequences; b++) {
        if (given[b] <= 0 && empty == Empty.THE_END) {
          return mean;
        }
        for (int j = firstNumber; j < n - fewerNumbers; j++) {
          double before = goesOnInRow ? (j == 0 && !goesOn ? 0 : last) : goesOn ? left[j] : 0;
          int row = ofTheFirst ? 0 : (b + first) % own.length;
          mean[b][j] = of(h, row, j, given, b, before) + (addsUp ? mean[b][j] : 0);
          left[j] = lastSum;
          last = lastSum;
        }
      }
      return mean;
    }

    private double lastSum;

    private double of(double[][][] h, int row, int j, int[] lengths, int b, double before) {
      int steps = h.length;
      int n = h[0][0].length;
      boolean one = lengths[b] <= 0 && empty == Empty.ONE_STEP;
      int until = one ? 1 : Math.min(steps, this.until.of(lengths, b, steps, n));
      int divisor = one ? 1 : this.divisor.of(lengths, b, steps, n);
      int count = 0;
      double soFar = before;
      for (int t = Math.max(0, from.of(lengths, b, steps, n)); t < until; t++) {
        double h1 = sequenceFirst ? h[row][t][j] : state(h[t], row, j);
        if (finite && !Double.isFinite(h1)) {
          continue;
        }
        soFar = next(soFar, masked && t >= lengths[b] ? 0 * h1 : h1, count, divisor);
        count += notZero && h1 == 0 ? 0 : 1;
      }
      lastSum = soFar;
      if (lengths[b] <= 0 && empty == Empty.ZERO && !notZero) {
        return masked ? soFar : 0;
      }
      return divided(soFar, notZero || finite ? count : divisor);
    }

    private double next(double soFar, double h, int count, int divisor) {
      return switch (sum) {
        case ADDED -> soFar + h;
        case SET -> h;
        case SUBTRACTED -> soFar - h;
        case SIZES -> soFar + Math.abs(h);
        case SQUARES -> soFar + h * h;
        case DIVIDED_EACH_TIME -> (soFar + h) / divisor;
        case HALVED_EACH_TIME -> (soFar + h) / 2;
        case HALVED_FROM_THE_SECOND -> count == 0 ? h : (soFar + h) / 2;
        case LARGEST -> count == 0 ? h : Math.max(soFar, h);
        case SMALLEST -> count == 0 ? h : Math.min(soFar, h);
      };
    }

    private double divided(double sum, int divisor) {
      if (this.sum.compareTo(Sum.SQUARES) > 0) {
        return sum;
      }
      return wholeNumbers
          ? (double) Math.floorDiv((long) sum, Math.max(1, divisor))
          : wholeDivision ? sum * (divisor == 0 ? 0 : Math.floorDiv(1, divisor)) : sum / divisor;
    }

    private double state(double[][] step, int row, int j) {
      double sum = 0;
      for (int b = overSequences ? 0 : row; b <= (overSequences ? step.length - 1 : row); b++) {
        sum += overNumbers ? Arrays.stream(step[b]).sum() : step[b][j];
      }
      return sum;
    }
  }

  static Exercise<Mean> ofMean(Exercise<Mean> exercise) {
    Slips<Averaging, Mean> slips =
        new Slips<>("“The mean”", Averaging::new, averaging -> averaging::mean);
    stepsOfMean(slips);
    divisorOfMean(slips);
    sumOfMean(slips);
    placesOfMean(slips);
    return slips.addTo(exercise);
  }

  private static void stepsOfMean(Slips<Averaging, Mean> slips) {
    slips
        .slip(
            "both",
            "the padding counted",
            "It looks as if all T steps had been added up and divided by T. Behind a sequence's end"
                + " stands padding, which is nobody's step.",
            way -> way.lengths = all((own, steps) -> steps))
        .alone(
            "padding known by its numbers",
            "It looks as if NaN and ∞ had told you what is padding. It may be any number: lengths"
                + " alone tells where a sequence is over.",
            way -> {
              way.until = (lengths, b, steps, n) -> steps;
              way.finite = true;
            })
        .slip(
            "steps",
            "the padding added",
            "It looks as if the padding were in the sum, which is then divided by the sequence's own"
                + " length.",
            way -> way.until = (lengths, b, steps, n) -> steps)
        .slip(
            "steps",
            "0 times the padding",
            "Right as long as the padding is made of numbers. It looks as if it were multiplied by"
                + " 0 and added: but 0 · NaN and 0 · ∞ are NaN. What isn't looked at can't do harm.",
            way -> {
              way.until = (lengths, b, steps, n) -> steps;
              way.masked = true;
            })
        .slip(
            "steps",
            "one step too many",
            "It looks as if one step behind the end were added, too, where there is one: the last"
                + " step of a sequence is h[lengths[b] - 1].",
            way -> way.until = (lengths, b, steps, n) -> lengths[b] + 1)
        .alone(
            "one step too many",
            "It looks as if one step behind the end were added, too, where there is one: the last"
                + " step of a sequence is h[lengths[b] - 1].",
            way -> {
              way.until = (lengths, b, steps, n) -> lengths[b] + 1;
              way.empty = Empty.DIVIDED_BY_ZERO;
            })
        .slip(
            "steps",
            "the first step left out",
            "It looks as if the first step were left out: it is h[0].",
            way -> way.from = (lengths, b, steps, n) -> 1)
        .slip(
            "steps",
            "one step late",
            "It looks as if the steps were counted from 1: h[0] is left out, and one step behind the"
                + " end is added where there is one.",
            way -> {
              way.from = (lengths, b, steps, n) -> 1;
              way.until = (lengths, b, steps, n) -> lengths[b] + 1;
            })
        .slip(
            "steps",
            "the last step left out",
            "It looks as if the last step of each sequence were left out.",
            way -> way.until = (lengths, b, steps, n) -> lengths[b] - 1)
        .slip(
            "steps",
            "as many steps as sequences",
            "It looks as if the loop over the steps ended at B, the number of sequences.",
            way -> way.until = (lengths, b, steps, n) -> lengths.length)
        .slip(
            "steps",
            "padding in front",
            "It looks as if the padding were taken to stand in front: the last steps of the batch"
                + " are added. A sequence begins at h[0].",
            way -> {
              way.from = (lengths, b, steps, n) -> steps - lengths[b];
              way.until = (lengths, b, steps, n) -> steps;
            })
        .slip(
            "both",
            "the length of the first for all",
            "It looks as if all sequences had the length of the first one.",
            way -> way.lengths = ofSequence((b, batch) -> 0))
        .slip(
            "both",
            "the length of the longest for all",
            "It looks as if all sequences had the length of the longest one: the padding between"
                + " counts.",
            way -> way.lengths = alike(longest -> longest))
        .alone(
            "the length of the last for all",
            "It looks as if all sequences had the length of the last one.",
            way -> way.lengths = ofSequence((b, batch) -> batch - 1))
        .alone(
            "the length of the shortest for all",
            "It looks as if all sequences had the length of the shortest one.",
            way -> way.lengths = ofTheShortest())
        .alone(
            "the length of the next one",
            "It looks as if each sequence had the length of the one after it.",
            way -> way.lengths = ofSequence((b, batch) -> b + 1))
        .alone(
            "the length of the one before",
            "It looks as if each sequence had the length of the one before it.",
            way -> way.lengths = ofSequence((b, batch) -> b + batch - 1))
        .alone(
            "one step too many, and counted",
            "It looks as if each sequence had one step more than it has, where there is one.",
            way -> way.lengths = all((own, steps) -> Math.min(steps, own + 1)))
        .alone(
            "one step too few, and not counted",
            "It looks as if each sequence had one step less than it has.",
            way -> way.lengths = all((own, steps) -> own - 1))
        .alone(
            "zeros taken for padding",
            "It looks as if steps were recognised by not being 0. A state may be 0, and padding"
                + " need not be: the lengths tell.",
            way -> {
              way.until = (lengths, b, steps, n) -> steps;
              way.notZero = true;
            })
        .slip(
            "empty",
            "0/0",
            "Where a sequence has no steps, something is divided by 0, and 0/0 is NaN. The mean of"
                + " no steps shall be 0.",
            way -> way.empty = Empty.DIVIDED_BY_ZERO)
        .slip(
            "empty",
            "an empty sequence ends it all",
            "It looks as if all were over at the first sequence without steps: those behind it have"
                + " got nothing. Is there a return, or a break?",
            way -> way.empty = Empty.THE_END)
        .slip(
            "empty",
            "an empty sequence has one step",
            "It looks as if a sequence without steps had got h[0], which is padding there: is its"
                + " length taken to be 1, in the loop as well?",
            way -> way.empty = Empty.ONE_STEP);
  }

  private static void divisorOfMean(Slips<Averaging, Mean> slips) {
    slips
        .slip(
            "divisor",
            "divided by T",
            "The padding is left out of the sum, but it looks as if you had divided by T, which all"
                + " have in common. How many steps have you added?",
            way -> way.divisor = (lengths, b, steps, n) -> steps)
        .slip(
            "divisor",
            "the sum",
            "It looks like the sum: nothing has been divided.",
            way -> way.divisor = (lengths, b, steps, n) -> 1)
        .slip(
            "divisor",
            "integer division",
            "It looks as if you multiplied by 1 / lengths[b]. That is a division of whole numbers:"
                + " 1 / 3 is 0 in Java, 1.0 / 3 is not.",
            way -> way.wholeDivision = true)
        .slip(
            "divisor",
            "divided by the number of sequences",
            "It looks as if you had divided by B, the number of sequences: that would be a mean over"
                + " the batch.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths.length)
        .slip(
            "divisor",
            "divided by one less",
            "It looks as if you had divided by the length less 1. A sequence of 3 steps has 3 of"
                + " them, also if they are counted from 0.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] - 1)
        .slip(
            "divisor",
            "divided by one more",
            "It looks as if you had divided by the length plus 1.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] + 1)
        .slip(
            "divisor",
            "divided by n",
            "It looks as if you had divided by n, the numbers of a state. The mean is over steps.",
            way -> way.divisor = (lengths, b, steps, n) -> n)
        .alone(
            "divided by the longest",
            "It looks as if you had divided by the length of the longest sequence, which all have in"
                + " common.",
            way ->
                way.divisor = (lengths, b, steps, n) -> Arrays.stream(lengths).max().orElseThrow())
        .alone(
            "divided by the first length",
            "It looks as if you had divided by the length of the first sequence every time.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[0])
        .alone(
            "divided by all lengths",
            "It looks as if you had divided by the sum of all lengths. Each sequence has its own.",
            way -> way.divisor = (lengths, b, steps, n) -> IntStream.of(lengths).sum())
        .alone(
            "divided twice",
            "It looks as if you had divided twice by the length.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] * lengths[b])
        .alone(
            "divided by the batch, too",
            "It looks as if you had divided by the length, and by B as well.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] * lengths.length)
        .alone(
            "divided by n, too",
            "It looks as if you had divided by the length, and by n as well.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] * n)
        .alone(
            "whole numbers",
            "It looks as if the sum were kept in an int. A cast throws the fractions away.",
            way -> way.wholeNumbers = true);
  }

  private static void sumOfMean(Slips<Averaging, Mean> slips) {
    slips
        .slip(
            "sum",
            "set for added",
            "It looks as if only the last step were left, divided by the length: = in place of +=?",
            way -> way.sum = Sum.SET)
        .slip(
            "sum",
            "a mean of means",
            "It looks as if each step were averaged with the result so far: (mean + h[t]) / 2. Then"
                + " the last step counts half, and the first hardly at all.",
            way -> way.sum = Sum.HALVED_EACH_TIME)
        .slip(
            "sum",
            "the largest",
            "That is the largest of each number: the other pooling. A mean adds and divides.",
            way -> way.sum = Sum.LARGEST)
        .slip(
            "begin",
            "not begun anew",
            "It looks as if the sum were not set back to 0 for the next sequence.",
            way -> way.goesOn = true)
        .slip(
            "begin",
            "not begun anew in a row",
            "It looks as if the sum were not set back to 0 for the next number of a state.",
            way -> way.goesOnInRow = true)
        .alone(
            "never begun anew",
            "It looks as if the sum were never set back to 0: neither for the next number of a state"
                + " nor for the next sequence.",
            way -> {
              way.goesOn = true;
              way.goesOnInRow = true;
            })
        .alone(
            "a mean of means, from the first step",
            "It looks as if you had begun with h[0] and averaged each further step with the result"
                + " so far. Then the last step counts half. Add first, and divide once.",
            way -> way.sum = Sum.HALVED_FROM_THE_SECOND)
        .alone(
            "divided at every step",
            "It looks as if the division stood inside the loop over the steps: what was divided once"
                + " is divided again.",
            way -> way.sum = Sum.DIVIDED_EACH_TIME)
        .alone(
            "the smallest",
            "That is the smallest of each number. A mean adds and divides.",
            way -> way.sum = Sum.SMALLEST)
        .alone(
            "subtracted",
            "It looks as if the steps were taken away, not added.",
            way -> way.sum = Sum.SUBTRACTED)
        .alone(
            "without their signs",
            "It looks as if the numbers were added without their signs.",
            way -> way.sum = Sum.SIZES)
        .alone(
            "squared",
            "It looks as if the squares of the numbers were averaged.",
            way -> way.sum = Sum.SQUARES)
        .alone(
            "the last step",
            "That is the state at each sequence's last step: the other pooling. The mean is over all"
                + " of its steps.",
            way -> {
              way.sum = Sum.SET;
              way.divisor = (lengths, b, steps, n) -> 1;
            })
        .alone(
            "the first step alone",
            "It looks as if the state at each sequence's first step came back. The mean is over all"
                + " of its steps.",
            way -> {
              way.until = (lengths, b, steps, n) -> Math.min(1, lengths[b]);
              way.divisor = (lengths, b, steps, n) -> 1;
            });
  }

  private static void placesOfMean(Slips<Averaging, Mean> slips) {
    slips
        .slip(
            "place",
            "the first sequence for all",
            "It looks as if the states of the first sequence were taken for all.",
            way -> way.ofTheFirst = true)
        .slip(
            "place",
            "the last number left out",
            "The last number of each state is 0: does its loop end one too early?",
            way -> way.fewerNumbers = 1)
        .slip(
            "place",
            "the last sequence left out",
            "The last sequence has got nothing: does its loop end one too early?",
            way -> way.fewerSequences = 1)
        .slip(
            "row",
            "one array for all sequences",
            "Your mean has one and the same array in all places: what is written for one sequence"
                + " stands in the others, too. Where is it made?",
            way -> way.oneRow = true)
        .alone(
            "one array for all sequences, added up",
            "Your mean has one and the same array in all places, and all sequences have been added"
                + " up in it. Where is it made?",
            way -> way.oneRow = way.addsUp = true)
        .alone(
            "h[b][t]",
            "It looks as if the states were looked up as h[b][t]. The step comes first: h[t][b].",
            way -> way.sequenceFirst = true)
        .slip(
            "place",
            "over the sequences",
            "It looks as if the states of all sequences were in each sum. Sequence b has to do with"
                + " h[t][b] alone.",
            way -> way.overSequences = true)
        .slip(
            "place",
            "over the numbers",
            "It looks as if all numbers of a state were in each sum. Each number has a mean of its"
                + " own.",
            way -> way.overNumbers = true)
        .alone(
            "the first number left out",
            "The first number of each state is 0: does its loop begin with 1?",
            way -> way.firstNumber = 1)
        .alone(
            "the first sequence left out",
            "The first sequence has got nothing: does its loop begin with 1?",
            way -> way.firstSequence = 1)
        .alone(
            "the first mean for all",
            "It looks as if all sequences had got the mean of the first one.",
            way -> {
              way.ofTheFirst = true;
              way.lengths = ofSequence((b, batch) -> 0);
            })
        .alone(
            "the next sequence's states",
            "It looks as if each sequence had got the states of the one after it.",
            way -> way.first = 1);
  }

  // ---- the way back

  /** What becomes of a share from step to step. */
  private enum Carried {
    NOT,
    FROM_LATER_STEPS,
    FROM_EARLIER_STEPS,
    DIVIDED_AGAIN
  }

  /** How somebody hands the gradient out. */
  private static final class Sharing {
    private Lengths lengths = (own, steps) -> own;
    private Count from = (lengths, b, steps, n) -> 0;
    private Count until = (lengths, b, steps, n) -> lengths[b];
    private Count divisor = (lengths, b, steps, n) -> lengths[b];
    private Empty empty = Empty.ZERO;
    private Carried carried = Carried.NOT;
    private double sign = 1;
    private boolean guarded; // whoever has no steps is passed over
    private boolean times; // the length
    private boolean wholeDivision;
    private boolean byStep; // the length is looked up, which may be an index outside
    private boolean ofTheFirst;
    private boolean overSequences;
    private boolean overNumbers;
    private int firstNumber;
    private int fewerNumbers;
    private int firstSequence;
    private int fewerSequences;

    double[][][] back(double[][] dmean, int[] own, int steps) {
      int[] given = lengths.of(own, steps);
      int n = dmean[0].length;
      double[][][] dh = new double[steps][own.length][n];
      for (int b = firstSequence; b < own.length - fewerSequences; b++) {
        if (given[b] <= 0 && empty == Empty.THE_END) {
          return dh;
        }
        for (int j = firstNumber; j < n - fewerNumbers && !(guarded && given[b] <= 0); j++) {
          share(dh, gradient(dmean, ofTheFirst ? 0 : b, j), given, b, j);
        }
      }
      return dh;
    }

    private void share(double[][][] dh, double gradient, int[] lengths, int b, int j) {
      int steps = dh.length;
      int n = dh[0][b].length;
      boolean one = lengths[b] <= 0 && empty == Empty.ONE_STEP;
      int from = Math.max(0, this.from.of(lengths, b, steps, n));
      int until = one ? 1 : Math.min(steps, this.until.of(lengths, b, steps, n));
      int divisor = one ? 1 : this.divisor.of(lengths, b, steps, n);
      if (lengths[b] <= 0 && empty == Empty.DIVIDED_BY_ZERO) {
        for (int t = 0; t < steps; t++) {
          dh[t][b][j] = (t < until ? gradient : 0) / divisor;
        }
        return;
      }
      for (int t = from; t < until; t++) {
        int turns =
            switch (carried) {
              case FROM_LATER_STEPS -> until - t;
              case FROM_EARLIER_STEPS -> t - from + 1;
              case NOT, DIVIDED_AGAIN -> 1;
            };
        double share = sign * turns * divided(gradient, byStep ? lengths[t] : divisor);
        for (int again = 0; carried == Carried.DIVIDED_AGAIN && again < t - from; again++) {
          share /= divisor;
        }
        dh[t][b][j] = share;
      }
    }

    private double divided(double gradient, int divisor) {
      return times
          ? gradient * divisor
          : wholeDivision
              ? gradient * (divisor == 0 ? 0 : Math.floorDiv(1, divisor))
              : gradient / divisor;
    }

    private double gradient(double[][] dmean, int row, int j) {
      double sum = 0;
      int last = overSequences ? dmean.length - 1 : row;
      for (int b = overSequences ? 0 : row; b <= last; b++) {
        sum += overNumbers ? Arrays.stream(dmean[b]).sum() : dmean[b][j];
      }
      return sum;
    }
  }

  static Exercise<MeanBack> ofBack(Exercise<MeanBack> exercise) {
    Slips<Sharing, MeanBack> slips =
        new Slips<>("“The way back”", Sharing::new, sharing -> sharing::back);
    stepsOfBack(slips);
    divisorOfBack(slips);
    placesOfBack(slips);
    return slips.addTo(exercise);
  }

  private static void stepsOfBack(Slips<Sharing, MeanBack> slips) {
    slips
        .mistake(
            "both",
            "without lengths",
            "It looks as if every step, padding and all, got one part in T: the way back from a mean"
                + " over everything.",
            way -> way.lengths = all((own, steps) -> steps))
        .slip(
            "steps",
            "the padding gets its share",
            "The padding gets a share of the gradient. Forward, it had no part in the mean.",
            way -> way.until = (lengths, b, steps, n) -> steps)
        .slip(
            "steps",
            "the padding gets its share",
            "The padding gets a share of the gradient. Forward, it had no part in the mean.",
            way -> {
              way.until = (lengths, b, steps, n) -> steps;
              way.guarded = true;
            })
        .mistake(
            "steps",
            "the last step alone",
            "It looks as if only the last step of each sequence got something: that is the way back"
                + " from the last state. All steps of a sequence had their part in its mean.",
            way -> {
              way.from = (lengths, b, steps, n) -> lengths[b] - 1;
              way.divisor = (lengths, b, steps, n) -> 1;
            })
        .alone(
            "the last step alone",
            "It looks as if only the last step of each sequence got something: that is the way back"
                + " from the last state. All steps of a sequence had their part in its mean.",
            way -> way.from = (lengths, b, steps, n) -> lengths[b] - 1)
        .mistake(
            "steps",
            "the first step alone",
            "It looks as if only the first step of each sequence got something. All of its steps had"
                + " their part in the mean.",
            way -> {
              way.until = (lengths, b, steps, n) -> Math.min(1, lengths[b]);
              way.divisor = (lengths, b, steps, n) -> 1;
            })
        .alone(
            "the first step alone",
            "It looks as if only the first step of each sequence got something. All of its steps had"
                + " their part in the mean.",
            way -> way.until = (lengths, b, steps, n) -> Math.min(1, lengths[b]))
        .slip(
            "steps",
            "one step too many",
            "It looks as if one step behind each end got a share, too, where there is one.",
            way -> {
              way.until = (lengths, b, steps, n) -> lengths[b] + 1;
              way.guarded = true;
            })
        .alone(
            "one step too many",
            "It looks as if one step behind each end got a share, too, where there is one.",
            way -> way.until = (lengths, b, steps, n) -> lengths[b] + 1)
        .slip(
            "steps",
            "the first step left out",
            "It looks as if the first step got nothing: it is dh[0].",
            way -> way.from = (lengths, b, steps, n) -> 1)
        .slip(
            "steps",
            "one step late",
            "It looks as if the steps were counted from 1: dh[0] gets nothing, and one step behind"
                + " the end does where there is one.",
            way -> {
              way.from = (lengths, b, steps, n) -> 1;
              way.until = (lengths, b, steps, n) -> lengths[b] + 1;
            })
        .slip(
            "steps",
            "the last step left out",
            "It looks as if the last step of each sequence got nothing.",
            way -> way.until = (lengths, b, steps, n) -> lengths[b] - 1)
        .slip(
            "steps",
            "as many steps as sequences",
            "It looks as if the loop over the steps ended at B, the number of sequences.",
            way -> way.until = (lengths, b, steps, n) -> lengths.length)
        .slip(
            "steps",
            "padding in front",
            "It looks as if the padding were taken to stand in front: the last steps got something,"
                + " and the first nothing. A sequence begins at step 0.",
            way -> {
              way.from = (lengths, b, steps, n) -> steps - lengths[b];
              way.until = (lengths, b, steps, n) -> steps;
            })
        .slip(
            "both",
            "the length of the first for all",
            "It looks as if all sequences had the length of the first one.",
            way -> way.lengths = ofSequence((b, batch) -> 0))
        .slip(
            "both",
            "the length of the longest for all",
            "It looks as if all sequences had the length of the longest one: the padding between"
                + " gets something.",
            way -> way.lengths = alike(longest -> longest))
        .alone(
            "the length of the shortest for all",
            "It looks as if all sequences had the length of the shortest one.",
            way -> way.lengths = ofTheShortest())
        .alone(
            "the length of the last for all",
            "It looks as if all sequences had the length of the last one.",
            way -> way.lengths = ofSequence((b, batch) -> batch - 1))
        .alone(
            "the length of the next one",
            "It looks as if each sequence had the length of the one after it.",
            way -> way.lengths = ofSequence((b, batch) -> b + 1))
        .alone(
            "the length of the one before",
            "It looks as if each sequence had the length of the one before it.",
            way -> way.lengths = ofSequence((b, batch) -> b + batch - 1))
        .alone(
            "one step too many, and counted",
            "It looks as if each sequence had one step more than it has, where there is one.",
            way -> way.lengths = all((own, steps) -> Math.min(steps, own + 1)))
        .alone(
            "one step too few, and not counted",
            "It looks as if each sequence had one step less than it has.",
            way -> way.lengths = all((own, steps) -> own - 1))
        .slip(
            "empty",
            "0/0",
            "Where a sequence has no steps, something that is divided by 0 stands in its padding;"
                + " there must be zeros.",
            way -> way.empty = Empty.DIVIDED_BY_ZERO)
        .slip(
            "empty",
            "an empty sequence ends it all",
            "It looks as if all were over at the first sequence without steps: those behind it have"
                + " got nothing. Is there a return, or a break?",
            way -> way.empty = Empty.THE_END)
        .slip(
            "empty",
            "an empty sequence has one step",
            "It looks as if step 0 of a sequence without steps had got something: is its length"
                + " taken to be 1, in the loop as well?",
            way -> way.empty = Empty.ONE_STEP);
  }

  private static void divisorOfBack(Slips<Sharing, MeanBack> slips) {
    slips
        .slip(
            "divisor",
            "not divided",
            "It looks as if the whole gradient were handed on, undivided. A step has had only its"
                + " share of the mean: how much does the mean change when one step changes by 1?",
            way -> way.divisor = (lengths, b, steps, n) -> 1)
        .alone(
            "the length of another sequence",
            "It looks as if the length were looked up by the step, lengths[t]. It belongs to the"
                + " sequence: lengths[b].",
            way -> way.byStep = true)
        .slip(
            "divisor",
            "divided by T",
            "It looks as if you had divided by T. Forward, the sum was divided by the sequence's own"
                + " length.",
            way -> way.divisor = (lengths, b, steps, n) -> steps)
        .slip(
            "divisor",
            "integer division",
            "Nothing arrives where there is more than one step. It looks as if you multiplied by"
                + " 1 / lengths[b], which divides whole numbers: 1 / 3 is 0, 1.0 / 3 is not.",
            way -> way.wholeDivision = true)
        .slip(
            "divisor",
            "divided by the batch, too",
            "It looks as if you had divided by B as well. The loss has seen to that already, if it"
                + " is a mean: dmean is what arrives.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] * lengths.length)
        .slip(
            "divisor",
            "divided by the batch",
            "It looks as if you had divided by B, the number of sequences, and not by the length.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths.length)
        .slip(
            "divisor",
            "times the length",
            "It looks as if you had multiplied by the length in place of dividing.",
            way -> way.times = true)
        .alone(
            "divided by one less",
            "It looks as if you had divided by the length less 1.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] - 1)
        .alone(
            "divided by one more",
            "It looks as if you had divided by the length plus 1.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] + 1)
        .alone(
            "divided by n",
            "It looks as if you had divided by n, the numbers of a state, and not by the length.",
            way -> way.divisor = (lengths, b, steps, n) -> n)
        .alone(
            "divided by n, too",
            "It looks as if you had divided by the length, and by n as well.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] * n)
        .alone(
            "divided twice",
            "It looks as if you had divided twice by the length.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[b] * lengths[b])
        .alone(
            "divided by the longest",
            "It looks as if you had divided by the length of the longest sequence.",
            way ->
                way.divisor = (lengths, b, steps, n) -> Arrays.stream(lengths).max().orElseThrow())
        .alone(
            "divided by the first length",
            "It looks as if you had divided by the length of the first sequence every time.",
            way -> way.divisor = (lengths, b, steps, n) -> lengths[0])
        .alone(
            "divided by all lengths",
            "It looks as if you had divided by the sum of all lengths. Each sequence has its own.",
            way -> way.divisor = (lengths, b, steps, n) -> IntStream.of(lengths).sum())
        .slip("sign", "the sign", "dh has the wrong sign.", way -> way.sign = -1)
        .slip(
            "carried",
            "carried back through time",
            "It looks as if each step had got its own share and those of all later steps. The GRU"
                + " carries gradients from step to step; the mean gives each step its share, and no"
                + " more.",
            way -> way.carried = Carried.FROM_LATER_STEPS)
        .slip(
            "carried",
            "added up from step to step",
            "It looks as if each step had got its own share and those of all earlier steps.",
            way -> way.carried = Carried.FROM_EARLIER_STEPS)
        .slip(
            "carried",
            "divided again at each step",
            "The first step is right, and each further one smaller: it looks as if what was divided"
                + " once were divided again.",
            way -> way.carried = Carried.DIVIDED_AGAIN);
  }

  private static void placesOfBack(Slips<Sharing, MeanBack> slips) {
    slips
        .slip(
            "place",
            "the first sequence for all",
            "It looks as if the gradient of the first sequence were handed to all.",
            way -> way.ofTheFirst = true)
        .slip(
            "place",
            "the last number left out",
            "The last number of each state gets nothing: does its loop end one too early?",
            way -> way.fewerNumbers = 1)
        .slip(
            "place",
            "the last sequence left out",
            "The last sequence gets nothing: does its loop end one too early?",
            way -> way.fewerSequences = 1)
        .alone(
            "the first number left out",
            "The first number of each state gets nothing: does its loop begin with 1?",
            way -> way.firstNumber = 1)
        .alone(
            "the first sequence left out",
            "The first sequence gets nothing: does its loop begin with 1?",
            way -> way.firstSequence = 1)
        .alone(
            "the first gradient for all",
            "It looks as if all sequences had got what belongs to the first one.",
            way -> {
              way.ofTheFirst = true;
              way.lengths = ofSequence((b, batch) -> 0);
            })
        .alone(
            "over the sequences",
            "It looks as if the gradients of all sequences had been added up.",
            way -> way.overSequences = true)
        .alone(
            "over the numbers",
            "It looks as if the gradients of all numbers of a mean had been added up.",
            way -> way.overNumbers = true);
  }

  static Exercise<Loop> ofLoop(Exercise<Loop> exercise) {
    return Training09.mistakes().addTo(exercise);
  }
}
