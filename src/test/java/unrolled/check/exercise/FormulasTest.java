package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.exercise.Formulas.Factor;
import unrolled.check.exercise.Formulas.Formula;
import unrolled.math.Rng;

/** Law: a formula is read off its numbers, the shortest that gives them; noise is none. */
class FormulasTest {
  private static final Factor A = Factor.of("a");
  private static final Factor B = Factor.of("b");
  private static final Factor REST = new Factor("1 − b", "b", x -> 1 - x);
  private static final Formulas AMONG = new Formulas(List.of(A, B, REST), 3, 2);

  private static List<Values> inputs() {
    return LongStream.range(0, 5)
        .mapToObj(
            seed -> {
              Rng rng = new Rng(seed);
              return new Values()
                  .with("a", Fresh.matrix(rng, 3, 2))
                  .with("b", Fresh.matrix(rng, 3, 2));
            })
        .toList();
  }

  private static Optional<String> read(Formula formula) {
    List<Values> inputs = inputs();
    return AMONG.of(inputs, inputs.stream().map(formula::in).toList()).map(Formula::words);
  }

  @Test
  void productsAndSumsAreReadBack() {
    assertEquals(Optional.of("a"), read(Formula.of(A)));
    assertEquals(Optional.of("1 − b"), read(Formula.of(REST)));
    assertEquals(Optional.of("a ⊙ b"), read(Formula.of(B, A)));
    assertEquals(Optional.of("a ⊙ a ⊙ (1 − b)"), read(Formula.of(REST, A, A)));
    assertEquals(Optional.of("a + b"), read(Formula.of(B).plus(A)));
    assertEquals(Optional.of("a ⊙ a + b ⊙ (1 − b)"), read(Formula.of(A, A).plus(B, REST)));
  }

  @Test
  void aSignStandsInFront() {
    Factor minus = new Factor("", "a", x -> -x);
    assertEquals(Optional.of("−a ⊙ b"), read(Formula.of(minus, B)));
    assertEquals(Optional.of("b − a ⊙ a"), read(Formula.of(minus, A).plus(B)));
  }

  @Test
  void whatIsLongerOrNoiseOrOfAnotherShapeIsNotRead() {
    assertEquals(Optional.empty(), read(Formula.of(A, A, A, A)));
    List<Values> inputs = inputs();
    Rng rng = new Rng(9);
    assertEquals(
        Optional.empty(),
        AMONG.of(inputs, inputs.stream().map(in -> Fresh.matrix(rng, 3, 2)).toList()));
    assertEquals(
        Optional.empty(),
        AMONG.of(inputs, inputs.stream().map(in -> new DMatrixRMaj(2, 2)).toList()));
  }
}
