package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.multAdd;
import static org.ejml.dense.row.CommonOps_DDRM.multAddTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.sumCols;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Marks exercise 06: the backward step of an LSTM in four pieces, each for itself, and then all
 * four together over a whole sequence.
 *
 * <p>The right answers are found without the formulas asked for: each piece of the forward step is
 * computed with loops, and differentiated by central differences.
 */
public final class Exercise06 {

  private static final String DO = "dL/do";
  private static final String DS = "dL/ds";
  private static final String DC = "dL/dc";
  private static final String DI = "dL/di";
  private static final String DF = "dL/df";
  private static final String DG = "dL/dg";
  private static final String C_BEFORE = "dL/dc_{t−1}";
  private static final String DA_GATES = "dL/da, blocks i, f and o";
  private static final String DA_CANDIDATE = "dL/da, block g";
  private static final String DU = "dL/dU";
  private static final String H_BEFORE = "dL/dh_{t−1}";
  private static final String C0 = "dL/dc_0";
  private static final String H0 = "dL/dh_0";
  private static final String DW = "dL/dW";
  private static final String DB = "dL/db";

  private static final double SLOPES = 1e-6;

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

  /** Marks piece 1: 4 points. Prints the report. */
  public static int output(Output learners) {
    return output(learners, Exercise.freshSeed());
  }

  /** Marks piece 1 on inputs drawn with this seed. */
  public static int output(Output learners, long seed) {
    return outputExercise().mark(learners, seed);
  }

  /** Marks piece 2: 4 points. Prints the report. */
  public static int shown(Shown learners) {
    return shown(learners, Exercise.freshSeed());
  }

  /** Marks piece 2 on inputs drawn with this seed. */
  public static int shown(Shown learners, long seed) {
    return shownExercise().mark(learners, seed);
  }

  /** Marks piece 3: 6 points. Prints the report. */
  public static int memory(Memory learners) {
    return memory(learners, Exercise.freshSeed());
  }

  /** Marks piece 3 on inputs drawn with this seed. */
  public static int memory(Memory learners, long seed) {
    return memoryExercise().mark(learners, seed);
  }

  /** Marks piece 4: 6 points. Prints the report. */
  public static int gates(Gates learners) {
    return gates(learners, Exercise.freshSeed());
  }

  /** Marks piece 4 on inputs drawn with this seed. */
  public static int gates(Gates learners, long seed) {
    return gatesExercise().mark(learners, seed);
  }

  /** Marks all four together, over a whole sequence: 3 points. Prints the report. */
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

  // ---- piece 1

  static Exercise<Output> outputExercise() {
    String read = " Read “1. Back through the output gate” above.";
    return new Exercise<Output>(
            "1. Back through the output gate", Exercise06::callOutput, Exercise06::slopesOfOutput)
        .tolerance(SLOPES)
        .stage(rng -> outputInput(rng, 1, 1))
        .part(1, "single numbers", DO, DS)
        .stage(rng -> outputInput(rng, 3, 2))
        .part(1, "a batch: dL/do", DO)
        .part(1, "a batch: dL/ds", DS)
        .leavesItsInputs(1)
        .mistake(
            "do and ds exchanged",
            "dL/do and dL/ds look exchanged. In a product, which of the two factors multiplies the"
                + " blame on the other?"
                + read,
            (dh, o, s) -> pair(times(dh, o), times(dh, s)))
        .mistake(
            "dh passed on as it is",
            "The blame on h looks as if it were handed to both as it is. But h = o ⊙ s: if s is 0,"
                + " what does it matter how far the gate is open?"
                + read,
            (dh, o, s) -> pair(dh.copy(), dh.copy()))
        .mistake(
            "σ′ too early",
            "dL/do holds the slope of σ already. This is the blame on the gate itself; what went"
                + " into it is for piece 4."
                + read,
            (dh, o, s) -> pair(times(times(dh, s), sigmoidSlope(o)), times(dh, o)))
        .mistake(
            "tanh′ too early",
            "dL/ds holds the slope of tanh already. This is the blame on s; c is for piece 2."
                + read,
            (dh, o, s) -> pair(times(dh, s), times(times(dh, o), tanhSlope(s))));
  }

  private static Values callOutput(Output code, Values in) {
    DMatrixRMaj[] both = code.backward(in.matrix("dh"), in.matrix("o"), in.matrix("s"));
    requireParts(both, "dO", "dS");
    return new Values().with(DO, both[0]).with(DS, both[1]);
  }

  private static Values outputInput(Rng rng, int rows, int units) {
    return new Values()
        .with("dh", Fresh.matrix(rng, rows, units))
        .with("o", sigmoid(Fresh.matrix(rng, rows, units)))
        .with("s", tanh(Fresh.matrix(rng, rows, units)));
  }

  private static Values slopesOfOutput(Values in) {
    DMatrixRMaj o = in.matrix("o");
    DMatrixRMaj s = in.matrix("s");
    DoubleSupplier loss = () -> loss(in.matrix("dh"), times(o, s));
    return new Values().with(DO, Slopes.of(loss, o)).with(DS, Slopes.of(loss, s));
  }

  // ---- piece 2

  static Exercise<Shown> shownExercise() {
    String read = " Read “2. Back through tanh, and two roads into dc” above.";
    return new Exercise<Shown>(
            "2. Back through tanh", Exercise06::callShown, Exercise06::slopesOfShown)
        .tolerance(SLOPES)
        .stage(rng -> shownInput(rng, 1, 1, false))
        .part(1, "single numbers at the last step, where nothing arrives from t+1", DC)
        .stage(rng -> shownInput(rng, 3, 2, true))
        .part(2, "a batch at an earlier step, with blame that arrives from t+1", DC)
        .leavesItsInputs(1)
        .mistake(
            "nothing arrives from t+1",
            "Right at the last step, wrong before it: did you add the blame on c_t that arrives"
                + " from t+1?"
                + read,
            (dS, s, arriving) -> times(dS, tanhSlope(s)))
        .mistake(
            "only what arrives",
            "It looks as if only what arrives from t+1 were left. The output of this step looks at"
                + " c_t as well."
                + read,
            (dS, s, arriving) -> arriving.copy())
        .mistake(
            "tanh′ forgotten",
            "It looks as if the blame on s went past tanh unchanged. What is the slope of tanh,"
                + " told from its value s?"
                + read,
            (dS, s, arriving) -> plus(dS, arriving))
        .mistake(
            "tanh′ on both roads",
            "What arrives from t+1 looks as if it had been multiplied by the slope of tanh, too. It"
                + " came along the cell state itself: which of the two roads passes tanh?"
                + read,
            (dS, s, arriving) -> times(plus(dS, arriving), tanhSlope(s)))
        .mistake(
            "tanh taken once more",
            "It looks as if tanh were taken once more: s is tanh(c) already, so the slope is"
                + " 1 − s², of s as it is."
                + read,
            (dS, s, arriving) ->
                plus(
                    each(dS, s, (d, v) -> d * (1 - StrictMath.tanh(v) * StrictMath.tanh(v))),
                    arriving))
        .mistake(
            "1 − s for tanh′",
            "The factor looks like 1 − s, which is not yet the slope of tanh: try it for s = −0.5."
                + read,
            (dS, s, arriving) -> plus(each(dS, s, (d, v) -> d * (1 - v)), arriving))
        .mistake(
            "σ′ for tanh′",
            "The factor looks like s·(1 − s), the slope of σ. Which activation did c go through?"
                + read,
            (dS, s, arriving) -> plus(times(dS, sigmoidSlope(s)), arriving));
  }

  private static Values callShown(Shown code, Values in) {
    return new Values()
        .with(DC, code.backward(in.matrix("dS"), in.matrix("s"), in.matrix("arriving")));
  }

  private static Values shownInput(Rng rng, int rows, int units, boolean arriving) {
    DMatrixRMaj c = Fresh.matrix(rng, rows, units);
    return new Values()
        .with("c", c)
        .with("s", tanh(c))
        .with("dS", Fresh.matrix(rng, rows, units))
        .with("arriving", arriving ? Fresh.matrix(rng, rows, units) : new DMatrixRMaj(rows, units));
  }

  private static Values slopesOfShown(Values in) {
    DMatrixRMaj c = in.matrix("c");
    DoubleSupplier loss = () -> loss(in.matrix("dS"), tanh(c)) + loss(in.matrix("arriving"), c);
    return new Values().with(DC, Slopes.of(loss, c));
  }

  // ---- piece 3

  static Exercise<Memory> memoryExercise() {
    String read = " Read “3. Back through the memory” above.";
    return new Exercise<Memory>(
            "3. Back through the memory", Exercise06::callMemory, Exercise06::slopesOfMemory)
        .tolerance(SLOPES)
        .stage(rng -> memoryInput(rng, 1, 1))
        .part(1, "single numbers", DI, DF, DG, C_BEFORE)
        .stage(rng -> memoryInput(rng, 3, 2))
        .part(1, "a batch: dL/di", DI)
        .part(1, "a batch: dL/df", DF)
        .part(1, "a batch: dL/dg", DG)
        .part(1, "a batch: dL/dc_{t−1}", C_BEFORE)
        .leavesItsInputs(1)
        .mistake(
            "di and dg exchanged",
            "dL/di and dL/dg look exchanged. The blame on the gate is large where the candidate is"
                + " large, and the other way round."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, i), times(dc, before), times(dc, g), times(dc, f)))
        .mistake(
            "di and df exchanged",
            "dL/di and dL/df look exchanged. The input gate multiplies the candidate, the forget"
                + " gate the old memory; they are given back in the order i, f, g."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, before), times(dc, g), times(dc, i), times(dc, f)))
        .mistake(
            "df and dc_{t−1} exchanged",
            "dL/df and dL/dc_{t−1} look exchanged. Which of the two factors of f ⊙ c_{t−1} does"
                + " each of them multiply?"
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, g), times(dc, f), times(dc, i), times(dc, before)))
        .mistake(
            "the carousel of 1997",
            "dL/dc_{t−1} is dL/dc as it is: the memory of 1997, which nothing ever left. Here there"
                + " is a forget gate on the road."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, g), times(dc, before), times(dc, i), dc.copy()))
        .mistake(
            "the input gate on the road back",
            "dL/dc_{t−1} looks as if it had come through the input gate. Which gate does the old"
                + " memory pass?"
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, g), times(dc, before), times(dc, i), times(dc, i)))
        .mistake(
            "σ′ and tanh′ too early",
            "The slopes of σ and tanh are in it already. These are the blames on the gates and on"
                + " the candidate themselves; what went into them is for piece 4."
                + read,
            (dc, before, i, f, g) ->
                parts(
                    times(times(dc, g), sigmoidSlope(i)),
                    times(times(dc, before), sigmoidSlope(f)),
                    times(times(dc, i), tanhSlope(g)),
                    times(dc, f)));
  }

  private static Values callMemory(Memory code, Values in) {
    DMatrixRMaj[] all =
        code.backward(
            in.matrix("dc"), in.matrix("cBefore"), in.matrix("i"), in.matrix("f"), in.matrix("g"));
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
    String slopes = " Read “4. Back through the activations” above.";
    String product = " Read “And through U” above.";
    return new Exercise<Gates>(
            "4. Back through the activations", Exercise06::callGates, Exercise06::slopesOfGates)
        .tolerance(SLOPES)
        .stage(rng -> gatesInput(rng, 1, 1))
        .part(1, "single numbers", DA_GATES, DA_CANDIDATE, DU, H_BEFORE)
        .stage(rng -> gatesInput(rng, 3, 2))
        .part(1, "a batch: dL/da, the blocks of the gates", DA_GATES)
        .part(1, "a batch: dL/da, the block of the candidate", DA_CANDIDATE)
        .part(1, "a batch: dL/dU", DU)
        .part(1, "a batch: dL/dh_{t−1}", H_BEFORE)
        .leavesItsInputs(1)
        .mistake(
            "slopes forgotten",
            "It looks as if the blame went past σ and tanh unchanged. Each of the four went through"
                + " an activation."
                + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> product(joined(dI, dF, dG, dO), h, u, dU))
        .mistake(
            "σ′ for the candidate",
            "The block of the candidate looks as if multiplied by g·(1 − g). Which activation made"
                + " g?"
                + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(
                    joined(
                        times(dI, sigmoidSlope(i)),
                        times(dF, sigmoidSlope(f)),
                        times(dG, sigmoidSlope(g)),
                        times(dO, sigmoidSlope(o))),
                    h,
                    u,
                    dU))
        .mistake(
            "tanh′ for the gates",
            "The blocks of the gates look as if multiplied by 1 − y². That is the slope of tanh;"
                + " the gates are made by σ."
                + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(
                    joined(
                        times(dI, tanhSlope(i)),
                        times(dF, tanhSlope(f)),
                        times(dG, tanhSlope(g)),
                        times(dO, tanhSlope(o))),
                    h,
                    u,
                    dU))
        .mistake(
            "blocks in another order",
            "The blocks stand in the order i, f, o, g. The columns of U have i, f, g, o." + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(
                    joined(
                        times(dI, sigmoidSlope(i)),
                        times(dF, sigmoidSlope(f)),
                        times(dO, sigmoidSlope(o)),
                        times(dG, tanhSlope(g))),
                    h,
                    u,
                    dU))
        .mistake(
            "dU overwritten",
            "What had been in dU is gone. This step's share is to be added to what the later steps"
                + " left there."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              dU.zero();
              return product(sums(dI, dF, dG, dO, i, f, g, o), h, u, dU);
            })
        .mistake(
            "dU missing",
            "Nothing was added to dU. U took part in all four sums." + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(sums(dI, dF, dG, dO, i, f, g, o), h, u, dU.createLike()))
        .mistake(
            "dh_{t−1} without the slopes",
            "dL/dh_{t−1} looks as if computed from the blame on the gates. Between h_{t−1} and the"
                + " gates there are both U and the activations."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, multTransB(joined(dI, dF, dG, dO), u, null));
            });
  }

  private static Values callGates(Gates code, Values in) {
    DMatrixRMaj dU = in.matrix("dU").copy();
    DMatrixRMaj[] both =
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
            dU);
    requireParts(both, "dA", "dhBefore");
    if (both[0].numCols != 4 * in.matrix("i").numCols) {
      throw new Unusable(
          "dA should have four blocks of columns, i, f, g and o, "
              + 4 * in.matrix("i").numCols
              + " columns in all, and has "
              + both[0].numCols
              + ".");
    }
    return blocks(both[0]).with(DU, dU).with(H_BEFORE, both[1]);
  }

  private static Values blocks(DMatrixRMaj da) {
    return new Values()
        .with(DA_GATES, joined(block(da, 0), block(da, 1), block(da, 3)))
        .with(DA_CANDIDATE, block(da, 2));
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
        .naming(in -> "Mend the pieces above first: this follows from them.")
        .stage(rng -> sequenceInput(rng, 2, 2, 3, 1))
        .part(1, "one step: all gradients", H0, C0, DW, DU, DB)
        .stage(rng -> sequenceInput(rng, 2, 2, 3, 5))
        .part(2, "five steps: all gradients", H0, C0, DW, DU, DB);
  }

  private static Exercise<Pieces> sizesExercise() {
    return new Exercise<Pieces>(
            "Other sizes", Exercise06::callTogether, Exercise06::slopesOfSequence)
        .tolerance(SLOPES)
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
    DMatrixRMaj dU = in.matrix("u").createLike();
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
              d[0], d[1], d[2], outs[0], now.i, now.f, now.g, now.o, hBefore, in.matrix("u"), dU);
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

  private static DMatrixRMaj sums(
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

  private static DMatrixRMaj[] product(
      DMatrixRMaj da, DMatrixRMaj hBefore, DMatrixRMaj u, DMatrixRMaj dU) {
    multAddTransA(hBefore, da, dU);
    return pair(da, multTransB(da, u, null));
  }

  private static DMatrixRMaj[] pair(DMatrixRMaj one, DMatrixRMaj other) {
    return new DMatrixRMaj[] {one, other};
  }

  private static DMatrixRMaj[] parts(
      DMatrixRMaj dI, DMatrixRMaj dF, DMatrixRMaj dG, DMatrixRMaj dcBefore) {
    return new DMatrixRMaj[] {dI, dF, dG, dcBefore};
  }

  /** The k-th of four blocks of columns. */
  private static DMatrixRMaj block(DMatrixRMaj a, int k) {
    int units = a.numCols / 4;
    DMatrixRMaj block = new DMatrixRMaj(a.numRows, units);
    for (int row = 0; row < a.numRows; row++) {
      for (int j = 0; j < units; j++) {
        block.set(row, j, a.get(row, k * units + j));
      }
    }
    return block;
  }

  private static DMatrixRMaj joined(DMatrixRMaj... blocks) {
    int units = blocks[0].numCols;
    DMatrixRMaj joined = new DMatrixRMaj(blocks[0].numRows, units * blocks.length);
    for (int row = 0; row < joined.numRows; row++) {
      for (int j = 0; j < joined.numCols; j++) {
        joined.set(row, j, blocks[j / units].get(row, j % units));
      }
    }
    return joined;
  }

  private static DMatrixRMaj each(DMatrixRMaj a, DMatrixRMaj b, DoubleBinaryOperator f) {
    DMatrixRMaj result = a.createLike();
    for (int k = 0; k < a.getNumElements(); k++) {
      result.data[k] = f.applyAsDouble(a.data[k], b.data[k]);
    }
    return result;
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return each(a, b, (x, y) -> x * y);
  }

  private static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }

  private static DMatrixRMaj sigmoid(DMatrixRMaj a) {
    return each(a, a, (x, same) -> 1 / (1 + StrictMath.exp(-x)));
  }

  private static DMatrixRMaj tanh(DMatrixRMaj a) {
    return each(a, a, (x, same) -> StrictMath.tanh(x));
  }

  /** The slope of σ where its value is y. */
  private static DMatrixRMaj sigmoidSlope(DMatrixRMaj y) {
    return each(y, y, (v, same) -> v * (1 - v));
  }

  /** The slope of tanh where its value is y. */
  private static DMatrixRMaj tanhSlope(DMatrixRMaj y) {
    return each(y, y, (v, same) -> 1 - v * v);
  }
}
