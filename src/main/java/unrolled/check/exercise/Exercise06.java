package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.multAdd;
import static org.ejml.dense.row.CommonOps_DDRM.multAddTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.sumCols;
import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.MatrixDimensionException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import unrolled.math.Rng;

/**
 * Marks exercise 06: the backward step of an LSTM in four pieces, each for itself, and then all
 * four together over a whole sequence.
 *
 * <p>The right answers are found without the formulas asked for: each piece of the forward step is
 * computed with loops, and differentiated by central differences.
 */
public final class Exercise06 {

  static final String DO = "dL/do";
  static final String DS = "dL/ds";
  static final String DC = "dL/dc";
  static final String DI = "dL/di";
  static final String DF = "dL/df";
  static final String DG = "dL/dg";
  static final String C_BEFORE = "dL/dc_{t−1}";

  /** The blocks of dL/da, in their order. */
  static final List<String> DA =
      Stream.of("i", "f", "g", "o").map(gate -> "dL/da, block " + gate).toList();

  private static final String DA_I = DA.get(0);
  private static final String DA_F = DA.get(1);
  private static final String DA_G = DA.get(2);
  private static final String DA_O = DA.get(3);
  private static final String DU = "dL/dU";
  private static final String H_BEFORE = "dL/dh_{t−1}";
  private static final String C0 = "dL/dc_0";
  private static final String H0 = "dL/dh_0";
  private static final String DW = "dL/dW";
  private static final String DB = "dL/db";

  private static final double SLOPES = 1e-6;

  private static final String INDEX =
      " (With n columns, row r and column k stand at data[r · n + k].)";
  private static final String LOOPS =
      "Rows and columns count from 0. Which columns does the matrix have, and where does each loop"
          + " begin and end?";
  private static final String EACH =
      "Here all are B×n, and every product is ⊙, entry by entry: is there a matrix product?";

  private Exercise06() {}

  /** Piece 1, back through h = o ⊙ s. */
  @FunctionalInterface
  public interface Output {
    /**
     * Gives dL/do and dL/ds.
     *
     * @param dh dL/dh, B×n
     * @param o the output gate, B×n
     * @param s tanh of the cell state, B×n
     */
    DMatrixRMaj[] backward(DMatrixRMaj dh, DMatrixRMaj o, DMatrixRMaj s);
  }

  /** Piece 2, back through s = tanh(c). */
  @FunctionalInterface
  public interface Shown {
    /**
     * Gives dL/dc, all of it.
     *
     * @param dS dL/ds, B×n
     * @param s tanh of the cell state, B×n
     * @param arriving what the next step says about this cell state, B×n
     */
    DMatrixRMaj backward(DMatrixRMaj dS, DMatrixRMaj s, DMatrixRMaj arriving);
  }

  /** Piece 3, back through c = f ⊙ cBefore + i ⊙ g. */
  @FunctionalInterface
  public interface Memory {
    /** Gives dL/di, dL/df, dL/dg and dL/dc_{t−1}; everything is B×n. */
    DMatrixRMaj[] backward(
        DMatrixRMaj dc, DMatrixRMaj cBefore, DMatrixRMaj i, DMatrixRMaj f, DMatrixRMaj g);
  }

  /** Piece 4, back through the activations and the product with U. */
  @FunctionalInterface
  public interface Gates {
    /**
     * Gives dL/da, B×4n with the blocks i, f, g, o, and dL/dh_{t−1}, B×n.
     *
     * @param dI dL/di, B×n, and so on
     * @param i the input gate, B×n, and so on
     * @param hBefore h_{t−1}, B×n
     * @param u U, n×4n
     * @param dU n×4n, to which this step's share of dL/dU is added
     */
    DMatrixRMaj[] backward(
        DMatrixRMaj dI,
        DMatrixRMaj dF,
        DMatrixRMaj dG,
        DMatrixRMaj dO,
        DMatrixRMaj i,
        DMatrixRMaj f,
        DMatrixRMaj g,
        DMatrixRMaj o,
        DMatrixRMaj hBefore,
        DMatrixRMaj u,
        DMatrixRMaj dU);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks piece 1: 4 points. Prints the report. */
  public static int output(Output learners) {
    return output(learners, Exercise.freshSeed());
  }

  /** Marks piece 1 on inputs drawn with this seed. */
  public static int output(Output learners, long seed) {
    return Mistakes06.outputHole(Exercise06::callOutput, rng -> outputInput(rng, 3, 2))
        .told(outputExercise(), learners)
        .mark(learners, seed);
  }

  /** Marks piece 2: 4 points. Prints the report. */
  public static int shown(Shown learners) {
    return shown(learners, Exercise.freshSeed());
  }

  /** Marks piece 2 on inputs drawn with this seed. */
  public static int shown(Shown learners, long seed) {
    return Mistakes06.shownHole(Exercise06::callShown, rng -> shownInput(rng, 3, 2))
        .told(shownExercise(), learners)
        .mark(learners, seed);
  }

  /** Marks piece 3: 6 points. Prints the report. */
  public static int memory(Memory learners) {
    return memory(learners, Exercise.freshSeed());
  }

  /** Marks piece 3 on inputs drawn with this seed. */
  public static int memory(Memory learners, long seed) {
    return Mistakes06.memoryHole(Exercise06::callMemory, rng -> memoryInput(rng, 3, 2))
        .told(memoryExercise(), learners)
        .mark(learners, seed);
  }

  /** Marks piece 4: 6 points. Prints the report. */
  public static int gates(Gates learners) {
    return gates(learners, Exercise.freshSeed());
  }

  /** Marks piece 4 on inputs drawn with this seed. */
  public static int gates(Gates learners, long seed) {
    return Mistakes06.gatesHole(Exercise06::callGates, rng -> gatesInput(rng, 3, 2))
        .told(gatesExercise(), learners)
        .mark(learners, seed);
  }

  /** Marks all four together, over a whole sequence: 2 points. Prints the report. */
  public static int together(Output output, Shown shown, Memory memory, Gates gates) {
    return together(output, shown, memory, gates, Exercise.freshSeed());
  }

  /** Marks all four together on inputs drawn with this seed. */
  public static int together(Output output, Shown shown, Memory memory, Gates gates, long seed) {
    return togetherExercise().mark(new Pieces(output, shown, memory, gates), seed);
  }

  /** For a class: 2 more points for pieces that fit sizes that the visible checks don't have. */
  public static int otherSizes(Output output, Shown shown, Memory memory, Gates gates, long seed) {
    return sizesExercise().mark(new Pieces(output, shown, memory, gates), seed);
  }

  /** Whether all four pieces are right, so that a cell can be built of them; if not, says so. */
  public static boolean ready(Output output, Shown shown, Memory memory, Gates gates) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("throughOutput", outputExercise().isRight(output, 1));
    pieces.put("throughTanh", shownExercise().isRight(shown, 1));
    pieces.put("throughMemory", memoryExercise().isRight(memory, 1));
    pieces.put("throughGates", gatesExercise().isRight(gates, 1));
    return Waiting.isOver(
        "What follows is trained by your four pieces, and waits until their checks pass.", pieces);
  }

  // ---- the predictions

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                1.15,
                "Two roads lead to c: from h, through s = tanh(c); and from step t+1.",
                "0.9 So it were if what arrives passed tanh, too. Which of the two roads does?",
                "0.15 That is the road from h alone.",
                "1 That is what arrives alone. And the road from h?",
                "1.2 On the road from h lies tanh as well: its slope is 1 − s².",
                "1.3 1 − s is no slope of tanh: it is 1 − s².",
                "0.7 Which factor of o · s multiplies the blame on s?",
                "1.6 On the road from h lies the output gate as well.",
                "0.85 The minus of s is squared.",
                "1.0375 Which factor of o · s multiplies the blame on s? Only 0.25 lets through."))
        .part(1, "the blame on c_t", PREDICTED)
        .stage(
            question(
                1,
                1.035,
                "c_t = f · c_{t−1} + i · g. Your first answer is the blame on c_t: what stands"
                    + " beside c_{t−1}?",
                "1.15 As it is: the memory of 1997. Here a gate stands on the road.",
                "0 That is the blame on f, whose other factor is c_{t−1}.",
                "0.1035 That has the slope of σ in it, which lies between f and its sum.",
                "0.115 That is 1 − f, what the gate takes away.",
                "0.81 Times f is right; is your first answer?",
                "0.135 Times f is right; is your first answer?",
                "1.08 Times f is right; is your first answer?"))
        .part(1, "the blame on c_{t−1}", PREDICTED)
        .stage(
            question(
                2,
                0.18,
                "i = σ(a), and the slope of σ, told from its value i, is i (1 − i).",
                "0.38 That is the slope of tanh. A gate goes through σ.",
                "0.09 That is the slope. And the blame?",
                "0.2 That is 1 − i alone; the slope is i (1 − i).",
                "1.8 That is i alone; the slope is i (1 − i).",
                "2 A sum never gets the blame on its gate as it is: σ is flat at its ends."))
        .part(1, "the blame on a gate's sum", PREDICTED)
        .stage(
            question(
                3,
                2,
                "Step by step: which one factor does the blame meet on the memory's road?",
                "8 As it is: the memory of 1997. Here gates stand on the road.",
                "4 Two of the gates are half open.",
                "6.4 The gates are multiplied, one after the other; no mean.",
                "32 Each gate is passed, and makes it no larger."))
        .part(1, "five steps along the memory", PREDICTED);
  }

  // ---- piece 1

  static Exercise<Output> outputExercise() {
    return Mistakes06.output(
        new Exercise<Output>(
                "1. Back through the output gate",
                Exercise06::callOutput,
                Exercise06::slopesOfOutput)
            .tolerance(SLOPES)
            .stage(rng -> outputInput(rng, 1, 1))
            .part(1, "single numbers", DO, DS)
            .stage(rng -> empty(outputInput(rng, 3, 2), "s"))
            .part(1, "a batch: dL/do", DO)
            .part(1, "a batch: dL/ds", DS)
            .leavesItsInputs(1));
  }

  private static Values callOutput(Output code, Values in) {
    DMatrixRMaj[] both =
        fitting(() -> code.backward(in.matrix("dh"), in.matrix("o"), in.matrix("s")));
    requireParts(both, "dO", "dS");
    return new Values().with(DO, both[0]).with(DS, both[1]);
  }

  private static Values outputInput(Rng rng, int rows, int units) {
    return new Values()
        .with("dh", Fresh.matrix(rng, rows, units))
        .with("o", sigmoid(Fresh.matrix(rng, rows, units)))
        .with("s", tanh(Fresh.matrix(rng, rows, units)));
  }

  /** As while the memory is empty: one entry is 0. */
  private static Values empty(Values in, String... names) {
    for (String name : names) {
      in.matrix(name).set(0, 0, 0);
    }
    return in;
  }

  /** As at a sequence's first step: there is no memory at all. */
  private static Values atTheStart(Values in) {
    in.matrix("cBefore").zero();
    return in;
  }

  private static Values slopesOfOutput(Values in) {
    DMatrixRMaj o = in.matrix("o");
    DMatrixRMaj s = in.matrix("s");
    DoubleSupplier loss = () -> loss(in.matrix("dh"), times(o, s));
    return new Values().with(DO, Slopes.of(loss, o)).with(DS, Slopes.of(loss, s));
  }

  // ---- piece 2

  static Exercise<Shown> shownExercise() {
    return Mistakes06.shown(
        new Exercise<Shown>(
                "2. Back through tanh", Exercise06::callShown, Exercise06::slopesOfShown)
            .term("what arrives from t+1", in -> new Values().with(DC, in.matrix("arriving")))
            .term(
                "what comes from this step's output",
                in -> new Values().with(DC, times(in.matrix("dS"), tanhSlope(in.matrix("s")))))
            .tolerance(SLOPES)
            .stage(rng -> without("arriving", shownInput(rng, 1, 1)))
            .part(1, "the last step, where nothing arrives from t+1", DC)
            .stage(rng -> without("dS", shownInput(rng, 3, 2)))
            .part(1, "a step whose output nobody asks for: only what arrives from t+1", DC)
            .stage(rng -> empty(shownInput(rng, 3, 2), "c", "s"))
            .part(1, "a batch, with blame from both", DC)
            .leavesItsInputs(1));
  }

  private static Values callShown(Shown code, Values in) {
    return new Values()
        .with(
            DC,
            fitting(() -> code.backward(in.matrix("dS"), in.matrix("s"), in.matrix("arriving"))));
  }

  private static Values without(String blame, Values in) {
    in.matrix(blame).zero();
    return in;
  }

  private static Values shownInput(Rng rng, int rows, int units) {
    DMatrixRMaj c = Fresh.matrix(rng, rows, units);
    return new Values()
        .with("c", c)
        .with("s", tanh(c))
        .with("dS", Fresh.matrix(rng, rows, units))
        .with("arriving", Fresh.matrix(rng, rows, units));
  }

  private static Values slopesOfShown(Values in) {
    DMatrixRMaj c = in.matrix("c");
    DoubleSupplier loss = () -> loss(in.matrix("dS"), tanh(c)) + loss(in.matrix("arriving"), c);
    return new Values().with(DC, Slopes.of(loss, c));
  }

  // ---- piece 3

  static Exercise<Memory> memoryExercise() {
    return Mistakes06.memory(
        new Exercise<Memory>(
                "3. Back through the memory", Exercise06::callMemory, Exercise06::slopesOfMemory)
            .tolerance(SLOPES)
            .stage(rng -> memoryInput(rng, 1, 1))
            .part(1, "single numbers", DI, DF, DG, C_BEFORE)
            .stage(
                Fresh.inTurn(
                    rng -> empty(memoryInput(rng, 3, 2), "cBefore", "i", "f", "g"),
                    rng -> atTheStart(memoryInput(rng, 3, 2))))
            .part(1, "a batch: dL/di", DI)
            .part(1, "a batch: dL/df", DF)
            .part(1, "a batch: dL/dg", DG)
            .part(1, "a batch: dL/dc_{t−1}", C_BEFORE)
            .leavesItsInputs(1));
  }

  private static Values callMemory(Memory code, Values in) {
    DMatrixRMaj[] all =
        fitting(
            () ->
                code.backward(
                    in.matrix("dc"),
                    in.matrix("cBefore"),
                    in.matrix("i"),
                    in.matrix("f"),
                    in.matrix("g")));
    requireParts(all, "dI", "dF", "dG", "dcBefore");
    return new Values().with(DI, all[0]).with(DF, all[1]).with(DG, all[2]).with(C_BEFORE, all[3]);
  }

  private static Values memoryInput(Rng rng, int rows, int units) {
    return new Values()
        .with("dc", Fresh.matrix(rng, rows, units))
        .with("cBefore", Fresh.matrix(rng, rows, units))
        .with("i", sigmoid(Fresh.matrix(rng, rows, units)))
        .with("f", sigmoid(Fresh.matrix(rng, rows, units)))
        .with("g", tanh(Fresh.matrix(rng, rows, units)));
  }

  private static Values slopesOfMemory(Values in) {
    DMatrixRMaj i = in.matrix("i");
    DMatrixRMaj f = in.matrix("f");
    DMatrixRMaj g = in.matrix("g");
    DMatrixRMaj before = in.matrix("cBefore");
    DoubleSupplier loss = () -> loss(in.matrix("dc"), plus(times(f, before), times(i, g)));
    return new Values()
        .with(DI, Slopes.of(loss, i))
        .with(DF, Slopes.of(loss, f))
        .with(DG, Slopes.of(loss, g))
        .with(C_BEFORE, Slopes.of(loss, before));
  }

  // ---- piece 4

  static Exercise<Gates> gatesExercise() {
    return Mistakes06.gates(
        new Exercise<Gates>(
                "4. Back through the activations", Exercise06::callGates, Exercise06::slopesOfGates)
            .size("B, the number of rows", in -> in.matrix("i").numRows)
            .tolerance(SLOPES)
            .stage(rng -> gatesInput(rng, 1, 1))
            .part(1, "single numbers", DA_I, DA_F, DA_G, DA_O, DU, H_BEFORE)
            .stage(rng -> atTheEnds(gatesInput(rng, 3, 2)))
            .part(1, "a batch: dL/da, the blocks of the gates", DA_I, DA_F, DA_O)
            .part(1, "a batch: dL/da, the block of the candidate", DA_G)
            .part(1, "a batch: dL/dU", DU)
            .part(1, "a batch: dL/dh_{t−1}", H_BEFORE)
            .leavesItsInputs(1));
  }

  private static Values callGates(Gates code, Values in) {
    Values before = in.copy();
    DMatrixRMaj dU = in.matrix("dU").copy();
    DMatrixRMaj[] both =
        inside(
            () ->
                code.backward(
                    in.matrix("dI"),
                    in.matrix("dF"),
                    in.matrix("dG"),
                    in.matrix("dO"),
                    in.matrix("i"),
                    in.matrix("f"),
                    in.matrix("g"),
                    in.matrix("o"),
                    in.matrix("hBefore"),
                    in.matrix("u"),
                    dU));
    requireParts(both, "dA", "dhBefore");
    if (both[0].numCols == in.matrix("i").numCols && both[1].numCols == 4 * both[0].numCols) {
      throw new Unusable("dA and dhBefore look exchanged: the answer is {dA, dhBefore}.");
    }
    if (both[0].numCols != 4 * in.matrix("i").numCols
        || both[0].numRows != in.matrix("i").numRows) {
      throw new Unusable(
          "dA should have four blocks of columns, i, f, g and o, "
              + in.matrix("i").numRows
              + "×"
              + 4 * in.matrix("i").numCols
              + " in all, and is "
              + both[0].numRows
              + "×"
              + both[0].numCols
              + ".");
    }
    DMatrixRMaj right = right(before);
    return blocks(both[0])
        .with(DU, asFrom(dU, gathered(both[0], before), gathered(right, before)))
        .with(H_BEFORE, asFrom(both[1], handedOn(both[0], before), handedOn(right, before)));
  }

  private static DMatrixRMaj right(Values in) {
    return sums(
        in.matrix("dI"),
        in.matrix("dF"),
        in.matrix("dG"),
        in.matrix("dO"),
        in.matrix("i"),
        in.matrix("f"),
        in.matrix("g"),
        in.matrix("o"));
  }

  /**
   * What somebody with a wrong dL/da would have had with the right one, doing the same with it: so
   * one mistake is not told and paid for twice.
   */
  private static DMatrixRMaj asFrom(
      DMatrixRMaj given, List<DMatrixRMaj> byOwn, List<DMatrixRMaj> byRight) {
    for (int k = 0; k < byOwn.size(); k++) {
      if (MatrixFeatures_DDRM.isIdentical(given, byOwn.get(k), 1e-10)) {
        return byRight.get(k);
      }
    }
    return given;
  }

  /** What may become of dL/dU: the share is added, alone, missing, subtracted, twice, or a mean. */
  private static List<DMatrixRMaj> gathered(DMatrixRMaj da, Values in) {
    DMatrixRMaj share = multTransA(in.matrix("hBefore"), da, null);
    DMatrixRMaj before = in.matrix("dU");
    return List.of(
        plus(before, share),
        share,
        before,
        each(before, share, (x, y) -> x - y),
        each(before, share, (x, y) -> x + 2 * y),
        each(before, share, (x, y) -> x + y / da.numRows));
  }

  /** What may become of dL/dh_{t−1}: back through U, through dU before, or afterwards. */
  private static List<DMatrixRMaj> handedOn(DMatrixRMaj da, Values in) {
    return Stream.of(in.matrix("u"), in.matrix("dU"), gathered(da, in).get(0))
        .map(weights -> multTransB(da, weights, null))
        .toList();
  }

  private static Values blocks(DMatrixRMaj da) {
    Values blocks = new Values();
    for (int k = 0; k < DA.size(); k++) {
      blocks.with(DA.get(k), block(da, k));
    }
    return blocks;
  }

  private static Values gatesInput(Rng rng, int rows, int units) {
    DMatrixRMaj rest = Fresh.matrix(rng, rows, 4 * units); // x·W + b
    DMatrixRMaj hBefore = Fresh.matrix(rng, rows, units);
    DMatrixRMaj u = Fresh.matrix(rng, units, 4 * units);
    DMatrixRMaj a = rest.copy();
    multAdd(hBefore, u, a);
    Values in = new Values().with("rest", rest).with("hBefore", hBefore).with("u", u);
    in.with("i", sigmoid(block(a, 0)))
        .with("f", sigmoid(block(a, 1)))
        .with("g", tanh(block(a, 2)))
        .with("o", sigmoid(block(a, 3)));
    for (String name : new String[] {"dI", "dF", "dG", "dO"}) {
      in.with(name, Fresh.matrix(rng, rows, units));
    }
    return in.with("dU", Fresh.matrix(rng, units, 4 * units));
  }

  /** One gate shut, one open, as far as numbers go, and a candidate that is 0. */
  private static Values atTheEnds(Values in) {
    DMatrixRMaj rest = in.matrix("rest");
    int units = in.matrix("i").numCols;
    double[] sums = {-800, 800, 0, -800};
    double[] values = {0, 1, 0, 0};
    for (int k = 0; k < sums.length; k++) {
      DMatrixRMaj u = in.matrix("u");
      double fromBefore = 0;
      for (int j = 0; j < units; j++) {
        fromBefore += in.matrix("hBefore").get(0, j) * u.get(j, k * units);
      }
      rest.set(0, k * units, sums[k] - fromBefore);
      in.matrix(List.of("i", "f", "g", "o").get(k)).set(0, 0, values[k]);
    }
    return in;
  }

  private static Values slopesOfGates(Values in) {
    DMatrixRMaj rest = in.matrix("rest");
    DMatrixRMaj hBefore = in.matrix("hBefore");
    DMatrixRMaj u = in.matrix("u");
    DoubleSupplier loss =
        () -> {
          DMatrixRMaj a = rest.copy();
          multAdd(hBefore, u, a);
          return loss(in.matrix("dI"), sigmoid(block(a, 0)))
              + loss(in.matrix("dF"), sigmoid(block(a, 1)))
              + loss(in.matrix("dG"), tanh(block(a, 2)))
              + loss(in.matrix("dO"), sigmoid(block(a, 3)));
        };
    return blocks(Slopes.of(loss, rest)) // a and rest differ by a constant
        .with(DU, plus(in.matrix("dU"), Slopes.of(loss, u)))
        .with(H_BEFORE, Slopes.of(loss, hBefore));
  }

  // ---- all four together

  private record Pieces(Output output, Shown shown, Memory memory, Gates gates) {}

  private static Exercise<Pieces> togetherExercise() {
    return new Exercise<Pieces>(
            "All four together", Exercise06::callTogether, Exercise06::slopesOfSequence)
        .tolerance(SLOPES)
        .follows()
        .stage(rng -> sequenceInput(rng, 2, 2, 3, 1))
        .part(1, "one step: all gradients", H0, C0, DW, DU, DB)
        .stage(rng -> sequenceInput(rng, 2, 2, 3, 5))
        .part(1, "five steps: all gradients", H0, C0, DW, DU, DB);
  }

  private static Exercise<Pieces> sizesExercise() {
    return new Exercise<Pieces>(
            "Other sizes", Exercise06::callTogether, Exercise06::slopesOfSequence)
        .tolerance(SLOPES)
        .follows()
        .stage(rng -> sequenceInput(rng, 1, 4, 1, 2))
        .part(1, "one row, four inputs, one unit, two steps", H0, C0, DW, DU, DB)
        .stage(rng -> sequenceInput(rng, 3, 1, 2, 8))
        .part(1, "three rows, one input, two units, eight steps", H0, C0, DW, DU, DB);
  }

  private static Values sequenceInput(Rng rng, int rows, int inputs, int units, int steps) {
    DMatrixRMaj[] x = new DMatrixRMaj[steps + 1];
    DMatrixRMaj[] dLoss = new DMatrixRMaj[steps + 1];
    for (int t = 1; t <= steps; t++) {
      x[t] = Fresh.matrix(rng, rows, inputs);
      dLoss[t] = Fresh.matrix(rng, rows, units);
    }
    return new Values()
        .with("x", x)
        .with("dLoss", dLoss)
        .with("h0", Fresh.matrix(rng, rows, units))
        .with("c0", Fresh.matrix(rng, rows, units))
        .with("w", Fresh.matrix(rng, inputs, 4 * units))
        .with("u", Fresh.matrix(rng, units, 4 * units))
        .with("b", Fresh.matrix(rng, 1, 4 * units));
  }

  /** What the forward step computes. */
  private record Forward(
      DMatrixRMaj i,
      DMatrixRMaj f,
      DMatrixRMaj g,
      DMatrixRMaj o,
      DMatrixRMaj c,
      DMatrixRMaj s,
      DMatrixRMaj h) {

    static Forward step(DMatrixRMaj x, DMatrixRMaj hBefore, DMatrixRMaj cBefore, Values weights) {
      DMatrixRMaj b = weights.matrix("b");
      DMatrixRMaj a = new DMatrixRMaj(x.numRows, b.numCols);
      for (int row = 0; row < a.numRows; row++) {
        for (int j = 0; j < a.numCols; j++) {
          a.set(row, j, b.get(0, j));
        }
      }
      multAdd(x, weights.matrix("w"), a);
      multAdd(hBefore, weights.matrix("u"), a);
      DMatrixRMaj i = sigmoid(block(a, 0));
      DMatrixRMaj f = sigmoid(block(a, 1));
      DMatrixRMaj g = tanh(block(a, 2));
      DMatrixRMaj o = sigmoid(block(a, 3));
      DMatrixRMaj c = plus(times(f, cBefore), times(i, g));
      DMatrixRMaj s = tanh(c);
      return new Forward(i, f, g, o, c, s, times(o, s));
    }
  }

  private static Values callTogether(Pieces code, Values in) {
    DMatrixRMaj[] x = in.matrices("x");
    int last = x.length - 1;
    Forward[] run = new Forward[last + 1];
    for (int t = 1; t <= last; t++) {
      run[t] = Forward.step(x[t], hBefore(run, t, in), cBefore(run, t, in), in);
    }
    DMatrixRMaj dW = in.matrix("w").createLike();
    DMatrixRMaj u = in.matrix("u");
    DMatrixRMaj dU = u.createLike();
    DMatrixRMaj db = in.matrix("b").createLike();
    DMatrixRMaj dh = in.matrix("h0").createLike();
    DMatrixRMaj arriving = in.matrix("c0").createLike();
    for (int t = last; t >= 1; t--) {
      Forward now = run[t];
      dh = plus(in.matrices("dLoss")[t], dh);
      DMatrixRMaj[] outs = code.output.backward(dh, now.o, now.s);
      requireParts(outs, "dO", "dS");
      DMatrixRMaj dc = code.shown.backward(outs[1], now.s, arriving);
      DMatrixRMaj[] d = code.memory.backward(dc, cBefore(run, t, in), now.i, now.f, now.g);
      requireParts(d, "dI", "dF", "dG", "dcBefore");
      DMatrixRMaj hBefore = hBefore(run, t, in);
      DMatrixRMaj[] both =
          code.gates.backward(
              d[0], d[1], d[2], outs[0], now.i, now.f, now.g, now.o, hBefore, u.copy(), dU);
      requireParts(both, "dA", "dhBefore");
      multAddTransA(x[t], both[0], dW);
      addEquals(db, sumCols(both[0], null));
      dh = both[1];
      arriving = d[3];
    }
    return new Values().with(H0, dh).with(C0, arriving).with(DW, dW).with(DU, dU).with(DB, db);
  }

  private static DMatrixRMaj hBefore(Forward[] run, int t, Values in) {
    return t == 1 ? in.matrix("h0") : run[t - 1].h;
  }

  private static DMatrixRMaj cBefore(Forward[] run, int t, Values in) {
    return t == 1 ? in.matrix("c0") : run[t - 1].c;
  }

  private static Values slopesOfSequence(Values in) {
    DoubleSupplier loss =
        () -> {
          DMatrixRMaj h = in.matrix("h0");
          DMatrixRMaj c = in.matrix("c0");
          double sum = 0;
          for (int t = 1; t < in.matrices("x").length; t++) {
            Forward now = Forward.step(in.matrices("x")[t], h, c, in);
            h = now.h;
            c = now.c;
            sum += loss(in.matrices("dLoss")[t], h);
          }
          return sum;
        };
    return new Values()
        .with(H0, Slopes.of(loss, in.matrix("h0")))
        .with(C0, Slopes.of(loss, in.matrix("c0")))
        .with(DW, Slopes.of(loss, in.matrix("w")))
        .with(DU, Slopes.of(loss, in.matrix("u")))
        .with(DB, Slopes.of(loss, in.matrix("b")));
  }

  // ---- the pieces of which all this is made

  /** Runs code; where matrices or indices don't fit, says more than the library does. */
  private static <T> T fitting(Supplier<T> code) {
    try {
      return inside(code);
    } catch (MatrixDimensionException e) {
      throw new Unusable(Thrown.inWords(e) + " " + EACH);
    }
  }

  private static <T> T inside(Supplier<T> code) {
    try {
      return code.get();
    } catch (ArrayIndexOutOfBoundsException e) {
      String told = Thrown.inWords(e);
      throw told.contains(".data[") ? new Unusable(told + ". " + Thrown.range(e) + INDEX, e) : e;
    } catch (IllegalArgumentException e) {
      throw Thrown.isOutside(e) ? new Unusable(Thrown.inWords(e) + ". " + LOOPS, e) : e;
    }
  }

  /** Several answers come as an array, in this order. */
  private static void requireParts(DMatrixRMaj[] given, String... names) {
    if (given == null || given.length != names.length) {
      throw new Unusable(
          "Your code should give back "
              + names.length
              + " matrices, {"
              + String.join(", ", names)
              + "}, and gives "
              + (given == null ? "null" : given.length)
              + ".");
    }
    for (int k = 0; k < names.length; k++) {
      if (given[k] == null) {
        throw new Unusable(names[k] + " is null.");
      }
    }
  }

  /** A loss whose gradient with respect to m is the given matrix, whatever m is. */
  private static double loss(DMatrixRMaj gradient, DMatrixRMaj m) {
    double sum = 0;
    for (int k = 0; k < m.getNumElements(); k++) {
      sum += gradient.data[k] * m.data[k];
    }
    return sum;
  }

  static DMatrixRMaj sums(
      DMatrixRMaj dI,
      DMatrixRMaj dF,
      DMatrixRMaj dG,
      DMatrixRMaj dO,
      DMatrixRMaj i,
      DMatrixRMaj f,
      DMatrixRMaj g,
      DMatrixRMaj o) {
    return joined(
        times(dI, sigmoidSlope(i)),
        times(dF, sigmoidSlope(f)),
        times(dG, tanhSlope(g)),
        times(dO, sigmoidSlope(o)));
  }

  static DMatrixRMaj[] product(DMatrixRMaj da, DMatrixRMaj hBefore, DMatrixRMaj u, DMatrixRMaj dU) {
    multAddTransA(hBefore, da, dU);
    return pair(da, multTransB(da, u, null));
  }

  static DMatrixRMaj[] pair(DMatrixRMaj one, DMatrixRMaj other) {
    return new DMatrixRMaj[] {one, other};
  }

  static DMatrixRMaj[] parts(DMatrixRMaj dI, DMatrixRMaj dF, DMatrixRMaj dG, DMatrixRMaj dcBefore) {
    return new DMatrixRMaj[] {dI, dF, dG, dcBefore};
  }

  /** The k-th of four blocks of columns. */
  static DMatrixRMaj block(DMatrixRMaj a, int k) {
    int units = a.numCols / 4;
    DMatrixRMaj block = new DMatrixRMaj(a.numRows, units);
    for (int row = 0; row < a.numRows; row++) {
      for (int j = 0; j < units; j++) {
        block.set(row, j, a.get(row, k * units + j));
      }
    }
    return block;
  }

  static DMatrixRMaj joined(DMatrixRMaj... blocks) {
    int units = blocks[0].numCols;
    DMatrixRMaj joined = new DMatrixRMaj(blocks[0].numRows, units * blocks.length);
    for (int row = 0; row < joined.numRows; row++) {
      for (int j = 0; j < joined.numCols; j++) {
        joined.set(row, j, blocks[j / units].get(row, j % units));
      }
    }
    return joined;
  }

  static DMatrixRMaj each(DMatrixRMaj a, DMatrixRMaj b, DoubleBinaryOperator f) {
    DMatrixRMaj result = a.createLike();
    for (int k = 0; k < a.getNumElements(); k++) {
      result.data[k] = f.applyAsDouble(a.data[k], b.data[k]);
    }
    return result;
  }

  static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return each(a, b, (x, y) -> x * y);
  }

  static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }

  static DMatrixRMaj sigmoid(DMatrixRMaj a) {
    return each(a, a, (x, same) -> 1 / (1 + StrictMath.exp(-x)));
  }

  static DMatrixRMaj tanh(DMatrixRMaj a) {
    return each(a, a, (x, same) -> StrictMath.tanh(x));
  }

  /** The slope of σ where its value is y. */
  static DMatrixRMaj sigmoidSlope(DMatrixRMaj y) {
    return each(y, y, (v, same) -> v * (1 - v));
  }

  /** The slope of tanh where its value is y. */
  static DMatrixRMaj tanhSlope(DMatrixRMaj y) {
    return each(y, y, (v, same) -> 1 - v * v);
  }
}
