package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.subtract;
import static unrolled.check.exercise.Mistakes03.both;
import static unrolled.check.exercise.Mistakes03.held;
import static unrolled.check.exercise.Mistakes03.mistake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Exercise03.Sequence;
import unrolled.check.exercise.Exercise03.Step;
import unrolled.check.exercise.Mistakes03.Slip;
import unrolled.check.exercise.Mistakes03.Wrong;

/** What goes wrong in the loop back through all steps: every slip alone, and two by two. */
final class Mistakes03OfLoop {

  private static final String ROADS = " Read “Two roads into dh[t]” above.";

  private Mistakes03OfLoop() {}

  /** What is known where dh[t] is made, or after the step. */
  private record At(
      DMatrixRMaj u,
      DMatrixRMaj before,
      DMatrixRMaj after,
      DMatrixRMaj ofLoss,
      DMatrixRMaj arriving,
      DMatrixRMaj next,
      DMatrixRMaj dh,
      DMatrixRMaj back) {

    At made(DMatrixRMaj now) {
      return new At(u, before, after, ofLoss, arriving, next, now, null);
    }

    At left(DMatrixRMaj from) {
      return new At(u, before, after, ofLoss, arriving, next, dh, from);
    }

    DMatrixRMaj sum() {
      return plus(ofLoss, arriving);
    }
  }

  /**
   * How a loop goes through the steps.
   *
   * @param before the index of the state that the step gets as the one before it
   * @param after and of the one after it
   * @param skips whether step t of so many has no call
   */
  private record Walk(
      IntUnaryOperator before, IntUnaryOperator after, BiPredicate<Integer, Integer> skips) {
    static final Walk RIGHT = of(t -> t - 1, t -> t);

    static Walk of(IntUnaryOperator before, IntUnaryOperator after) {
      return new Walk(before, after, (t, last) -> false);
    }

    static Walk without(BiPredicate<Integer, Integer> skips) {
      return new Walk(RIGHT.before, RIGHT.after, skips);
    }
  }

  /**
   * The loop with three places for slips.
   *
   * @param dh makes dh[t]
   * @param handed what the step gets as the gradient of h[t]
   * @param arriving what goes on to the step before
   */
  private record Roads(
      Function<At, DMatrixRMaj> dh,
      Function<At, DMatrixRMaj> handed,
      Function<At, DMatrixRMaj> arriving) {
    static final Roads RIGHT = new Roads(At::sum, At::dh, At::back);

    static Roads joined(Function<At, DMatrixRMaj> dh) {
      return new Roads(dh, RIGHT.handed, RIGHT.arriving);
    }

    static Roads handing(Function<At, DMatrixRMaj> handed) {
      return new Roads(RIGHT.dh, handed, RIGHT.arriving);
    }

    static Roads sending(Function<At, DMatrixRMaj> arriving) {
      return new Roads(RIGHT.dh, RIGHT.handed, arriving);
    }
  }

  /** The right loop around this step. */
  static Sequence loop(Step step) {
    return loop(step, Roads.RIGHT, Walk.RIGHT);
  }

  private static Sequence loop(Step step, Roads roads, Walk walk) {
    return (x, h, dLoss, u, dW, dU, db) -> {
      DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
      DMatrixRMaj arriving = h[0].createLike();
      for (int t = h.length - 1; t >= 1; t--) {
        DMatrixRMaj next = t == h.length - 1 ? null : dh[t + 1];
        At at = new At(u, h[t - 1], h[t], dLoss[t], arriving, next, null, null);
        dh[t] = roads.dh.apply(at);
        if (!walk.skips.test(t, h.length - 1)) {
          DMatrixRMaj handed = roads.handed.apply(at.made(dh[t]));
          DMatrixRMaj before = h[walk.before.applyAsInt(t)];
          DMatrixRMaj after = h[walk.after.applyAsInt(t)];
          DMatrixRMaj back = step.backward(x[t], before, after, handed, u, dW, dU, db);
          arriving = roads.arriving.apply(at.made(dh[t]).left(back));
        }
      }
      dh[0] = arriving;
      return dh;
    };
  }

  /** The slips in the loop, which calls this step: alone, then the likely ones two by two. */
  static List<Wrong<Sequence>> once(Step step) {
    List<Wrong<Sequence>> all = new ArrayList<>();
    roads().forEach(s -> all.add(mistake(s, loop(step, s.code(), Walk.RIGHT))));
    walks().forEach(s -> all.add(mistake(s, loop(step, Roads.RIGHT, s.code()))));
    wholes(step).forEach(s -> all.add(mistake(s, s.code())));
    return all;
  }

  /** Two slips in one loop. */
  static List<Wrong<Sequence>> twice(Step step) {
    List<Wrong<Sequence>> all = new ArrayList<>();
    for (Slip<Roads> road : roads()) {
      if (Mistakes03.IDLE.contains(road.name())) {
        continue; // the step gets zeros: it doesn't matter at which states
      }
      walks().forEach(s -> all.add(both(road, s, loop(step, road.code(), s.code()))));
    }
    return all;
  }

  private static List<Slip<Roads>> roads() {
    List<Slip<Roads>> all = new ArrayList<>();
    for (int bound : new int[] {1, 2, 3, 5, 10}) {
      all.add(
          road(
              "clipped at " + bound,
              "what arrives had been held between −" + bound + " and " + bound,
              "The gradient itself is asked for. Clipping comes afterwards, if at all.",
              Roads.sending(at -> held(at.back, bound))));
    }
    all.addAll(mainRoads());
    return all;
  }

  private static DMatrixRMaj each(DMatrixRMaj a, DMatrixRMaj b, DoubleBinaryOperator f) {
    DMatrixRMaj made = a.createLike();
    for (int i = 0; i < made.getNumElements(); i++) {
      made.data[i] = f.applyAsDouble(a.data[i], b.data[i]);
    }
    return made;
  }

  private static DMatrixRMaj zeros(At at) {
    return at.ofLoss.createLike();
  }

  private static List<Slip<Roads>> mainRoads() {
    return List.of(
        road(
            "gradient from t+1 not added",
            "nothing had been added of what arrives from t+1: right at the last step, wrong before"
                + " it",
            "By which two roads does the loss follow h[t]?",
            Roads.joined(at -> at.ofLoss.copy())),
        road(
            "the loss of the last step only",
            "only the last step had a loss: what arrives from t+1 has replaced what the loss of"
                + " step t says",
            "By which two roads does the loss follow h[t]?",
            Roads.joined(at -> at.next == null ? at.ofLoss.copy() : at.arriving)),
        road(
            "dLoss never",
            "dLoss had no part in it",
            "Where does a gradient come from in the first place?",
            Roads.joined(At::arriving)),
        road(
            "dh[t+1] added as it is",
            "dh[t+1] had been added as it is",
            "It has to go back through step t+1 first: what does backwardStep return?",
            Roads.joined(at -> plus(at.ofLoss, at.next == null ? at.arriving : at.next))),
        road(
            "what the step returns is lost",
            "arriving were dh[t], and what backwardStep gives back were lost",
            "What is to arrive at the step before?",
            Roads.sending(At::dh)),
        road(
            "arriving never set",
            "nothing arrived at any step, nor at h[0]: arriving is zeros for ever",
            "Who keeps what backwardStep gives back?",
            Roads.sending(At::arriving)),
        road(
            "arriving added to what had arrived",
            "what arrives were added to what had arrived at later steps",
            "What backwardStep gives for step t holds all that comes from later steps.",
            Roads.sending(at -> plus(at.arriving, at.back))),
        road(
            "dLoss handed on",
            "the step had been handed dLoss[t] in place of dh[t]",
            "What is all that the loss says about h[t]?",
            Roads.handing(At::ofLoss)),
        road(
            "arriving handed on",
            "the step had been handed what arrives from t+1 in place of dh[t]",
            "What is all that the loss says about h[t]?",
            Roads.handing(At::arriving)),
        road(
            "only the last loss goes back",
            "dh[t] were right where it stands, and only the last step's loss went further back",
            "What is handed to backwardStep?",
            Roads.handing(at -> at.next == null ? at.dh : at.arriving)),
        road(
            "subtracted",
            "what arrives had been subtracted",
            "Blame comes from two sides, and it adds up.",
            Roads.joined(at -> subtract(at.ofLoss, at.arriving, null))),
        road(
            "the mean of both roads",
            "dh[t] were the mean of what comes by the two roads",
            "Blame comes from two sides, and it adds up.",
            Roads.joined(
                at -> {
                  DMatrixRMaj half = plus(at.ofLoss, at.arriving);
                  scale(0.5, half);
                  return half;
                })),
        road(
            "what arrives counts twice",
            "what arrives from t+1 had been added twice",
            "How often does your code add it?",
            Roads.joined(at -> plus(plus(at.ofLoss, at.arriving), at.arriving))),
        road(
            "the loss counts twice",
            "dLoss[t] had been added twice",
            "How often does your code add it?",
            Roads.joined(at -> plus(plus(at.ofLoss, at.arriving), at.ofLoss))),
        road(
            "the last loss counts twice",
            "the loss of the last step had been added twice there",
            "What arrives at the last state, before anything has been walked back?",
            Roads.joined(
                at -> plus(plus(at.ofLoss, at.arriving), at.next == null ? at.ofLoss : zeros(at)))),
        road(
            "the loss sent on",
            "dLoss[t] had been added to what goes on to the step before as well",
            "dLoss[t] is about h[t]. Does h[t−1] have it in dLoss[t−1] again?",
            Roads.sending(at -> plus(at.back, at.ofLoss))),
        road(
            "the sum handed on, arriving stored",
            "the sum had been handed to the step, and dh[t] held what arrives alone",
            "Which matrix is asked for in dh[t]?",
            new Roads(At::arriving, At::sum, At::back)),
        road(
            "the sum handed on, the loss stored",
            "the sum had been handed to the step, and dh[t] held dLoss[t] alone",
            "Which matrix is asked for in dh[t]?",
            new Roads(at -> at.ofLoss.copy(), At::sum, At::back)),
        road(
            "f′ before the step",
            "dh[t] had been multiplied by the slope of tanh before backwardStep did so",
            "What does backwardStep do already?",
            Roads.handing(at -> each(at.dh, at.after, (d, h) -> d * (1 - h * h)))),
        road(
            "f′ in dh",
            "the slope of tanh were in dh[t] already",
            "What does backwardStep do?",
            Roads.joined(at -> each(at.sum(), at.after, (d, h) -> d * (1 - h * h)))),
        road(
            "f′ behind the step",
            "what backwardStep gives back had been multiplied by one more slope, at h[t]",
            "What does backwardStep do already?",
            Roads.sending(at -> each(at.back, at.after, (d, h) -> d * (1 - h * h)))),
        road(
            "f′ of the step before",
            "what backwardStep gives back had been multiplied by the slope at h[t−1]",
            "Whose tanh is that, and when does its turn come?",
            Roads.sending(at -> each(at.back, at.before, (d, h) -> d * (1 - h * h)))),
        road(
            "U behind the step",
            "what backwardStep gives back had gone through U once more",
            "What does backwardStep do already?",
            Roads.sending(at -> multTransB(at.back, at.u, null))),
        road(
            "U not transposed behind the step",
            "what backwardStep gives back had been multiplied by U once more",
            "What does backwardStep do already?",
            Roads.sending(at -> mult(at.back, at.u, null))),
        road(
            "the mean over the batch arrives",
            "what arrives had been divided by the number of rows",
            "The loss is a sum over the rows.",
            Roads.sending(at -> each(at.back, at.back, (b, h) -> b / at.back.numRows))),
        road(
            "minus what arrives",
            "what backwardStep gives back went on with the wrong sign",
            "It adds up.",
            Roads.sending(at -> each(at.back, at.back, (b, h) -> -b))),
        road(
            "dh sent on",
            "dh[t] had been added to what goes on to the step before as well",
            "Does h[t−1] reach h[t] by any other way than through U and tanh?",
            Roads.sending(at -> plus(at.back, at.dh))));
  }

  private static List<Slip<Walk>> walks() {
    return List.of(
        road(
            "h[t] for h[t−1]",
            "the step had been handed h[t] twice",
            "Which state went into step t, and which came out of it?",
            Walk.of(t -> t, t -> t)),
        road(
            "h[t−1] for h[t]",
            "h[t−1] had stood where h[t] belongs, on the way into backwardStep",
            "Which state went into step t, and which came out of it?",
            Walk.of(t -> t - 1, t -> t - 1)),
        road(
            "h[t] and h[t−1] exchanged",
            "h[t−1] and h[t] had changed places on their way into backwardStep",
            "In which order does backwardStep take them?",
            Walk.of(t -> t, t -> t - 1)),
        road(
            "h[0] for h[t−1]",
            "the step had been handed h[0] at every t",
            "Which state went into step t?",
            Walk.of(t -> 0, t -> t)),
        road(
            "step 1 left out",
            "step 1 were never walked back",
            "Has step 1 a share in the gradients, and has h[0] a gradient?",
            Walk.without((t, last) -> t == 1)),
        road(
            "the last step left out",
            "the last step were never walked back",
            "Has the last step a share in the gradients?",
            Walk.without((t, last) -> t.equals(last))));
  }

  private static <T> Slip<T> road(String name, String look, String ask, T code) {
    return new Slip<>(name, look, ask + ROADS, code);
  }

  /** Slips that are in none of the three places. */
  private static List<Slip<Sequence>> wholes(Step step) {
    Sequence right = loop(step);
    return List.of(
        road(
            "the weights' gradients of one step only",
            "only one step's share were left in the weights' gradients",
            "W, U and b took part in every step.",
            loop(
                (x, hBefore, h, dh, u, dW, dU, db) -> {
                  dW.zero();
                  dU.zero();
                  db.zero();
                  return step.backward(x, hBefore, h, dh, u, dW, dU, db);
                })),
        road(
            "the weights' gradients of the last step only",
            "only the last step had a share in the weights' gradients",
            "W, U and b took part in every step.",
            (x, h, dLoss, u, dW, dU, db) -> {
              int[] calls = {0};
              return loop((given, before, after, dh, v, w1, u1, b1) ->
                      calls[0]++ == 0
                          ? step.backward(given, before, after, dh, v, w1, u1, b1)
                          : step.backward(
                              given, before, after, dh, v, w1.copy(), u1.copy(), b1.copy()))
                  .backward(x, h, dLoss, u, dW, dU, db);
            }),
        road(
            "no share arrives",
            "nothing had been added to dW, dU and db",
            "Which matrices does the step get to add into?",
            loop(
                (x, hBefore, h, dh, u, dW, dU, db) ->
                    step.backward(x, hBefore, h, dh, u, dW.copy(), dU.copy(), db.copy()))),
        road(
            "two calls a step",
            "backwardStep had run twice at every step: the shares are there twice",
            "Each call adds to dW, dU and db.",
            loop(
                (x, hBefore, h, dh, u, dW, dU, db) -> {
                  step.backward(x, hBefore, h, dh, u, dW, dU, db);
                  return step.backward(x, hBefore, h, dh, u, dW, dU, db);
                })),
        road(
            "sums added to themselves",
            "what is in dW, dU and db already had been added to itself at every step",
            "backwardStep adds to what it gets: does it get copies of the sums, which are added once"
                + " more?",
            loop(
                (x, hBefore, h, dh, u, dW, dU, db) -> {
                  List<DMatrixRMaj> sums = List.of(dW, dU, db);
                  List<DMatrixRMaj> more = sums.stream().map(DMatrixRMaj::copy).toList();
                  DMatrixRMaj back =
                      step.backward(x, hBefore, h, dh, u, more.get(0), more.get(1), more.get(2));
                  for (int i = 0; i < sums.size(); i++) {
                    addEquals(sums.get(i), more.get(i));
                  }
                  return back;
                })),
        road(
            "dW and dU exchanged",
            "dW and dU had changed places on their way into backwardStep",
            "In which order does backwardStep take them?",
            loop(
                (x, hBefore, h, dh, u, dW, dU, db) ->
                    step.backward(x, hBefore, h, dh, u, dU, dW, db))),
        road(
            "mean over time",
            "the weights' gradients were the mean over the steps",
            "The loss here is a sum over t, so what are its gradients?",
            (x, h, dLoss, u, dW, dU, db) -> {
              DMatrixRMaj[] dh = right.backward(x, h, dLoss, u, dW, dU, db);
              List.of(dW, dU, db).forEach(sum -> scale(1.0 / (h.length - 1), sum));
              return dh;
            }),
        road(
            "one off",
            "dh[t] held what belongs to h[t−1]: the sum is handed to the step, and what that gives"
                + " back is stored",
            "Which gradient is known before the step runs, and which after it?",
            (x, h, dLoss, u, dW, dU, db) ->
                stored(right.backward(x, h, dLoss, u, dW, dU, db), t -> Math.max(0, t - 1))),
        road(
            "what the step gives back stored",
            "dh[t] were what backwardStep gives back for step t, which belongs to h[t−1]",
            "Which gradient is known before the step runs, and which after it?",
            storedBehind(step, Mistakes03OfLoop::plus, (ofLoss, back) -> back.copy())),
        road(
            "dh made behind the step",
            "dLoss[t] had been added to what backwardStep gives back for step t, which belongs to"
                + " h[t−1]",
            "Which gradient is known before the step runs, and which after it?",
            storedBehind(step, Mistakes03OfLoop::plus, Mistakes03OfLoop::plus)),
        road(
            "dLoss handed on, and dh made behind the step",
            "backwardStep had been handed dLoss[t] alone, and dh[t] made of dLoss[t] and what came"
                + " back for step t, which belongs to h[t−1]",
            "What is all that the loss says about h[t], and when is it known?",
            storedBehind(step, (ofLoss, arriving) -> ofLoss.copy(), Mistakes03OfLoop::plus)),
        road(
            "dLoss added behind the step",
            "what arrives had gone through step t before dLoss[t] was added",
            "What comes first at step t: the sum, or the way back through it?",
            throughFirst(step, (ofLoss, back) -> plus(ofLoss, back), false)),
        road(
            "arriving added behind the step",
            "dLoss[t] had gone through step t before what arrives was added",
            "What comes first at step t: the sum, or the way back through it?",
            throughFirst(step, (arriving, back) -> plus(arriving, back), true)),
        road(
            "one matrix for all",
            "dh[1] to dh[T] were one matrix: the last value is in all of them",
            "Does every step make a new one?",
            (x, h, dLoss, u, dW, dU, db) ->
                stored(right.backward(x, h, dLoss, u, dW, dU, db), t -> Math.min(t, 1))),
        road(
            "each dLoss of the step before",
            "dh[t] had got the loss of another step, t−1",
            "dLoss[t] is about h[t].",
            (x, h, dLoss, u, dW, dU, db) -> {
              DMatrixRMaj[] moved = new DMatrixRMaj[dLoss.length];
              for (int t = 1; t < moved.length; t++) {
                moved[t] = t == 1 ? dLoss[1].createLike() : dLoss[t - 1];
              }
              return right.backward(x, h, moved, u, dW, dU, db);
            }));
  }

  /** What stands at each step in the end. */
  private static DMatrixRMaj[] stored(DMatrixRMaj[] dh, IntUnaryOperator from) {
    DMatrixRMaj[] stored = new DMatrixRMaj[dh.length];
    for (int t = 0; t < dh.length; t++) {
      stored[t] = dh[from.applyAsInt(t)].copy();
    }
    return stored;
  }

  /** What the step is handed, and dh[t] made of what it gives back. */
  private static Sequence storedBehind(
      Step step, BinaryOperator<DMatrixRMaj> handed, BinaryOperator<DMatrixRMaj> kept) {
    return (x, h, dLoss, u, dW, dU, db) -> {
      DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
      DMatrixRMaj arriving = h[0].createLike();
      for (int t = h.length - 1; t >= 1; t--) {
        DMatrixRMaj given = handed.apply(dLoss[t], arriving);
        arriving = step.backward(x[t], h[t - 1], h[t], given, u, dW, dU, db);
        dh[t] = kept.apply(dLoss[t], arriving);
      }
      dh[0] = arriving;
      return dh;
    };
  }

  /** dh[t] is the sum of one road and of the other one's way back through step t, and arrives. */
  private static Sequence throughFirst(
      Step step, BinaryOperator<DMatrixRMaj> joined, boolean lossGoes) {
    return (x, h, dLoss, u, dW, dU, db) -> {
      DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
      DMatrixRMaj arriving = h[0].createLike();
      for (int t = h.length - 1; t >= 1; t--) {
        DMatrixRMaj through = lossGoes ? dLoss[t] : arriving;
        DMatrixRMaj back = step.backward(x[t], h[t - 1], h[t], through.copy(), u, dW, dU, db);
        dh[t] = joined.apply(lossGoes ? arriving : dLoss[t], back);
        arriving = dh[t];
      }
      dh[0] = arriving;
      return dh;
    };
  }

  private static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }
}
