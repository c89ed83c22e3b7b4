package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multAddTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static unrolled.check.exercise.Exercise06.C_BEFORE;
import static unrolled.check.exercise.Exercise06.DA;
import static unrolled.check.exercise.Exercise06.DC;
import static unrolled.check.exercise.Exercise06.DF;
import static unrolled.check.exercise.Exercise06.DG;
import static unrolled.check.exercise.Exercise06.DI;
import static unrolled.check.exercise.Exercise06.DO;
import static unrolled.check.exercise.Exercise06.DS;
import static unrolled.check.exercise.Exercise06.each;
import static unrolled.check.exercise.Exercise06.joined;
import static unrolled.check.exercise.Exercise06.pair;
import static unrolled.check.exercise.Exercise06.parts;
import static unrolled.check.exercise.Exercise06.plus;
import static unrolled.check.exercise.Exercise06.product;
import static unrolled.check.exercise.Exercise06.sigmoid;
import static unrolled.check.exercise.Exercise06.sigmoidSlope;
import static unrolled.check.exercise.Exercise06.sums;
import static unrolled.check.exercise.Exercise06.tanh;
import static unrolled.check.exercise.Exercise06.tanhSlope;
import static unrolled.check.exercise.Exercise06.times;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Exercise06.Gates;
import unrolled.check.exercise.Exercise06.Memory;
import unrolled.check.exercise.Exercise06.Output;
import unrolled.check.exercise.Exercise06.Shown;
import unrolled.check.exercise.Formulas.Factor;
import unrolled.check.exercise.Formulas.Formula;
import unrolled.check.exercise.Formulas.Hole;
import unrolled.check.exercise.Formulas.Product;
import unrolled.math.Rng;

/**
 * What goes wrong in exercise 06. Nearly everything there is a product, entry by entry: which one a
 * learner has written instead is read off the numbers ({@link Formulas}), and answered with a
 * question about what is in it or missing. The typical mistakes have sentences of their own.
 */
final class Mistakes06 {
  private static final String READ_1 = " Read “1. Back through the output gate” above.";
  private static final String READ_2 = " Read “2. Back through tanh, and two roads into dc” above.";
  private static final String READ_3 = " Read “3. Back through the memory” above.";
  private static final String READ_4 = " Read “4. Back through the activations” above.";

  private Mistakes06() {}

  // ---- piece 1

  static Exercise<Output> output(Exercise<Output> exercise) {
    String read = READ_1;
    return exercise
        .slip(
            "dL/ds divided back out of h",
            "NaN where s is 0, as it is while the memory is empty: is there a division by s in"
                + " dL/ds?"
                + read,
            (dh, o, s) -> pair(times(dh, s), each(times(dh, times(o, s)), s, (x, y) -> x / y)))
        .slip(
            "dL/do divided by s",
            "NaN where s is 0, as it is while the memory is empty: is there a division by s in"
                + " dL/do?"
                + read,
            (dh, o, s) -> pair(each(times(dh, times(s, s)), s, (x, y) -> x / y), times(dh, o)))
        .slip(
            "do and ds exchanged",
            "dL/do and dL/ds look exchanged. In a product, which of the two factors multiplies the"
                + " blame on the other?"
                + read,
            (dh, o, s) -> pair(times(dh, o), times(dh, s)))
        .slip(
            "one matrix for both, with dL/ds",
            "dL/do is the same as dL/ds, which is right. Are both entries of your array one matrix,"
                + " filled twice?"
                + read,
            (dh, o, s) -> pair(times(dh, o), times(dh, o)))
        .slip(
            "one matrix for both, with dL/do",
            "dL/ds is the same as dL/do, which is right. Are both entries of your array one matrix,"
                + " filled twice?"
                + read,
            (dh, o, s) -> pair(times(dh, s), times(dh, s)))
        .mistake(
            "dh passed on as it is",
            "The blame on h looks as if it were handed to both as it is. But h = o ⊙ s: if s is 0,"
                + " what does it matter how far the gate is open?"
                + read,
            (dh, o, s) -> pair(dh.copy(), dh.copy()))
        .slip(
            "σ′ too early",
            "dL/do holds the slope of σ already. This is the blame on the gate itself; what went"
                + " into it is for piece 4."
                + read,
            (dh, o, s) -> pair(times(times(dh, s), sigmoidSlope(o)), times(dh, o)))
        .slip(
            "tanh′ too early",
            "dL/ds holds the slope of tanh already. This is the blame on s; c is for piece 2."
                + read,
            (dh, o, s) -> pair(times(dh, s), times(times(dh, o), tanhSlope(s))));
  }

  static Hole<Output> outputHole(Exercise.Call<Output> call, Function<Rng, Values> inputs) {
    Factor dh = Factor.of("dh");
    Factor o = Factor.of("o");
    Factor s = Factor.of("s");
    Formulas among = new Formulas(with(List.of(dh), forms("o"), forms("s")), 4, 2);
    return new Hole<>(
        call,
        inputs,
        named(List.of(DO, DS), List.of(Formula.of(dh, s), Formula.of(dh, o))),
        named(List.of(DO, DS), List.of(among, among)),
        by ->
            (gradient, gate, shown) -> {
              Values in = new Values().with("dh", gradient).with("o", gate).with("s", shown);
              return pair(by.get(DO).in(in), by.get(DS).in(in));
            },
        (name, found) ->
            outputHint(found, name.equals(DO) ? "o" : "s", name.equals(DO) ? "s" : "o") + READ_1);
  }

  private static String outputHint(Formula found, String own, String other) {
    if (found.terms().size() > 1) {
      return "h = o ⊙ s is a product. When " + own + " grows by 0.01, how much does h grow?";
    }
    Product term = found.terms().get(0);
    String usual = usual(term, "dh", own, other);
    if (!usual.isEmpty()) {
      return usual;
    }
    if (slope(other, term)) {
      return "That has the slope of what made "
          + other
          + " in it, which is for another piece; and is it in its place?";
    }
    return slope(own, term)
        ? "What "
            + own
            + " itself was made of is for another piece: here you want the blame on "
            + own
            + ", nothing more."
        : "When " + own + " grows by 0.01, how much does h grow?";
  }

  // ---- piece 2

  static Exercise<Shown> shown(Exercise<Shown> exercise) {
    String read = READ_2;
    return exercise
        .slip(
            "d * 1 − y * y",
            "It looks as if dS were multiplied by 1 and s² subtracted from that: in Java, · comes"
                + " before −. Are there brackets around 1 − s²?"
                + read,
            (dS, s, arriving) -> plus(each(dS, s, (d, y) -> d * 1 - y * y), arriving))
        .slip(
            "the slope on the other road",
            "It looks as if the slope of tanh lay on the road of what arrives, and not on that of"
                + " dS. Which of the two passes tanh?"
                + read,
            (dS, s, arriving) -> plus(dS, times(arriving, tanhSlope(s))))
        .slip(
            "the first row of what arrives",
            "It looks as if every row got what arrives for the first one: arriving has a row for each"
                + " sequence of the batch."
                + read,
            (dS, s, arriving) -> {
              DMatrixRMaj first = arriving.createLike();
              for (int k = 0; k < first.getNumElements(); k++) {
                first.data[k] = arriving.data[k % arriving.numCols];
              }
              return plus(times(dS, tanhSlope(s)), first);
            })
        .slip(
            "nothing arrives from t+1",
            "Right at the last step, wrong before it: did you add the blame on c_t that arrives"
                + " from t+1?"
                + read,
            (dS, s, arriving) -> times(dS, tanhSlope(s)))
        .slip(
            "only what arrives",
            "It looks as if only what arrives from t+1 were left. The output of this step looks at"
                + " c_t as well."
                + read,
            (dS, s, arriving) -> arriving.copy())
        .slip(
            "tanh′ forgotten",
            "It looks as if the blame on s went past tanh unchanged. What is the slope of tanh,"
                + " told from its value s?"
                + read,
            (dS, s, arriving) -> plus(dS, arriving))
        .slip(
            "tanh′ on both roads",
            "What arrives from t+1 looks as if it had been multiplied by the slope of tanh, too. It"
                + " came along the cell state itself: which of the two roads passes tanh?"
                + read,
            (dS, s, arriving) -> times(plus(dS, arriving), tanhSlope(s)))
        .slip(
            "tanh taken once more",
            "It looks as if tanh were taken once more: s is tanh(c) already, so the slope is"
                + " 1 − s², of s as it is."
                + read,
            (dS, s, arriving) ->
                plus(
                    each(dS, s, (d, v) -> d * (1 - StrictMath.tanh(v) * StrictMath.tanh(v))),
                    arriving))
        .slip(
            "1 − s for tanh′",
            "The factor looks like 1 − s, which is not yet the slope of tanh: try it for s = −0.5."
                + read,
            (dS, s, arriving) -> plus(each(dS, s, (d, v) -> d * (1 - v)), arriving))
        .slip(
            "σ′ for tanh′",
            "The factor looks like s·(1 − s), the slope of σ. Which activation did c go through?"
                + read,
            (dS, s, arriving) -> plus(times(dS, sigmoidSlope(s)), arriving))
        .slip(
            "the roads multiplied",
            "It looks as if the two roads were multiplied. Blame that comes on two roads adds up."
                + read,
            (dS, s, arriving) -> times(times(dS, tanhSlope(s)), arriving));
  }

  static Hole<Shown> shownHole(Exercise.Call<Shown> call, Function<Rng, Values> inputs) {
    Factor dS = Factor.of("dS");
    Factor arriving = Factor.of("arriving");
    Factor slope = tanhSlopeOf("s");
    return new Hole<>(
        call,
        inputs,
        named(List.of(DC), List.of(Formula.of(dS, slope).plus(arriving))),
        named(
            List.of(DC),
            List.of(
                new Formulas(with(List.of(dS, arriving, tanhSlopeOf("dS")), forms("s")), 4, 3))),
        by ->
            (gradient, shown, later) ->
                by.get(DC)
                    .in(new Values().with("dS", gradient).with("s", shown).with("arriving", later)),
        (name, found) -> shownHint(found, slope) + READ_2);
  }

  private static String shownHint(Formula found, Factor slope) {
    List<Product> fromOutput = found.terms().stream().filter(t -> t.isOf("dS")).toList();
    List<Product> fromLater = found.terms().stream().filter(t -> t.isOf("arriving")).toList();
    if (fromOutput.isEmpty()) {
      return "The output of this step looks at c_t: where is dS?";
    }
    if (fromLater.isEmpty()) {
      return "Did you add the blame on c_t that arrives from t+1?";
    }
    if (fromOutput.get(0).isOf("arriving")) {
      return "Blame that comes on two roads adds up; here it is multiplied.";
    }
    if (fromLater.stream().anyMatch(t -> t.sign() < 0)
        || fromOutput.stream().anyMatch(t -> t.sign() < 0)) {
      return "Where does the minus come from? Blame on two roads adds up.";
    }
    if (fromLater.size() > 1 || fromOutput.size() > 1) {
      return "Is something in it twice, or missing?";
    }
    if (fromLater.get(0).factors().size() > 1) {
      return "What arrives came along the cell state itself: which of the two roads passes tanh?";
    }
    return fromOutput.get(0).has(slope)
        ? "The road from the output passes tanh once; what else is multiplied in here?"
        : "What is the slope of tanh, told from its value s? Try yours for s = 0 and s = 1: there"
            + " tanh is steepest, and flat.";
  }

  // ---- piece 3

  static Exercise<Memory> memory(Exercise<Memory> exercise) {
    String read = READ_3;
    return exercise
        .slip(
            "dL/dc_{t−1} divided back out",
            "NaN where c_{t−1} is 0, as it is at the start: is there a division by it?" + read,
            (dc, before, i, f, g) ->
                parts(
                    times(dc, g),
                    times(dc, before),
                    times(dc, i),
                    each(times(dc, times(f, before)), before, (x, y) -> x / y)))
        .slip(
            "c_t for c_{t−1}",
            "dL/df looks as if computed from c_t, the memory after this step. Which one does the"
                + " forget gate multiply?"
                + read,
            (dc, before, i, f, g) ->
                parts(
                    times(dc, g),
                    times(dc, plus(times(f, before), times(i, g))),
                    times(dc, i),
                    times(dc, f)))
        .slip(
            "the order of the formula",
            "The four look as if given back in the order of the formula, f, c_{t−1}, i, g. The order"
                + " of the answer is i, f, g, c_{t−1}."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, before), times(dc, f), times(dc, g), times(dc, i)))
        .slip(
            "one matrix for all four",
            "All four are dL/dc_{t−1}. Are the entries of your array one matrix, filled four times?"
                + read,
            (dc, before, i, f, g) -> parts(times(dc, f), times(dc, f), times(dc, f), times(dc, f)))
        .slip(
            "di and dg exchanged",
            "dL/di and dL/dg look exchanged. The blame on the gate is large where the candidate is"
                + " large, and the other way round."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, i), times(dc, before), times(dc, g), times(dc, f)))
        .slip(
            "di and dc_{t−1} exchanged",
            "The four are right, but the first and the last have changed places: the order of the"
                + " answer is i, f, g, c_{t−1}. (If you put them in in that order: a HashMap does"
                + " not keep it.)"
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, f), times(dc, before), times(dc, i), times(dc, g)))
        .slip(
            "di and df exchanged",
            "dL/di and dL/df look exchanged. The input gate multiplies the candidate, the forget"
                + " gate the old memory; they are given back in the order i, f, g."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, before), times(dc, g), times(dc, i), times(dc, f)))
        .slip(
            "df and dc_{t−1} exchanged",
            "dL/df and dL/dc_{t−1} look exchanged. Which of the two factors of f ⊙ c_{t−1} does"
                + " each of them multiply?"
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, g), times(dc, f), times(dc, i), times(dc, before)))
        .slip(
            "the carousel of 1997",
            "dL/dc_{t−1} is dL/dc as it is: the memory of 1997, which nothing ever left. Here there"
                + " is a forget gate on the road."
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, g), times(dc, before), times(dc, i), dc.copy()))
        .slip(
            "the input gate on the road back",
            "dL/dc_{t−1} looks as if it had come through the input gate. Which gate does the old"
                + " memory pass?"
                + read,
            (dc, before, i, f, g) ->
                parts(times(dc, g), times(dc, before), times(dc, i), times(dc, i)))
        .slip(
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

  static Hole<Memory> memoryHole(Exercise.Call<Memory> call, Function<Rng, Values> inputs) {
    Factor dc = Factor.of("dc");
    Formulas among =
        new Formulas(with(List.of(dc), forms("cBefore"), forms("i"), forms("f"), forms("g")), 4, 2);
    return new Hole<>(
        call,
        inputs,
        named(
            List.of(DI, DF, DG, C_BEFORE),
            Stream.of("g", "cBefore", "i", "f").map(y -> Formula.of(dc, Factor.of(y))).toList()),
        named(List.of(DI, DF, DG, C_BEFORE), List.of(among, among, among, among)),
        by ->
            (gradient, before, i, f, g) -> {
              Values in = new Values().with("dc", gradient).with("cBefore", before);
              in.with("i", i).with("f", f).with("g", g);
              return parts(
                  by.get(DI).in(in), by.get(DF).in(in), by.get(DG).in(in), by.get(C_BEFORE).in(in));
            },
        (name, found) -> memoryHint(name, found) + READ_3);
  }

  private static String memoryHint(String name, Formula found) {
    String own = name.equals(DI) ? "i" : name.equals(DF) ? "f" : name.equals(DG) ? "g" : "cBefore";
    String other =
        name.equals(DI) ? "g" : name.equals(DF) ? "cBefore" : name.equals(DG) ? "i" : "f";
    String grows =
        "When "
            + (own.equals("cBefore") ? "c_{t−1}" : own)
            + " grows by 0.01, how much does c grow?";
    if (found.terms().size() > 1) {
      return "Only one term of c = f ⊙ c_{t−1} + i ⊙ g has it. " + grows;
    }
    Product term = found.terms().get(0);
    String usual = usual(term, "dc", own, other);
    if (!usual.isEmpty()) {
      return usual;
    }
    if (slope(own, term)) {
      return "The slope of an activation is in it already. Here you want the blame on "
          + own
          + " itself; what went into it is for piece 4.";
    }
    if (term.factors().size() == 2) {
      for (String gate : List.of("cBefore", "f")) {
        if (term.has(Factor.of(gate))) {
          return "That would be the blame on "
              + (gate.equals("f") ? "c_{t−1}" : "f")
              + ". The answer's order is i, f, g, c_{t−1}. "
              + grows;
        }
      }
    }
    if (name.equals(C_BEFORE) && term.factors().stream().anyMatch(f -> f.words().equals("1 − f"))) {
      return "1 − f is what the forget gate takes away. What does it let through?";
    }
    return grows;
  }

  // ---- piece 4

  static Exercise<Gates> gates(Exercise<Gates> exercise) {
    String slopes = READ_4;
    String product = " Read “And through U” above.";
    return exercise
        .mistake(
            "slopes forgotten",
            "It looks as if the blame went past σ and tanh unchanged. Each of the four went through"
                + " an activation."
                + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> product(joined(dI, dF, dG, dO), h, u, dU))
        .slip(
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
        .slip(
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
        .slip(
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
        .slip(
            "dU overwritten",
            "What had been in dU is gone. This step's share is to be added to what the later steps"
                + " left there."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              dU.zero();
              return product(sums(dI, dF, dG, dO, i, f, g, o), h, u, dU);
            })
        .slip(
            "blocks interleaved",
            "The columns of dL/da look interleaved: all four of the first unit, then all four of the"
                + " second. The blocks stand one after the other, n columns each, as in U."
                + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(interleaved(sums(dI, dF, dG, dO, i, f, g, o)), h, u, dU))
        .slip(
            "dU without the first row of the batch",
            "This step's share of dL/dU looks as if the first row of the batch were missing from it"
                + " (where there is no other one, nothing is added): where does the loop over the"
                + " rows begin?"
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                withoutRow(0, sums(dI, dF, dG, dO, i, f, g, o), h, u, dU))
        .slip(
            "dU without the last row of the batch",
            "This step's share of dL/dU looks as if the last row of the batch were missing from it"
                + " (where there is no other one, nothing is added): where does the loop over the"
                + " rows end?"
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                withoutRow(h.numRows - 1, sums(dI, dF, dG, dO, i, f, g, o), h, u, dU))
        .slip(
            "dU missing",
            "Nothing was added to dU. Was the share made into another matrix, which nobody sees? (dU = …"
                + " changes the name alone, not the matrix.)"
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(sums(dI, dF, dG, dO, i, f, g, o), h, u, dU.createLike()))
        .slip(
            "dh_{t−1} without the slopes",
            "dL/dh_{t−1} looks as if computed from the blame on the gates. Between h_{t−1} and the"
                + " gates there are both U and the activations."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, multTransB(joined(dI, dF, dG, dO), u, null));
            })
        .slip(
            "the product for dU the wrong way round",
            "Here dA is B×4n, hBefore B×n and dU n×4n: in the product for dU, which one comes first?"
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(da, h, dU);
              return pair(da, multTransB(da, u, null));
            })
        .slip(
            "the product for dh_{t−1} not transposed",
            "Here dA is B×4n and U n×4n, and dL/dh_{t−1} should be B×n: which one is transposed,"
                + " and which comes first?"
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, mult(da, u, null));
            })
        .slip(
            "dU from the blame on the gates",
            "The share of dL/dU looks as if computed from the blame on the gates. U stands in the"
                + " sums: which blame is on them?"
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              multAddTransA(h, joined(dI, dF, dG, dO), dU);
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              return pair(da, multTransB(da, u, null));
            })
        .slip(
            "dU from the blame on h_{t−1}",
            "The share of dL/dU looks as if computed from dL/dh_{t−1}. In the sums U was multiplied by"
                + " h_{t−1} itself."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              DMatrixRMaj back = multTransB(da, u, null);
              multAddTransA(back, da, dU);
              return pair(da, back);
            })
        .slip(
            "the activations once more",
            "The slopes look as if taken at σ and tanh of the gates. i, f, g and o are what came out of"
                + " the activations, not the sums that went in."
                + slopes,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) ->
                product(
                    sums(dI, dF, dG, dO, sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)), h, u, dU))
        .mistake(
            "dU both overwritten and from the gates",
            "What had been in dU is gone, and this step's share looks as if computed from the blame"
                + " on the gates."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              multTransA(h, joined(dI, dF, dG, dO), dU);
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              return pair(da, multTransB(da, u, null));
            })
        .slip(
            "dU subtracted",
            "This step's share of dL/dU looks subtracted. Here gradients are gathered; the optimiser"
                + " takes the step against them."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(-1, h, da, dU);
              return pair(da, multTransB(da, u, null));
            })
        .slip(
            "dU twice",
            "This step's share of dL/dU looks as if added twice." + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(2, h, da, dU);
              return pair(da, multTransB(da, u, null));
            })
        .slip(
            "dU averaged",
            "This step's share of dL/dU looks divided by the number of rows. The loss has settled"
                + " whether it is a sum or a mean: here the rows are added."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(1.0 / h.numRows, h, da, dU);
              return pair(da, multTransB(da, u, null));
            })
        .slip(
            "back through dU",
            "dL/dh_{t−1} looks as if it had come back through dU, as it is afterwards. The sums were"
                + " made with U."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, multTransB(da, dU, null));
            })
        .slip(
            "back through what had been in dU",
            "dL/dh_{t−1} looks as if it had come back through dU, as it was before. The sums were"
                + " made with U."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              DMatrixRMaj back = multTransB(da, dU, null);
              multAddTransA(h, da, dU);
              return pair(da, back);
            })
        .slip(
            "the slope of tanh on the way to h_{t−1}",
            "dL/dh_{t−1} looks as if multiplied by 1 − h_{t−1}², as in exercise 03. Here h_{t−1} is no"
                + " tanh: what it was made of is the business of the step before."
                + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, times(multTransB(da, u, null), tanhSlope(h)));
            })
        .slip(
            "h_{t−1} added to its blame",
            "dL/dh_{t−1} looks as if h_{t−1} had been added to it." + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, plus(multTransB(da, u, null), h));
            })
        .slip(
            "dh_{t−1} is zero",
            "Your dL/dh_{t−1} is 0 everywhere: is the product with U thrown away?" + product,
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              DMatrixRMaj da = sums(dI, dF, dG, dO, i, f, g, o);
              multAddTransA(h, da, dU);
              return pair(da, h.createLike());
            });
  }

  /** Unit by unit, where it was block by block. */
  private static DMatrixRMaj interleaved(DMatrixRMaj da) {
    int n = da.numCols / 4;
    DMatrixRMaj mixed = da.createLike();
    for (int row = 0; row < da.numRows; row++) {
      for (int k = 0; k < da.numCols; k++) {
        mixed.set(row, k % n * 4 + k / n, da.get(row, k));
      }
    }
    return mixed;
  }

  /** The products, without the share that one row of the batch has in dU. */
  private static DMatrixRMaj[] withoutRow(
      int row, DMatrixRMaj da, DMatrixRMaj h, DMatrixRMaj u, DMatrixRMaj dU) {
    DMatrixRMaj others = h.copy();
    for (int j = 0; j < h.numCols; j++) {
      others.set(row, j, 0);
    }
    return product(da, others, u, dU);
  }

  static Hole<Gates> gatesHole(Exercise.Call<Gates> call, Function<Rng, Values> inputs) {
    List<String> names = List.of("i", "f", "g", "o");
    List<String> blames = List.of("dI", "dF", "dG", "dO");
    List<Factor> factors = new ArrayList<>();
    Map<String, Formula> right = new LinkedHashMap<>();
    for (int k = 0; k < 4; k++) {
      Factor blame = Factor.of(blames.get(k));
      String y = names.get(k);
      factors.add(blame);
      factors.addAll(List.of(Factor.of(y), oneMinus(y), tanhSlopeOf(y)));
      factors.add(tanhSlopeOf(blames.get(k)));
      right.put(
          DA.get(k),
          y.equals("g")
              ? Formula.of(blame, tanhSlopeOf(y))
              : Formula.of(blame, Factor.of(y), oneMinus(y)));
    }
    Map<String, Formulas> among = new LinkedHashMap<>();
    DA.forEach(name -> among.put(name, new Formulas(factors, 4, 2)));
    return new Hole<>(
        call,
        inputs,
        right,
        among,
        by ->
            (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
              Values in = new Values().with("i", i).with("f", f).with("g", g).with("o", o);
              in.with("dI", dI).with("dF", dF).with("dG", dG).with("dO", dO);
              DMatrixRMaj[] blocks =
                  DA.stream().map(name -> by.get(name).in(in)).toArray(DMatrixRMaj[]::new);
              return product(joined(blocks), h, u, dU);
            },
        (name, found) -> gatesHint(name, found, right) + READ_4);
  }

  private static String gatesHint(String name, Formula found, Map<String, Formula> right) {
    int k = DA.indexOf(name);
    String y = List.of("i", "f", "g", "o").get(k);
    String blame = List.of("dI", "dF", "dG", "dO").get(k);
    for (Map.Entry<String, Formula> other : right.entrySet()) {
      if (other.getValue().words().equals(found.words())) {
        return "That is " + other.getKey().replace("dL/da, ", "") + ". The order is i, f, g, o.";
      }
    }
    if (found.terms().size() > 1
        && found.terms().stream().filter(t -> t.isOf(blame)).count() == 1) {
      return "In Java, · comes before −. Are there brackets around 1 − … in the slope?";
    }
    if (found.terms().size() > 1) {
      return "What is between " + y + " and its sum is an activation: multiply by its slope.";
    }
    Product term = found.terms().get(0);
    if (!term.isOf(blame)) {
      return "This block begins with the blame on " + y + ". Which one is that?";
    }
    if (term.sign() < 0) {
      return "Where does the minus come from?";
    }
    if (!term.isOf(y)) {
      return term.factors().size() == 1
          ? "It went past the activation unchanged. Which one made " + y + ", and how steep is it?"
          : "The slope is told from the value of " + y + " itself.";
    }
    if (Stream.of("i", "f", "g", "o").anyMatch(z -> !z.equals(y) && term.isOf(z))) {
      return "What has another gate to do with it?";
    }
    boolean sigmoid = term.has(Factor.of(y)) && term.has(oneMinus(y));
    boolean tanh = term.has(tanhSlopeOf(y));
    if (y.equals("g") ? tanh : sigmoid) {
      return "The slope is in it, and something more: twice, perhaps?";
    }
    return y.equals("g")
        ? "Which activation made g, and what is its slope, told from its value?"
        : "What is the slope of σ, told from its value? Try yours for "
            + y
            + " = 0 and "
            + y
            + " = 1, where σ is flat.";
  }

  // ---- of several pieces

  /** What is told wherever the blame and one other factor should stand; empty if that is there. */
  private static String usual(Product term, String blame, String own, String other) {
    long times = term.factors().stream().filter(f -> f.given().equals(blame)).count();
    if (times == 0) {
      return "The blame that arrives, " + blame + ", is not in it.";
    }
    if (times > 1) {
      return "The blame that arrives, " + blame + ", is in it more than once.";
    }
    if (term.sign() < 0) {
      return "Where does the minus come from?";
    }
    if (term.factors().size() == 1) {
      return "The blame is handed on as it is. In a product each factor gets it times something.";
    }
    if (term.factors().size() == 2 && term.has(Factor.of(own))) {
      return "That is times " + own + " itself. What stands beside it in the product?";
    }
    return term.factors().size() == 3 && term.has(Factor.of(own)) && term.has(Factor.of(other))
        ? "Both factors of the product are in it. Which one multiplies the blame on "
            + own
            + "? (If you wrote only one: was a matrix changed on the way?)"
        : "";
  }

  /** Whether there is a slope in it of what made this. */
  private static boolean slope(String own, Product term) {
    return term.has(tanhSlopeOf(own)) || (term.has(Factor.of(own)) && term.has(oneMinus(own)));
  }

  private static Factor oneMinus(String y) {
    return new Factor("1 − " + y, y, x -> 1 - x);
  }

  private static Factor tanhSlopeOf(String y) {
    return new Factor("1 − " + y + "²", y, x -> 1 - x * x);
  }

  /** What may be made of a value, rightly or not. */
  private static List<Factor> forms(String y) {
    return List.of(
        Factor.of(y),
        oneMinus(y),
        tanhSlopeOf(y),
        new Factor("1 + " + y, y, x -> 1 + x),
        new Factor("1 − 2" + y, y, x -> 1 - 2 * x),
        new Factor("tanh(" + y + ")", y, StrictMath::tanh),
        new Factor("1 − tanh²(" + y + ")", y, x -> 1 - StrictMath.tanh(x) * StrictMath.tanh(x)),
        new Factor("σ(" + y + ")", y, x -> 1 / (1 + StrictMath.exp(-x))));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // they are only read
  private static List<Factor> with(List<Factor> first, List<Factor>... more) {
    return Stream.concat(first.stream(), Arrays.stream(more).flatMap(List::stream)).toList();
  }

  private static <T> Map<String, T> named(List<String> names, List<T> values) {
    Map<String, T> named = new LinkedHashMap<>();
    for (int k = 0; k < names.size(); k++) {
      named.put(names.get(k), values.get(k));
    }
    return named;
  }
}
