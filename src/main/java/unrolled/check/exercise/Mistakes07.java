package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.elementMult;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.ejml.MatrixDimensionException;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Exercise07.Step;
import unrolled.check.exercise.Exercise07.StepAfter;
import unrolled.check.exercise.Exercise07.Weights;

/**
 * The mistakes in a step of a GRU that exercise 07 knows: one piece of code with switches that does
 * the step rightly or, with a switch turned, in one of the ways in which people do it wrongly.
 */
final class Mistakes07 {
  private static final String[] BLOCKS = {"r", "z", "g"};
  private static final String LOOKS = "It looks as if ";
  private static final double NEAR = 1e-9;
  private static final long MILLISECONDS = 500;

  private Mistakes07() {}

  /** The mistakes in the step that resets before the product. */
  static Exercise<Step> ofStep(Exercise<Step> exercise) {
    Slips<Way, Step> slips =
        new Slips<>("“One step”", () -> new Way(true), way -> (x, h, w) -> way.step(x, h, w, null));
    mixes(slips);
    pastBefore(slips);
    blocks(slips);
    everywhere(slips);
    return slips
        .addTo(exercise)
        .slip(
            "into the matrix that is read",
            "It looks as if the new state were written into the matrix from which the candidate reads"
                + " the old one: from the second unit on it sees new numbers. Read “One step” above.",
            (x, h, w) -> intoItself(true, x, h, w, null));
  }

  /** The mistakes in the step that resets after the product. */
  static Exercise<StepAfter> ofStepAfter(Exercise<StepAfter> exercise) {
    Slips<Way, StepAfter> slips =
        new Slips<>("“Reset after the product”", () -> new Way(false), way -> way::step);
    pastAfter(slips);
    biasAfter(slips);
    mixes(slips);
    blocks(slips);
    everywhere(slips);
    return slips
        .addTo(exercise)
        .slip(
            "into h itself",
            "It looks as if the new state were written into h while h is still read: from the second"
                + " unit on, h U_g has new numbers in it. Read “Reset after the product” above.",
            (x, h, w, d) -> intoItself(false, x, h, w, d));
  }

  /** Unit after unit, each beside those of the new state so far. */
  private static DMatrixRMaj intoItself(
      boolean resetBefore, DMatrixRMaj x, DMatrixRMaj given, Weights w, DMatrixRMaj d) {
    DMatrixRMaj h = given.copy();
    Now gates = new Now(new Way(resetBefore), x, given, w, d);
    gates.step();
    for (int j = 0; j < h.numCols; j++) {
      Now now = new Now(new Way(resetBefore), x, h.copy(), w, d);
      DMatrixRMaj g = now.candidate(gates.r);
      for (int i = 0; i < h.numRows; i++) {
        double z = gates.z.get(i, j);
        h.set(i, j, z * h.get(i, j) + (1 - z) * g.get(i, j));
      }
    }
    return h;
  }

  /** Leaves the single ones alone. */
  static <F> Exercise<F> withoutPairs(Exercise<F> exercise) {
    exercise.mistakes().removeIf(mistake -> mistake.name().contains(Slips.AND));
    return exercise;
  }

  /**
   * Leaves, of thousands of pairs, those that give what the learner's code gives on an input: the
   * first on which that code comes to an end.
   */
  static <F> Exercise<F> withPairsLike(
      F learners, Exercise<F> exercise, List<Function<F, DMatrixRMaj>> calls) {
    for (Function<F, DMatrixRMaj> call : calls) {
      DMatrixRMaj mine = Sandbox.run(() -> copy(call.apply(learners)), MILLISECONDS).value();
      if (mine != null) {
        exercise
            .mistakes()
            .removeIf(one -> one.name().contains(Slips.AND) && !alike(mine, one.code(), call));
        return exercise;
      }
    }
    return withoutPairs(exercise);
  }

  private static DMatrixRMaj copy(DMatrixRMaj m) {
    return m == null ? null : m.copy();
  }

  private static <F> boolean alike(DMatrixRMaj mine, F code, Function<F, DMatrixRMaj> call) {
    try {
      DMatrixRMaj other = call.apply(code);
      boolean alike = mine.numRows == other.numRows && mine.numCols == other.numCols;
      for (int i = 0; alike && i < mine.getNumElements(); i++) {
        alike = Math.abs(mine.data[i] - other.data[i]) < NEAR;
      }
      return alike;
    } catch (MatrixDimensionException e) {
      return false;
    }
  }

  // ---- a step with switches

  /** What goes into r, z or g, and out of which function it comes. */
  private static final class Block {
    private int w; // the block whose W is taken: 0 of r, 1 of z, 2 of g
    private int u;
    private int b;
    private double xTimes = 1;
    private double hTimes = 1;
    private double bTimes = 1;
    private boolean transposed;
    private DoubleUnaryOperator activation;

    private Block(int k, DoubleUnaryOperator activation) {
      w = k;
      u = k;
      b = k;
      this.activation = activation;
    }
  }

  /** How old state and candidate become the new state. */
  @FunctionalInterface
  private interface Mix {
    double of(double z, double h, double g, double r);
  }

  /** A way to do a step: right as it is made. */
  private static final class Way {
    private final Block[] blocks = {
      new Block(0, Exercise07::sigmoid),
      new Block(1, Exercise07::sigmoid),
      new Block(2, StrictMath::tanh)
    };
    private Mix mix = (z, h, g, r) -> z * h + (1 - z) * g;
    private Function<Now, DMatrixRMaj> past;
    private boolean zSeesReset;
    private boolean xAndHExchanged;
    private boolean xReset;
    private boolean bReset;
    private boolean biasInFirstRowAlone;
    private boolean lastInputLeftOut;
    private boolean lastUnitLeftOut;
    private boolean sumGoesOn;
    private boolean rOfFirstRow;
    private boolean zOfFirstRow;
    private boolean hOfFirstRow;
    private boolean dInGates;
    private boolean dForBias;
    private DoubleUnaryOperator dTimes = units -> 1;

    private Way(boolean before) {
      past = before ? s -> s.u(times(s.r, s.h)) : s -> times(s.r, plus(s.u(s.h), s.d()));
    }

    private DMatrixRMaj step(DMatrixRMaj x, DMatrixRMaj h, Weights w, DMatrixRMaj d) {
      return new Now(this, x, h, w, d).step();
    }
  }

  /** A step that is under way. */
  private static final class Now {
    private final Way way;
    private final DMatrixRMaj x;
    private final DMatrixRMaj h;
    private final DMatrixRMaj[] ws;
    private final DMatrixRMaj[] us;
    private final DMatrixRMaj[] bs;
    private final DMatrixRMaj given;
    private DMatrixRMaj r;
    private DMatrixRMaj z;

    private Now(Way way, DMatrixRMaj x, DMatrixRMaj h, Weights w, DMatrixRMaj d) {
      this.way = way;
      this.x = way.lastInputLeftOut ? withoutLast(x) : x;
      this.h = h;
      ws = new DMatrixRMaj[] {w.wr(), w.wz(), w.wg()};
      us = new DMatrixRMaj[] {w.ur(), w.uz(), w.ug()};
      bs = new DMatrixRMaj[] {w.br(), w.bz(), way.dForBias ? d : w.bg()};
      given = way.dForBias ? w.bg() : d;
    }

    private DMatrixRMaj step() {
      r = gate(way.blocks[0], h);
      r = way.rOfFirstRow ? firstRows(r) : r;
      z = gate(way.blocks[1], way.zSeesReset ? times(r, h) : h);
      z = way.zOfFirstRow ? firstRows(z) : z;
      DMatrixRMaj g = candidate(r);
      DMatrixRMaj old = way.hOfFirstRow ? firstRows(h) : h;
      DMatrixRMaj out = h.createLike();
      for (int i = 0; i < out.getNumElements(); i++) {
        out.data[i] = way.mix.of(z.data[i], old.data[i], g.data[i], r.data[i]);
      }
      return out;
    }

    private DMatrixRMaj candidate(DMatrixRMaj reset) {
      r = reset;
      Block k = way.blocks[2];
      DMatrixRMaj input = scaled(k.xTimes, product(x, ws[k.w]));
      DMatrixRMaj bias = bias(k);
      DMatrixRMaj past = scaled(k.hTimes, way.past.apply(this));
      DMatrixRMaj own =
          plus(way.xReset ? times(r, input) : input, way.bReset ? times(r, bias) : bias);
      return each(goingOn(plus(own, past)), k.activation);
    }

    private DMatrixRMaj gate(Block k, DMatrixRMaj state) {
      DMatrixRMaj input = product(way.xAndHExchanged ? state : x, ws[k.w]);
      DMatrixRMaj past = u(way.xAndHExchanged ? x : state, k);
      DMatrixRMaj a = plus(scaled(k.xTimes, input), scaled(k.hTimes, past));
      DMatrixRMaj sum = plus(a, bias(k));
      return each(goingOn(way.dInGates ? plus(sum, d()) : sum), k.activation);
    }

    private DMatrixRMaj bias(Block k) {
      DMatrixRMaj rows = rows(bs[k.b], x.numRows);
      if (way.biasInFirstRowAlone) {
        for (int i = rows.numCols; i < rows.getNumElements(); i++) {
          rows.data[i] = 0;
        }
      }
      return scaled(k.bTimes, rows);
    }

    /** A state times the candidate's U. */
    private DMatrixRMaj u(DMatrixRMaj state) {
      return u(state, way.blocks[2]);
    }

    private DMatrixRMaj u(DMatrixRMaj state, Block k) {
      DMatrixRMaj u = k.transposed ? transpose(us[k.u], null) : us[k.u];
      return product(way.lastUnitLeftOut ? withoutLast(state) : state, u);
    }

    /** What the reset gates of the units up to each let through, times U. */
    private DMatrixRMaj uOfUnitsSoFar(DMatrixRMaj state) {
      DMatrixRMaj upper = us[2].copy();
      for (int j = 0; j < upper.numRows; j++) {
        for (int k = 0; k < j; k++) {
          upper.set(j, k, 0);
        }
      }
      return product(state, upper);
    }

    private DMatrixRMaj d() {
      return scaled(way.dTimes.applyAsDouble(h.numCols), rows(given, h.numRows));
    }

    /** The sums as they are; or each with that of the unit before on top. */
    private DMatrixRMaj goingOn(DMatrixRMaj sums) {
      for (int i = 0; way.sumGoesOn && i < sums.getNumElements(); i++) {
        sums.data[i] += i % sums.numCols == 0 ? 0 : sums.data[i - 1];
      }
      return sums;
    }
  }

  // ---- the last line

  private static <F> void mixes(Slips<Way, F> slips) {
    slips.slip(
        "mix",
        "z and 1 − z exchanged",
        "z and 1 − z look exchanged: in this convention z is the share that stays.",
        way -> way.mix = (z, h, g, r) -> (1 - z) * h + z * g);
    mix(
        slips,
        "r and z exchanged in the last line",
        "r, not z, decided what stays: either it stands in the last line, or z had got all three"
            + " weights of r.",
        (z, h, g, r) -> r * h + (1 - r) * g);
    mix(
        slips,
        "r and 1 − r in the last line",
        "r, not z, decided what is new. Each of the two gates has a job of its own.",
        (z, h, g, r) -> (1 - r) * h + r * g);
    mix(
        slips,
        "z in both places",
        "h_t were z ⊙ h_{t−1} + z ⊙ g. Do the shares of the old and the new add up to 1?",
        (z, h, g, r) -> z * h + z * g);
    mix(
        slips,
        "1 − z in both places",
        "h_t were (1 − z) ⊙ h_{t−1} + (1 − z) ⊙ g. Do the shares of the old and the new add up to"
            + " 1?",
        (z, h, g, r) -> (1 - z) * h + (1 - z) * g);
    mix(
        slips,
        "the whole candidate",
        "all of the candidate were added: h_t = z ⊙ h_{t−1} + g. How large is its share?",
        (z, h, g, r) -> z * h + g);
    mix(
        slips,
        "the whole old state",
        "all of the old state stayed: h_t = h_{t−1} + (1 − z) ⊙ g. How large is its share?",
        (z, h, g, r) -> h + (1 - z) * g);
    mix(
        slips,
        "the whole old state, and z new",
        "all of the old state stayed: h_t = h_{t−1} + z ⊙ g. How large is its share?",
        (z, h, g, r) -> h + z * g);
    mix(slips, "no shares", "h_t were h_{t−1} + g. Where is z?", (z, h, g, r) -> h + g);
    mix(
        slips,
        "half of each",
        "h_t were the plain mean of h_{t−1} and g. Where is z?",
        (z, h, g, r) -> (h + g) / 2);
    mix(
        slips,
        "the candidate is lost",
        "h_t were z ⊙ h_{t−1} alone. Where has the candidate gone?",
        (z, h, g, r) -> z * h);
    mix(
        slips,
        "nothing stays",
        "h_t were (1 − z) ⊙ g alone. Where has the old state gone?",
        (z, h, g, r) -> (1 - z) * g);
    mix(
        slips,
        "nothing stays, and z new",
        "h_t were z ⊙ g alone. Where has the old state gone?",
        (z, h, g, r) -> z * g);
    mix(
        slips,
        "the candidate handed back",
        "the candidate g itself were handed back: the last of the formulas is missing.",
        (z, h, g, r) -> g);
    mix(
        slips,
        "subtracted",
        "h_t were z ⊙ h_{t−1} − (1 − z) ⊙ g: is there z − 1 for 1 − z, or a minus for a plus?",
        (z, h, g, r) -> z * h - (1 - z) * g);
    mix(
        slips,
        "the old state subtracted",
        "h_t were (1 − z) ⊙ g − z ⊙ h_{t−1}: is there a minus for a plus?",
        (z, h, g, r) -> (1 - z) * g - z * h);
    mix(
        slips,
        "1 − g for 1 − z",
        "h_t were z ⊙ h_{t−1} + (1 − g) ⊙ z: which of the two is taken from 1? In each(a, b, …) the"
            + " first name stands for a number of a.",
        (z, h, g, r) -> z * h + (1 - g) * z);
    mix(
        slips,
        "brackets around 1 − z",
        "brackets were missing around 1 − z: 1 − z ⊙ g is something else than (1 − z) ⊙ g.",
        (z, h, g, r) -> z * h + 1 - z * g);
    mix(
        slips,
        "1 − z alone",
        "h_t were z ⊙ h_{t−1} + (1 − z): with what is 1 − z to be multiplied?",
        (z, h, g, r) -> z * h + (1 - z));
    mix(
        slips,
        "the short form with a minus",
        "h_t were g − z ⊙ (h_{t−1} − g), or g + z ⊙ (g − h_{t−1}): one sign is wrong, that of the"
            + " difference or the one before z.",
        (z, h, g, r) -> g - z * (h - g));
    mix(
        slips,
        "the short form from h",
        "h_t were h_{t−1} + z ⊙ (h_{t−1} − g): from where does which share lead to where?",
        (z, h, g, r) -> h + z * (h - g));
    mix(
        slips,
        "the short form without its beginning",
        "h_t were z ⊙ (h_{t−1} − g) alone. From where does it start?",
        (z, h, g, r) -> z * (h - g));
    mix(
        slips,
        "the short form the other way without its beginning",
        "h_t were z ⊙ (g − h_{t−1}), or (1 − z) ⊙ (g − h_{t−1}), alone. From where does it start?",
        (z, h, g, r) -> z * (g - h));
    mix(
        slips,
        "the short form with 1 − z without its beginning",
        "h_t were (1 − z) ⊙ (g − h_{t−1}) alone. From where does it start?",
        (z, h, g, r) -> (1 - z) * (g - h));
    mix(
        slips,
        "the short form without its brackets",
        "h_t were z ⊙ h_{t−1} − g: brackets around the difference, and from where does it start?",
        (z, h, g, r) -> z * h - g);
    mix(
        slips,
        "what stays is reset",
        "what stays of the old state had been reset. r is for the candidate.",
        (z, h, g, r) -> z * (r * h) + (1 - z) * g);
    mix(
        slips,
        "what stays is reset, and z new",
        "what stays of the old state had been reset, and z were the share that is new.",
        (z, h, g, r) -> (1 - z) * (r * h) + z * g);
    mix(
        slips,
        "r for the old and 1 − z for the new",
        "h_t were r ⊙ h_{t−1} + (1 − z) ⊙ g: which gate says what stays?",
        (z, h, g, r) -> r * h + (1 - z) * g);
    mix(
        slips,
        "z for the old and 1 − r for the new",
        "h_t were z ⊙ h_{t−1} + (1 − r) ⊙ g: which gate says what is new?",
        (z, h, g, r) -> z * h + (1 - r) * g);
    mix(
        slips,
        "the candidate reset, too",
        "the candidate had been multiplied with r in the last line, too.",
        (z, h, g, r) -> z * h + (1 - z) * (r * g));
    mix(
        slips,
        "the shares multiplied",
        "old and new were multiplied in the last line, not added.",
        (z, h, g, r) -> z * h * ((1 - z) * g));
    mix(
        slips,
        "tanh of the new state",
        "the new state had gone through tanh once more. (An LSTM does so; a GRU shows its state as"
            + " it is.)",
        (z, h, g, r) -> StrictMath.tanh(z * h + (1 - z) * g));
    mix(
        slips,
        "the old state twice",
        "the old state were added once more to what is right.",
        (z, h, g, r) -> h + z * h + (1 - z) * g);
  }

  private static <F> void mix(Slips<Way, F> slips, String name, String looks, Mix mix) {
    slips.slip("mix", name, LOOKS + looks, way -> way.mix = mix);
  }

  // ---- what the candidate sees of the past

  private static void pastBefore(Slips<Way, Step> slips) {
    past(
        slips,
        "reset after the product",
        "the reset came after the product with U_g: that is the other GRU, which comes further"
            + " down. (In loops: r is that of the unit whose state is"
            + " read, over which the sum goes.)",
        s -> times(s.r, s.u(s.h)));
    slips.slip(
        "past",
        "no reset",
        "The candidate looks as if it had seen the whole old state. Where is r?",
        way -> way.past = s -> s.u(s.h));
    commonPasts(slips);
    past(
        slips,
        "reset twice",
        "the state were reset twice, before the product and after it.",
        s -> times(s.r, s.u(times(s.r, s.h))));
    past(
        slips,
        "z resets",
        "z, not r, decided what the candidate sees of the old state: or has r got all three weights"
            + " of z?",
        s -> s.u(times(s.z, s.h)));
    past(
        slips,
        "1 − z resets",
        "1 − z, not r, decided what the candidate sees of the old state.",
        s -> s.u(times(oneMinus(s.z), s.h)));
    past(
        slips,
        "1 − r resets",
        "1 − r, not r, decided what the candidate sees: r is the share that it sees.",
        s -> s.u(times(oneMinus(s.r), s.h)));
    past(
        slips,
        "U_g forgotten",
        "r ⊙ h_{t−1} were added without the product with U_g.",
        s -> times(s.r, s.h));
    past(
        slips,
        "r alone",
        "the candidate saw r itself: with what is r to be multiplied before U_g?",
        s -> s.u(s.r));
    past(
        slips,
        "r added",
        "r were added to the old state, not multiplied with it.",
        s -> s.u(plus(s.r, s.h)));
    past(
        slips,
        "whole and reset",
        "the candidate saw the old state twice, once whole and once reset.",
        s -> plus(s.u(s.h), s.u(times(s.r, s.h))));
    past(
        slips,
        "the gates of later units are still 0",
        "a unit's candidate saw the units before it and itself alone: are the reset gates of all"
            + " units there before the first candidate needs them?",
        s -> s.uOfUnitsSoFar(times(s.r, s.h)));
    slips.alone(
        "the matrix product for ⊙",
        "The shapes don't fit. Does product(…) stand where ⊙ is meant, which is entry by entry? Or do"
            + " the weights stand before the rows?",
        way -> way.past = s -> s.u(product(s.r, s.h)));
  }

  /** Mistakes that fit both kinds of reset. */
  private static <F> void commonPasts(Slips<Way, F> slips) {
    slips.slip(
        "own",
        "the input reset, too",
        LOOKS
            + "r were multiplied with the input's share, too. It is about the past's share alone, with"
            + " d if there is one.",
        way -> {
          way.xReset = true;
          way.bReset = true;
        });
    slips.slip(
        "own",
        "x reset, too",
        LOOKS + "r were multiplied with x W_g, too. It is about the old state alone.",
        way -> way.xReset = true);
    slips.slip(
        "own",
        "b_g reset, too",
        LOOKS + "b_g were reset, too. It goes with the input.",
        way -> way.bReset = true);
  }

  private static void pastAfter(Slips<Way, StepAfter> slips) {
    past(
        slips,
        "reset before",
        "the reset still came before the product with U_g.",
        s -> plus(s.u(times(s.r, s.h)), s.d()));
    past(
        slips,
        "reset before, d forgotten",
        "this were still the first step: the reset before the product with U_g, and no d.",
        s -> s.u(times(s.r, s.h)));
    past(
        slips,
        "reset before, and d reset",
        "d alone were reset after the product, and the state before it.",
        s -> plus(s.u(times(s.r, s.h)), times(s.r, s.d())));
    past(
        slips,
        "reset before, with d",
        "d were added to the state, or multiplied with U_g: it is added to the product.",
        s -> s.u(times(s.r, plus(s.h, s.d()))));
    past(
        slips,
        "d through U_g",
        "d were multiplied with U_g, like a state. It is added to the product.",
        s -> times(s.r, s.u(plus(s.h, s.d()))));
    past(
        slips,
        "reset twice",
        "the state were reset twice, before the product and after it.",
        s -> times(s.r, plus(s.u(times(s.r, s.h)), s.d())));
    commonPasts(slips);
    past(
        slips,
        "no reset",
        "nothing were reset: the candidate sees all of h_{t−1} U_g + d. Where is r?",
        s -> plus(s.u(s.h), s.d()));
    slips.slip(
        "past",
        "the input reset in place of the state",
        LOOKS
            + "r were multiplied with the input's share, x W_g + b_g, in place of the state's. It"
            + " belongs to the other of the two.",
        way -> {
          way.xReset = true;
          way.bReset = true;
          way.past = s -> plus(s.u(s.h), s.d());
        });
    past(
        slips,
        "d in the first row only",
        "d were added to the first row alone. It has one row, for every row of h_{t−1} U_g.",
        s -> times(s.r, plus(s.u(s.h), firstRow(s.d()))));
    past(
        slips,
        "no reset, no d",
        "the candidate saw h_{t−1} U_g as it is. Where are r and d?",
        s -> s.u(s.h));
    past(
        slips,
        "d alone is reset",
        "d alone were reset, and h_{t−1} U_g not: what do the brackets hold?",
        s -> plus(s.u(s.h), times(s.r, s.d())));
    past(
        slips,
        "whole and reset",
        "h_{t−1} U_g came in twice, once as it is and once reset: sum(…) has an h U in it, too.",
        s -> plus(s.u(s.h), times(s.r, plus(s.u(s.h), s.d()))));
    past(
        slips,
        "whole and reset, d outside",
        "h_{t−1} U_g came in twice, once as it is and once reset (sum(…) has an h U in it, too), and"
            + " d stood outside of the reset.",
        s -> plus(plus(s.u(s.h), s.d()), times(s.r, s.u(s.h))));
    past(
        slips,
        "whole and reset before",
        "the past came in twice: once as h_{t−1} U_g + d, once reset.",
        s -> plus(s.u(times(s.r, s.h)), times(s.r, plus(s.u(s.h), s.d()))));
    past(
        slips,
        "whole and reset, d forgotten",
        "h_{t−1} U_g came in twice, once as it is and once reset (sum(…) has an h U in it, too), and"
            + " d not at all.",
        s -> plus(s.u(s.h), times(s.r, s.u(s.h))));
    past(
        slips,
        "z resets",
        "z, not r, reset what comes from the state: or has r got all three weights of z?",
        s -> times(s.z, plus(s.u(s.h), s.d())));
    past(
        slips,
        "1 − r resets",
        "1 − r, not r, reset what comes from the state: r is the share that counts.",
        s -> times(oneMinus(s.r), plus(s.u(s.h), s.d())));
    past(
        slips,
        "the state forgotten",
        "of r ⊙ (h_{t−1} U_g + d) there were r ⊙ d alone.",
        s -> times(s.r, s.d()));
    past(
        slips,
        "U_g forgotten",
        "the old state were added to d without the product with U_g.",
        s -> times(s.r, plus(s.h, s.d())));
    past(
        slips,
        "r added",
        "r were added to what comes from the state, not multiplied with it.",
        s -> plus(s.r, plus(s.u(s.h), s.d())));
    past(
        slips,
        "d multiplied",
        "d were multiplied with h_{t−1} U_g, not added.",
        s -> times(s.r, times(s.u(s.h), s.d())));
    past(
        slips,
        "reset by h",
        "h_{t−1} were multiplied in once more, where r belongs.",
        s -> times(s.h, plus(s.u(s.h), s.d())));
    slips.alone(
        "the matrix product for ⊙",
        "The shapes don't fit. Does product(…) stand where ⊙ is meant, which is entry by entry? Or do"
            + " the weights stand before the rows?",
        way -> way.past = s -> product(s.r, plus(s.u(s.h), s.d())));
  }

  private static void biasAfter(Slips<Way, StepAfter> slips) {
    slips.slip(
        "past",
        "d outside",
        "d looks as if it had been added outside of the reset: then it is nothing but a second b_g.",
        way -> way.past = s -> plus(s.d(), times(s.r, s.u(s.h))));
    slips.slip("d", "d forgotten", "Right as long as d is 0.", way -> way.dTimes = units -> 0);
    slips.slip(
        "d",
        "d once for each unit",
        LOOKS
            + "d counted once for each unit, n times in all: is it added in the loop over the sum?",
        way -> way.dTimes = units -> units);
    slips.slip("d", "d twice", LOOKS + "d counted twice.", way -> way.dTimes = units -> 2);
    slips.slip("d", "d subtracted", LOOKS + "d were subtracted.", way -> way.dTimes = units -> -1);
    slips.slip(
        "d in gates",
        "d in the gates",
        LOOKS + "d were added in r and in z, too. It belongs to the candidate.",
        way -> way.dInGates = true);
    slips.slip(
        "d for b_g",
        "d for b_g",
        LOOKS + "d and b_g had changed places: which of them goes with the state?",
        way -> way.dForBias = true);
  }

  private static <F> void past(
      Slips<Way, F> slips, String name, String looks, Function<Now, DMatrixRMaj> past) {
    slips.slip("past", name, LOOKS + looks, way -> way.past = past);
  }

  // ---- what goes into r, z and g

  private static <F> void blocks(Slips<Way, F> slips) {
    slips.slip(
        "gates",
        "r and z exchanged",
        LOOKS + "r and z had changed places. Each has its own weights, and its own job.",
        way -> {
          Block r = way.blocks[0];
          way.blocks[0] = way.blocks[1];
          way.blocks[1] = r;
        });
    slips.slip(
        "z sees",
        "the update gate sees the reset state",
        "The update gate looks as if it saw the state after the reset. Both gates look at the old"
            + " state as it is.",
        way -> way.zSeesReset = true);
    for (int k = 0; k < BLOCKS.length; k++) {
      block(slips, k);
    }
  }

  private static <F> void block(Slips<Way, F> slips, int k) {
    String name = BLOCKS[k];
    for (int j = 0; j < BLOCKS.length; j++) {
      int other = j;
      if (j != k) {
        String from = BLOCKS[j];
        String had = LOOKS + name + " had got ";
        if (k == 2 || j == 2) { // the two gates: see what z does, and r
          slips.slip(
              name + ".all",
              name + " of the weights of " + from,
              had + "all three weights of " + from + ".",
              changing(
                  k,
                  block -> {
                    block.w = other;
                    block.u = other;
                    block.b = other;
                  }));
        }
        slips
            .slip(
                name + ".w",
                name + ": W_" + from,
                had + "W_" + from + ", not W_" + name + ".",
                changing(k, block -> block.w = other))
            .slip(
                name + ".u",
                name + ": U_" + from,
                had + "U_" + from + ", not U_" + name + ".",
                changing(k, block -> block.u = other))
            .slip(
                name + ".b",
                name + ": b_" + from,
                had + "b_" + from + ", not b_" + name + ".",
                changing(k, block -> block.b = other));
      }
    }
    String past = k == 2 ? "what comes from the state" : "h_{t−1} U_" + name;
    slips
        .slip(
            name + ".w",
            name + " without x",
            LOOKS + "x W_" + name + " were missing in " + name + ".",
            changing(k, block -> block.xTimes = 0))
        .slip(
            name + ".u",
            name + " without h",
            LOOKS + past + " were missing in " + name + ".",
            changing(k, block -> block.hTimes = 0))
        .slip(
            name + ".b",
            name + " without b",
            LOOKS + "b_" + name + " were missing in " + name + ".",
            changing(k, block -> block.bTimes = 0))
        .slip(
            name + ".b",
            name + " with b twice",
            LOOKS + "b_" + name + " were added twice in " + name + ".",
            changing(k, block -> block.bTimes = 2))
        .slip(
            name + ".u",
            name + " with U transposed",
            LOOKS + "rows and columns of U_" + name + " had changed places.",
            changing(k, block -> block.transposed = true));
    signs(slips, k);
    if (k == 2) {
      slips.slip(
          "g.activation",
          "sigmoid for the candidate",
          "The candidate looks as if it came out of a sigmoid. It must be able to be negative.",
          changing(2, block -> block.activation = Exercise07::sigmoid));
    } else {
      slips
          .slip(
              name + ".activation",
              "tanh for " + name,
              LOOKS + name + " came out of tanh. A gate is a share: it lies between 0 and 1.",
              changing(k, block -> block.activation = StrictMath::tanh))
          .slip(
              name + ".activation",
              "σ twice for " + name,
              LOOKS + name + " had gone through σ twice.",
              changing(k, block -> block.activation = a -> sigma(sigma(a))));
    }
    slips.slip(
        name + ".activation",
        name + " without activation",
        LOOKS + name + " were the sum itself. Which function does it have to go through?",
        changing(k, block -> block.activation = a -> a));
  }

  private static <F> void signs(Slips<Way, F> slips, int k) {
    String name = BLOCKS[k];
    slips.slip(
        name + ".b",
        name + ": b subtracted",
        LOOKS + "b_" + name + " were subtracted in " + name + ".",
        changing(k, block -> block.bTimes = -1));
    slips.slip(
        name + ".u",
        name + ": hU subtracted",
        LOOKS + "what comes from the state were subtracted in " + name + ".",
        changing(k, block -> block.hTimes = -1));
  }

  private static Consumer<Way> changing(int k, Consumer<Block> change) {
    return way -> change.accept(way.blocks[k]);
  }

  // ---- the same in all three

  private static <F> void everywhere(Slips<Way, F> slips) {
    slips
        .slip(
            "every b", "no biases", "The biases look forgotten.", inAll(block -> block.bTimes = 0))
        .slip(
            "every b",
            "both gates without biases",
            "The biases of both gates look forgotten.",
            way -> {
              way.blocks[0].bTimes = 0;
              way.blocks[1].bTimes = 0;
            })
        .slip(
            "every b",
            "biases twice",
            LOOKS + "all biases were added twice.",
            inAll(block -> block.bTimes = 2))
        .slip(
            "every b",
            "biases in the first row alone",
            LOOKS
                + "the biases were added in the first row alone: each row of the batch gets them.",
            way -> way.biasInFirstRowAlone = true)
        .slip(
            "every u",
            "no state",
            LOOKS + "h_{t−1} counted in none of r, z and g.",
            inAll(block -> block.hTimes = 0))
        .slip(
            "every u",
            "the gates don't see the state",
            LOOKS + "both gates looked at the input alone, not at h_{t−1}.",
            way -> {
              way.blocks[0].hTimes = 0;
              way.blocks[1].hTimes = 0;
            })
        .slip(
            "every u",
            "every U transposed",
            LOOKS + "rows and columns of all U had changed places.",
            inAll(block -> block.transposed = true))
        .slip(
            "every u",
            "the U of both gates transposed",
            LOOKS + "rows and columns of U_r and U_z had changed places.",
            way -> {
              way.blocks[0].transposed = true;
              way.blocks[1].transposed = true;
            })
        .slip(
            "every w",
            "no input",
            LOOKS + "x counted in none of r, z and g.",
            inAll(block -> block.xTimes = 0))
        .slip(
            "every activation",
            "tanh for both gates",
            LOOKS + "both gates came out of tanh. A gate is a share: it lies between 0 and 1.",
            way -> {
              way.blocks[0].activation = StrictMath::tanh;
              way.blocks[1].activation = StrictMath::tanh;
            })
        .slip(
            "every activation",
            "both gates without activation",
            LOOKS + "both gates were the sums themselves. Which function do they go through?",
            way -> {
              way.blocks[0].activation = a -> a;
              way.blocks[1].activation = a -> a;
            })
        .slip(
            "every activation",
            "the wrong sign in σ",
            LOOKS + "what goes into both gates had the wrong sign: 1 / (1 + exp(−a)).",
            way -> {
              way.blocks[0].activation = a -> sigma(-a);
              way.blocks[1].activation = a -> sigma(-a);
            })
        .slip(
            "loops",
            "the last input left out",
            LOOKS + "each sum left out the last input: where does the loop over x end?",
            way -> way.lastInputLeftOut = true)
        .slip(
            "loops",
            "the last unit left out",
            LOOKS + "each sum left out the last unit's h_{t−1}: where does the loop over h end?",
            way -> way.lastUnitLeftOut = true)
        .slip(
            "loops",
            "the sum goes on",
            LOOKS + "the sum went on from one unit to the next: where does it begin anew?",
            way -> way.sumGoesOn = true)
        .slip(
            "rows",
            "r of the first row",
            LOOKS + "each row of the batch had got r of the first: data[k] is in row 0.",
            way -> way.rOfFirstRow = true)
        .slip(
            "rows",
            "z of the first row",
            LOOKS + "each row of the batch had got z of the first: data[k] is in row 0.",
            way -> way.zOfFirstRow = true)
        .slip(
            "rows",
            "r and z of the first row",
            LOOKS + "each row of the batch had got both gates of the first: data[k] is in row 0.",
            way -> {
              way.rOfFirstRow = true;
              way.zOfFirstRow = true;
            })
        .slip(
            "rows",
            "h of the first row",
            LOOKS + "each row of the batch had mixed the first row's h_{t−1} with its g.",
            way -> way.hOfFirstRow = true)
        .alone(
            "x and h exchanged",
            LOOKS + "x and h_{t−1} had changed places in the gates: W goes with x, U with h.",
            way -> way.xAndHExchanged = true);
  }

  private static Consumer<Way> inAll(Consumer<Block> change) {
    return way -> {
      for (Block block : way.blocks) {
        change.accept(block);
      }
    };
  }

  // ---- matrices

  private static double sigma(double a) {
    return Exercise07.sigmoid(a);
  }

  private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
    return mult(a, b, null);
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return elementMult(a, b, null);
  }

  private static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }

  private static DMatrixRMaj scaled(double factor, DMatrixRMaj m) {
    scale(factor, m);
    return m;
  }

  private static DMatrixRMaj oneMinus(DMatrixRMaj m) {
    return each(m, v -> 1 - v);
  }

  private static DMatrixRMaj each(DMatrixRMaj m, DoubleUnaryOperator f) {
    DMatrixRMaj out = m.createLike();
    for (int i = 0; i < m.getNumElements(); i++) {
      out.data[i] = f.applyAsDouble(m.data[i]);
    }
    return out;
  }

  /** One row, so many times. */
  private static DMatrixRMaj rows(DMatrixRMaj row, int count) {
    DMatrixRMaj all = new DMatrixRMaj(count, row.numCols);
    for (int b = 0; b < count; b++) {
      System.arraycopy(row.data, 0, all.data, b * row.numCols, row.numCols);
    }
    return all;
  }

  /** The first row, and zeros below it. */
  private static DMatrixRMaj firstRow(DMatrixRMaj m) {
    DMatrixRMaj first = m.createLike();
    System.arraycopy(m.data, 0, first.data, 0, m.numCols);
    return first;
  }

  /** The first row, in the place of all. */
  private static DMatrixRMaj firstRows(DMatrixRMaj m) {
    return rows(m, m.numRows);
  }

  private static DMatrixRMaj withoutLast(DMatrixRMaj m) {
    DMatrixRMaj out = m.copy();
    for (int b = 0; b < m.numRows; b++) {
      out.set(b, m.numCols - 1, 0);
    }
    return out;
  }
}
