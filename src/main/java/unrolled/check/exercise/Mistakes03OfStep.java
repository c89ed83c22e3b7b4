package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.elementMult;
import static org.ejml.dense.row.CommonOps_DDRM.elementSum;
import static org.ejml.dense.row.CommonOps_DDRM.extractRow;
import static org.ejml.dense.row.CommonOps_DDRM.insert;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.sumCols;
import static org.ejml.dense.row.CommonOps_DDRM.sumRows;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;
import static unrolled.check.exercise.Mistakes03.both;
import static unrolled.check.exercise.Mistakes03.held;
import static unrolled.check.exercise.Mistakes03.mistake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import unrolled.check.exercise.Exercise03.Step;
import unrolled.check.exercise.Mistakes03.Slip;
import unrolled.check.exercise.Mistakes03.Wrong;
import unrolled.math.Rng;

/**
 * What goes wrong in a step back through an Elman cell: every slip alone, and the likely ones two
 * by two.
 *
 * <p>A step has three places for them: how da_t is made of dh_t, how the weights' gradients are
 * made of da_t, and how dh_{t−1} is.
 */
final class Mistakes03OfStep {

  private static final String TANH = " Read “Through the tanh” above.";
  private static final String WEIGHTS = " Read “To the weights” above.";
  private static final String BEFORE = " Read “To the state before” above.";

  /** How long the learner's step may take for one batch. */
  private static final long MILLISECONDS = 500;

  private Mistakes03OfStep() {}

  /** What a backward step is given, as one thing. */
  private record Given(
      DMatrixRMaj x,
      DMatrixRMaj hBefore,
      DMatrixRMaj h,
      DMatrixRMaj dh,
      DMatrixRMaj u,
      DMatrixRMaj dW,
      DMatrixRMaj dU,
      DMatrixRMaj db) {

    DMatrixRMaj by(Step step) {
      return step.backward(x, hBefore, h, dh, u, dW, dU, db);
    }
  }

  /** A number of da_t, of those of dh_t, h_t and h_{t−1} at the same place. */
  @FunctionalInterface
  private interface Slope {
    double da(double dh, double h, double hBefore);
  }

  /** What becomes of a sum when the step's share comes. */
  @FunctionalInterface
  private interface Adding {
    void add(DMatrixRMaj sum, DMatrixRMaj share, int rows);
  }

  /** How the shares of dW, dU and db come from da_t. */
  @FunctionalInterface
  private interface Sums {
    void add(Given given, DMatrixRMaj da);
  }

  /** How dh_{t−1} comes from da_t. */
  @FunctionalInterface
  private interface Back {
    DMatrixRMaj before(Given given, DMatrixRMaj da);
  }

  /** The likely slips alone, the likeliest first. */
  static List<Wrong<Step>> once() {
    List<Wrong<Step>> all = new ArrayList<>();
    allSlopes()
        .forEach(
            s ->
                all.add(
                    mistake(s, step(s.code(), Mistakes03OfStep::sums, Mistakes03OfStep::back))));
    sums()
        .forEach(
            s -> all.add(mistake(s, step(Mistakes03OfStep::da, s.code(), Mistakes03OfStep::back))));
    backs()
        .forEach(
            s -> all.add(mistake(s, step(Mistakes03OfStep::da, Mistakes03OfStep::sums, s.code()))));
    return all;
  }

  /**
   * The slips behind da_t on top of one in da_t, which may be any. Its db tells which: one that is
   * known, or what this step makes of each row alone. If da_t is right, those are left in which one
   * sum has two slips.
   */
  static List<Wrong<Step>> twice(Step learners) {
    List<Wrong<Step>> all = overwriting();
    Given batch = batch();
    DMatrixRMaj back = Sandbox.run(() -> batch.by(learners), MILLISECONDS).value();
    if (back == null || isSum(da(batch()), batch.db)) {
      return all;
    }
    Function<Given, DMatrixRMaj> own = given -> ownDa(learners, given);
    DMatrixRMaj made = Sandbox.run(() -> own.apply(batch()), MILLISECONDS).value();
    Slip<Function<Given, DMatrixRMaj>> first =
        allSlopes()
            .filter(slip -> isDa(slip, made, batch.db))
            .findFirst()
            .orElse(new Slip<>("da", "da_t is wrong", "", own));
    if (first.code() == own && (made == null || !isUsed(made, batch, back))) {
      return all; // it is db that is wrong
    }
    all.add(
        new Wrong<>(
            "da alone",
            "It looks as if da_t were wrong, and what is made of it right." + TANH,
            step(first.code(), Mistakes03OfStep::sums, Mistakes03OfStep::back),
            false));
    sums()
        .forEach(
            s -> all.add(both(first, s, step(first.code(), s.code(), Mistakes03OfStep::back))));
    backs()
        .forEach(
            s -> all.add(both(first, s, step(first.code(), Mistakes03OfStep::sums, s.code()))));
    return all;
  }

  /** Another share, and what had been there is gone. */
  private static List<Wrong<Step>> overwriting() {
    List<Wrong<Step>> all = new ArrayList<>();
    for (Slip<Sums> sum : sums()) {
      if (sum.name().contains("dL/d")) {
        Sums code =
            (given, da) -> {
              char which = sum.name().charAt(sum.name().indexOf("dL/d") + 4);
              (which == 'W' ? given.dW : which == 'U' ? given.dU : given.db).zero();
              sum.code().add(given, da);
            };
        Slip<Sums> gone = new Slip<>("gone", "what had been there were gone", "", code);
        all.add(both(sum, gone, step(Mistakes03OfStep::da, code, Mistakes03OfStep::back)));
      }
    }
    return all;
  }

  /** Whether the learner's da_t is that of a slip, by its sum or by what it is of single rows. */
  private static boolean isDa(
      Slip<Function<Given, DMatrixRMaj>> slip, DMatrixRMaj ofRows, DMatrixRMaj db) {
    DMatrixRMaj da = Sandbox.run(() -> slip.code().apply(batch()), MILLISECONDS).value();
    return isSum(da, db) || da != null && ofRows != null && equal(da, ofRows);
  }

  private static boolean isSum(DMatrixRMaj da, DMatrixRMaj db) {
    return da != null && equal(sumCols(da, null), db);
  }

  /** Whether anything but db comes of this da. */
  private static boolean isUsed(DMatrixRMaj da, Given after, DMatrixRMaj back) {
    return equal(after.dW, multTransA(after.x, da, null))
        || equal(after.dU, multTransA(after.hBefore, da, null))
        || equal(back, back(after, da));
  }

  private static Given batch() {
    Rng rng = new Rng(3);
    return new Given(
        Fresh.matrix(rng, 4, 2),
        Fresh.matrix(rng, 4, 3),
        Fresh.matrix(rng, 4, 3),
        Fresh.matrix(rng, 4, 3),
        Fresh.matrix(rng, 3, 3),
        new DMatrixRMaj(2, 3),
        new DMatrixRMaj(3, 3),
        new DMatrixRMaj(1, 3));
  }

  private static boolean equal(DMatrixRMaj a, DMatrixRMaj b) {
    return MatrixFeatures_DDRM.isIdentical(a, b, 1e-9);
  }

  private static DMatrixRMaj ownDa(Step learners, Given given) {
    DMatrixRMaj da = given.dh.createLike();
    for (int row = 0; row < da.numRows; row++) {
      DMatrixRMaj db = given.db.createLike();
      learners.backward(
          extractRow(given.x, row, null),
          extractRow(given.hBefore, row, null),
          extractRow(given.h, row, null),
          extractRow(given.dh, row, null),
          given.u.copy(),
          given.dW.createLike(),
          given.dU.createLike(),
          db);
      insert(db, da, row, 0);
    }
    return da;
  }

  private static Step step(Function<Given, DMatrixRMaj> slope, Sums sums, Back back) {
    return (x, hBefore, h, dh, u, dW, dU, db) -> {
      Given given = new Given(x, hBefore, h, dh, u, dW, dU, db);
      DMatrixRMaj da = slope.apply(given);
      sums.add(given, da);
      return back.before(given, da);
    };
  }

  // ---- da_t

  private static DMatrixRMaj da(Given given) {
    return each((dh, h, before) -> dh * (1 - h * h)).apply(given);
  }

  private static Stream<Slip<Function<Given, DMatrixRMaj>>> allSlopes() {
    return Stream.concat(slopes().stream(), slopesOfBatches().stream());
  }

  private static List<Slip<Function<Given, DMatrixRMaj>>> slopes() {
    return List.of(
        slope(
            "f′ forgotten",
            "the gradient went past tanh unchanged",
            "What is dL/da_t when dL/dh_t is known?",
            (dh, h, before) -> dh),
        slope(
            "1 − h for f′",
            "the factor were 1 − h, which is not yet the slope of tanh",
            "Try it for h = −0.5.",
            (dh, h, before) -> dh * (1 - h)),
        slope(
            "the sigmoid's f′",
            "the factor were h·(1 − h), the slope of another activation",
            "Which one does this cell have?",
            (dh, h, before) -> dh * h * (1 - h)),
        slope(
            "f′ at h_{t−1}",
            "the slope of tanh were taken at h_{t−1}",
            "Which state came out of this step's tanh?",
            (dh, h, before) -> dh * (1 - before * before)),
        slope(
            "f′ twice",
            "the slope of tanh were multiplied in twice",
            "Follow one gradient from dL/dh_t to a weight and count how often it passes tanh.",
            (dh, h, before) -> dh * (1 - h * h) * (1 - h * h)),
        slope(
            "tanh once more",
            "tanh were taken of h_t, which is a tanh already",
            "What is tanh(a_t)?",
            (dh, h, before) -> dh * (1 - StrictMath.tanh(h) * StrictMath.tanh(h))),
        slope(
            "1 + h²",
            "the factor were 1 + h²",
            "Where is tanh steepest, and is the factor largest there?",
            (dh, h, before) -> dh * (1 + h * h)),
        slope(
            "h² − 1",
            "the factor were h² − 1, below 0 everywhere",
            "Does tanh go up or down?",
            (dh, h, before) -> dh * (h * h - 1)),
        slope(
            "h²",
            "the factor were h²",
            "How steep is tanh at 0, and what does your factor say there?",
            (dh, h, before) -> dh * h * h),
        slope(
            "h",
            "the factor were h_t, the value of tanh and not its slope",
            "How steep is tanh at 0?",
            (dh, h, before) -> dh * h),
        slope(
            "(1 − h)²",
            "the factor were (1 − h)²: the square is of the whole",
            "What is squared in the formula?",
            (dh, h, before) -> dh * (1 - h) * (1 - h)),
        slope(
            "1 − 2h",
            "the factor were 1 − 2h",
            "Is that the square of h?",
            (dh, h, before) -> dh * (1 - 2 * h)),
        slope(
            "−2h",
            "the factor were −2h, the slope of 1 − h²",
            "1 − h² is a slope already.",
            (dh, h, before) -> dh * -2 * h),
        slope(
            "the root of 1 − h²",
            "the factor were √(1 − h²)",
            "What is squared in the formula, and is there a root?",
            (dh, h, before) -> dh * Math.sqrt(1 - h * h)),
        slope(
            "1 − tanh h",
            "the factor were 1 − tanh(h_t)",
            "h_t is the tanh already, and a square is missing.",
            (dh, h, before) -> dh * (1 - StrictMath.tanh(h))),
        slope(
            "ReLU's f′",
            "the factor were 1 above 0 and 0 below it, the slope of another activation",
            "Which one does this cell have?",
            (dh, h, before) -> h > 0 ? dh : 0),
        slope(
            "1 − h⁴",
            "the factor were 1 − h⁴: h is squared twice",
            "Is there a matrix that your code squares, and then once more?",
            (dh, h, before) -> dh * (1 - h * h * h * h)),
        slope(
            "da clipped at 1",
            "da_t had been held between −1 and 1",
            "The gradient itself is asked for. Clipping comes afterwards, if at all.",
            (dh, h, before) -> Math.max(-1, Math.min(1, dh * (1 - h * h)))),
        slope(
            "da clipped at 5",
            "da_t had been held between −5 and 5",
            "The gradient itself is asked for. Clipping comes afterwards, if at all.",
            (dh, h, before) -> Math.max(-5, Math.min(5, dh * (1 - h * h)))),
        slope(
            "1 − dh²",
            "dh_t stood in the slope, where h_t belongs",
            "At which number is the slope taken?",
            (dh, h, before) -> dh * (1 - dh * dh)),
        slope(
            "dh lost",
            "da were the slope alone, and dh_t not in it",
            "The slope is a factor. Of what?",
            (dh, h, before) -> 1 - h * h),
        slope(
            "brackets",
            "dh_t were multiplied by 1 alone and h² subtracted from that",
            "What has to be computed first?",
            (dh, h, before) -> dh - h * h),
        slope(
            "dh + f′",
            "the slope were added to dh_t",
            "What happens to a small change of a_t on its way to h_t?",
            (dh, h, before) -> dh + 1 - h * h),
        slope(
            "divided by f′",
            "dh_t were divided by the slope",
            "If tanh is flat, does a_t still change the loss much?",
            (dh, h, before) -> dh / (1 - h * h)));
  }

  /** Those that look right, or cannot be, where there is one row. */
  private static List<Slip<Function<Given, DMatrixRMaj>>> slopesOfBatches() {
    return List.of(
        partly(
            "the slope in the first row alone",
            "the slope came to some entries only, the first as many as a row has",
            given -> given.h.numCols),
        partly(
            "the slope in as many entries as there are rows",
            "the slope came to some entries only, the first as many as there are rows",
            given -> given.h.numRows),
        partly(
            "the slope not in the last entry",
            "the slope did not come to the last entry",
            given -> given.h.getNumElements() - 1),
        new Slip<>(
            "dh times the slopes as matrices",
            "dh_t and the slopes were multiplied as matrices, rows by columns",
            "Every entry of a_t went through tanh alone: which product is that?" + TANH,
            given -> mult(given.dh, slopesAt(given.h), null)));
  }

  private static Slip<Function<Given, DMatrixRMaj>> slope(
      String name, String look, String ask, Slope slope) {
    return new Slip<>(name, look, ask + TANH, each(slope));
  }

  private static Slip<Function<Given, DMatrixRMaj>> partly(
      String name, String look, Function<Given, Integer> count) {
    return new Slip<>(
        name,
        look,
        "Over how many entries does the loop go?" + TANH,
        given -> {
          DMatrixRMaj da = given.dh.copy();
          for (int i = 0; i < Math.min(count.apply(given), da.getNumElements()); i++) {
            da.data[i] *= 1 - given.h.data[i] * given.h.data[i];
          }
          return da;
        });
  }

  private static Function<Given, DMatrixRMaj> each(Slope slope) {
    return given -> {
      DMatrixRMaj da = given.dh.createLike();
      for (int i = 0; i < da.getNumElements(); i++) {
        da.data[i] = slope.da(given.dh.data[i], given.h.data[i], given.hBefore.data[i]);
      }
      return da;
    };
  }

  private static DMatrixRMaj slopesAt(DMatrixRMaj h) {
    DMatrixRMaj slopes = h.createLike();
    for (int i = 0; i < slopes.getNumElements(); i++) {
      slopes.data[i] = 1 - h.data[i] * h.data[i];
    }
    return slopes;
  }

  // ---- dW, dU, db

  private static void sums(Given given, DMatrixRMaj da) {
    shares(true, true, true, da, Mistakes03OfStep::plus).add(given, da);
  }

  private static void plus(DMatrixRMaj sum, DMatrixRMaj share, int rows) {
    addEquals(sum, share);
  }

  /** The three sums; those that are named get their share in another way than the others. */
  private static Sums shares(boolean w, boolean u, boolean b, DMatrixRMaj ofDa, Adding named) {
    return (given, da) -> {
      DMatrixRMaj a = ofDa == null ? da : ofDa;
      int rows = da.numRows;
      Adding others = Mistakes03OfStep::plus;
      (w ? named : others).add(given.dW, multTransA(given.x, w ? a : da, null), rows);
      (u ? named : others).add(given.dU, multTransA(given.hBefore, u ? a : da, null), rows);
      (b ? named : others).add(given.db, sumCols(b ? a : da, null), rows);
    };
  }

  private static List<Slip<Sums>> sums() {
    List<Slip<Sums>> all = new ArrayList<>();
    all.add(
        sum(
            "h_t for h_{t−1} in dL/dU",
            "h_t stood where h_{t−1} belongs, in dU",
            "Which of the two did U multiply on the way forward?",
            (given, da) -> intoU(given, da, multTransA(given.h, da, null))));
    all.add(
        sum(
            "dL/dU transposed",
            "dL/dU were transposed",
            "Entry (i, j) of U leads from unit i of h_{t−1} to unit j of a_t: which of the two"
                + " factors has to give the row?",
            (given, da) -> intoU(given, da, multTransA(da, given.hBefore, null))));
    all.add(
        sum(
            "h_t for h_{t−1} in dL/dU, transposed",
            "h_t stood where h_{t−1} belongs, and dL/dU were transposed",
            "Which of the two did U multiply on the way forward, and which factor gives the row?",
            (given, da) -> intoU(given, da, multTransA(da, given.h, null))));
    all.add(
        sum(
            "dL/dW transposed",
            "dL/dW were transposed",
            "Entry (i, j) of W leads from input i to unit j of a_t: which of the two factors has to"
                + " give the row?",
            (given, da) -> intoW(given, da, multTransA(da, given.x, null))));
    all.add(
        sum(
            "h_{t−1} for x_t in dL/dW",
            "a state stood where x_t belongs, in dW",
            "What did W multiply on the way forward?",
            (given, da) -> intoW(given, da, multTransA(given.hBefore, da, null))));
    all.add(
        sum(
            "h_t for x_t in dL/dW",
            "h_t stood where x_t belongs, in dW",
            "What did W multiply on the way forward?",
            (given, da) -> intoW(given, da, multTransA(given.h, da, null))));
    all.add(
        sum(
            "x_t for h_{t−1} in dL/dU",
            "x_t stood where h_{t−1} belongs, in dU",
            "What did U multiply on the way forward?",
            (given, da) -> intoU(given, da, multTransA(given.x, da, null))));
    all.add(
        sum(
            "U in dL/dU",
            "U itself were a factor of dU",
            "In h_{t−1}·U, what stands beside U?",
            (given, da) -> intoU(given, da, multTransA(given.u, da, null))));
    products(
        "dL/dW",
        given -> given.x,
        Mistakes03OfStep::intoW,
        "The sum is over the rows of the batch: B has to vanish in the middle.",
        all);
    products(
        "dL/dU",
        given -> given.hBefore,
        Mistakes03OfStep::intoU,
        "The sum is over the rows of the batch: B has to vanish in the middle.",
        all);
    all.add(
        sum(
            "rows of dL/dU as many as inputs",
            "dU had got a share only in as many rows as there are inputs",
            "dU has a row for each unit: how far does your loop over them run?",
            (given, da) -> {
              DMatrixRMaj share = multTransA(given.hBefore, da, null);
              for (int i = given.x.numCols; i < share.numRows; i++) {
                for (int j = 0; j < share.numCols; j++) {
                  share.set(i, j, 0);
                }
              }
              intoU(given, da, share);
            }));
    all.add(
        sum(
            "sums of rows in dL/db",
            "the rows had been summed for db, not the columns",
            "db has a number for each unit. Which direction is the batch?",
            (given, da) -> intoB(given, da, transpose(sumRows(da, null), null))));
    all.add(
        sum(
            "one sum for all in dL/db",
            "every unit's db had got the sum over all units",
            "Unit j has a bias of its own: which column of da tells about it?",
            (given, da) -> {
              DMatrixRMaj whole = given.db.createLike();
              whole.fill(elementSum(da));
              intoB(given, da, whole);
            }));
    all.add(
        sum(
            "the sum once for each row in dL/db",
            "db had got the sum over the rows once for each row",
            "Is there a sum over the rows inside a loop over the rows?",
            (given, da) -> {
              DMatrixRMaj sum = sumCols(da, null);
              scale(da.numRows, sum);
              intoB(given, da, sum);
            }));
    boolean[][] which = {
      {true, true, true},
      {true, true, false},
      {false, false, true},
      {true, false, false},
      {false, true, false}
    };
    for (boolean[] in : which) {
      all.addAll(added(in[0], in[1], in[2]));
    }
    return all;
  }

  /** Interface of the three methods that put another share into one sum. */
  @FunctionalInterface
  private interface Into {
    void put(Given given, DMatrixRMaj da, DMatrixRMaj share);
  }

  private static void products(
      String name, Function<Given, DMatrixRMaj> a, Into into, String ask, List<Slip<Sums>> all) {
    BinaryOperator<DMatrixRMaj> plain = (p, q) -> mult(p, q, null);
    BinaryOperator<DMatrixRMaj> second = (p, q) -> multTransB(p, q, null);
    BinaryOperator<DMatrixRMaj> entries = (p, q) -> elementMult(p, q, null);
    List<BinaryOperator<DMatrixRMaj>> ways =
        List.of(plain, (p, q) -> mult(q, p, null), second, (p, q) -> multTransB(q, p, null));
    for (BinaryOperator<DMatrixRMaj> way : ways) {
      all.add(
          sum(
              "another product in " + name + ", " + ways.indexOf(way),
              name
                  + " were another product of the same two matrices: "
                  + List.of(
                          "none of them is transposed",
                          "none of them is transposed, and da comes first",
                          "the second one is transposed",
                          "the second one is transposed, and da comes first")
                      .get(ways.indexOf(way)),
              ask,
              (given, da) -> into.put(given, da, way.apply(a.apply(given), da))));
    }
    all.add(
        sum(
            "entry by entry in " + name,
            name + " were made entry by entry, not as a product of matrices",
            ask,
            (given, da) -> into.put(given, da, entries.apply(a.apply(given), da))));
  }

  /** The right matrices, and something else with their shares. */
  private static List<Slip<Sums>> added(boolean w, boolean u, boolean b) {
    String into = w && b ? "dW, dU and db" : w && u ? "dW and dU" : w ? "dW" : u ? "dU" : "db";
    return List.of(
        adding(
            "nothing in " + into,
            "nothing had been added to " + into,
            "What a method gives back is lost if nobody keeps it, and so is what a parameter is set"
                + " to: add into the matrix that came in.",
            w,
            u,
            b,
            (sum, share, rows) -> {}),
        adding(
            "overwritten, " + into,
            "what had been in " + into + " were gone",
            "This step's share is to be added to what the later steps left there.",
            w,
            u,
            b,
            (sum, share, rows) -> sum.setTo(share)),
        adding(
            "a running sum over the columns, " + into,
            "each entry of the share in " + into + " held those of the columns before it, too",
            "Where is your sum set back to 0?",
            w,
            u,
            b,
            (sum, share, rows) -> addEquals(sum, running(share))),
        adding(
            "mean over the batch, " + into,
            into + " were the mean over the rows of the batch",
            "The loss here is a sum over them, so what are its gradients?",
            w,
            u,
            b,
            (sum, share, rows) -> addEquals(sum, 1.0 / rows, share)),
        adding(
            "overwritten by the mean, " + into,
            "what had been in " + into + " were gone, and a mean over the rows stood there",
            "Shares are added, and the loss is a sum over the rows.",
            w,
            u,
            b,
            (sum, share, rows) -> {
              sum.setTo(share);
              scale(1.0 / rows, sum);
            }),
        adding(
            "subtracted, " + into,
            "this step's share had been taken away from " + into,
            "The gradient is asked for, not the step that goes down.",
            w,
            u,
            b,
            (sum, share, rows) -> addEquals(sum, -1, share)),
        adding(
            "twice, " + into,
            "this step's share had come twice into " + into,
            "How often does your code add it?",
            w,
            u,
            b,
            (sum, share, rows) -> addEquals(sum, 2, share)),
        adding(
            "added and doubled, " + into,
            "what had been in " + into + " counted twice",
            "Is a sum added to itself?",
            w,
            u,
            b,
            (sum, share, rows) -> {
              scale(2, sum);
              addEquals(sum, share);
            }),
        sum(
            "dh in " + into,
            "dh_t stood where da_t belongs, in " + into,
            "The weights stand inside the tanh: what reaches them has passed it.",
            (given, da) -> shares(w, u, b, given.dh, Mistakes03OfStep::plus).add(given, da)),
        rows("the first row alone, " + into, "the first row of the batch", into, w, u, b, r -> 0),
        rows(
            "the last row alone, " + into, "the last row of the batch", into, w, u, b, r -> r - 1));
  }

  private static Slip<Sums> rows(
      String name,
      String row,
      String into,
      boolean w,
      boolean u,
      boolean b,
      IntUnaryOperator which) {
    return sum(
        name,
        row + " alone had a part in " + into,
        "The weights serve in every row.",
        (given, da) -> {
          DMatrixRMaj one = da.createLike();
          int r = which.applyAsInt(da.numRows);
          for (int j = 0; j < da.numCols; j++) {
            one.set(r, j, da.get(r, j));
          }
          shares(w, u, b, one, Mistakes03OfStep::plus).add(given, da);
        });
  }

  private static Slip<Sums> adding(
      String name, String look, String ask, boolean w, boolean u, boolean b, Adding adding) {
    return sum(name, look, ask, shares(w, u, b, null, adding));
  }

  /** In each row the sums so far. */
  private static DMatrixRMaj running(DMatrixRMaj m) {
    DMatrixRMaj sums = m.copy();
    for (int row = 0; row < m.numRows; row++) {
      for (int j = 1; j < m.numCols; j++) {
        sums.add(row, j, sums.get(row, j - 1));
      }
    }
    return sums;
  }

  private static Slip<Sums> sum(String name, String look, String ask, Sums code) {
    return new Slip<>(name, look, ask + WEIGHTS, code);
  }

  private static void intoW(Given given, DMatrixRMaj da, DMatrixRMaj share) {
    addEquals(given.dW, share);
    addEquals(given.dU, multTransA(given.hBefore, da, null));
    addEquals(given.db, sumCols(da, null));
  }

  private static void intoU(Given given, DMatrixRMaj da, DMatrixRMaj share) {
    addEquals(given.dW, multTransA(given.x, da, null));
    addEquals(given.dU, share);
    addEquals(given.db, sumCols(da, null));
  }

  private static void intoB(Given given, DMatrixRMaj da, DMatrixRMaj share) {
    addEquals(given.dW, multTransA(given.x, da, null));
    addEquals(given.dU, multTransA(given.hBefore, da, null));
    addEquals(given.db, share);
  }

  // ---- dh_{t−1}

  private static DMatrixRMaj back(Given given, DMatrixRMaj da) {
    return multTransB(da, given.u, null);
  }

  private static List<Slip<Back>> backs() {
    return List.of(
        back(
            "U not transposed",
            "U stood the wrong way round, though the shapes fit",
            "Forward, it leads from h_{t−1} to a_t: which way must it lead now?",
            (given, da) -> mult(da, given.u, null)),
        back(
            "dL/dh_{t−1} without f′",
            "dL/dh_{t−1} were computed from dL/dh_t",
            "Between h_{t−1} and h_t there are both U and tanh.",
            (given, da) -> multTransB(given.dh, given.u, null)),
        back(
            "dL/dh_{t−1} without f′, and U not transposed",
            "dL/dh_{t−1} were computed from dL/dh_t, with U the wrong way round",
            "Between h_{t−1} and h_t there are both U and tanh.",
            (given, da) -> mult(given.dh, given.u, null)),
        back(
            "da for dL/dh_{t−1}",
            "da_t came back as it is",
            "Between h_{t−1} and a_t there is U.",
            (given, da) -> da.copy()),
        back(
            "dh for dL/dh_{t−1}",
            "dh_t came back as it is",
            "Between h_{t−1} and h_t there are both U and tanh.",
            (given, da) -> given.dh.copy()),
        back(
            "U first",
            "U stood in front of da",
            "Forward it is h_{t−1}·U: on which side does the batch stand?",
            (given, da) -> mult(given.u, da, null)),
        back(
            "U first, transposed",
            "U, transposed, stood in front of da",
            "Forward it is h_{t−1}·U: on which side does the batch stand?",
            (given, da) -> multTransA(given.u, da, null)),
        back(
            "f′ once more",
            "what goes back had passed the slope of this step's tanh twice",
            "da has it already.",
            (given, da) -> elementMult(back(given, da), slopesAt(given.h), null)),
        back(
            "f′ of the step before",
            "what goes back had passed the tanh of the step before already",
            "dL/dh_{t−1} is asked for, the gradient of a state. Its tanh comes in the next call.",
            (given, da) -> elementMult(back(given, da), slopesAt(given.hBefore), null)),
        back(
            "f′ behind U",
            "U had come first and the slope of tanh after it",
            "Forward, a_t is made first and tanh comes last. And backward?",
            (given, da) ->
                elementMult(multTransB(given.dh, given.u, null), slopesAt(given.h), null)),
        back(
            "f′ of the step before behind U",
            "U had come first and then the slope at h_{t−1}",
            "Forward, a_t is made first and tanh comes last. And backward?",
            (given, da) ->
                elementMult(multTransB(given.dh, given.u, null), slopesAt(given.hBefore), null)),
        back(
            "dh and what goes back",
            "dh_t had been added to what goes back",
            "Does h_{t−1} reach h_t by any other way than through U and tanh?",
            (given, da) -> add(given.dh, back(given, da), null)),
        back(
            "hBefore in it",
            "h_{t−1} were a factor of what goes back",
            "If h_{t−1} changes a little, what does a_t change by?",
            (given, da) -> elementMult(back(given, da), given.hBefore, null)),
        back(
            "dU for U",
            "dU stood where U belongs",
            "What did h_{t−1} meet on the way forward?",
            (given, da) -> multTransB(da, given.dU, null)),
        back(
            "h_{t−1} for da",
            "h_{t−1} went back through U, and no gradient",
            "What is known at a_t?",
            (given, da) -> multTransB(given.hBefore, given.u, null)),
        back(
            "zeros",
            "only zeros came back",
            "h_{t−1} has a part in a_t, so the loss follows it.",
            (given, da) -> da.createLike()),
        back(
            "clipped at 1",
            "what goes back had been held between −1 and 1",
            "The gradient itself is asked for. Clipping comes afterwards, if at all.",
            (given, da) -> held(back(given, da), 1)),
        back(
            "clipped at 5",
            "what goes back had been held between −5 and 5",
            "The gradient itself is asked for. Clipping comes afterwards, if at all.",
            (given, da) -> held(back(given, da), 5)),
        back(
            "minus",
            "what goes back had the wrong sign",
            "The gradient is asked for, not the step that goes down.",
            (given, da) -> {
              DMatrixRMaj back = back(given, da);
              scale(-1, back);
              return back;
            }),
        back(
            "mean",
            "what goes back had been divided by the number of rows",
            "The loss is a sum over the rows.",
            (given, da) -> {
              DMatrixRMaj back = back(given, da);
              scale(1.0 / da.numRows, back);
              return back;
            }));
  }

  private static Slip<Back> back(String name, String look, String ask, Back code) {
    return new Slip<>(name, look, ask + BEFORE, code);
  }
}
