package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;

import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.check.GradientCheck;
import unrolled.layer.Activation;

/** Law: every gradient of every cell agrees with finite differences. */
class CellGradientTest {
  static List<Named<Cell<?>>> cells() {
    return AllCells.named(3, 5);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCell(Cell<?> cell) {
    GradientCheck.of(cell, 1).orThrow();
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "STEP")
  void jordanWithSoftmaxFedBack(Activation f) {
    GradientCheck.of(new Jordan(3, 5, 4, f, Jordan.Feedback.SOFTMAX), 2).orThrow();
  }

  @ParameterizedTest
  @EnumSource(mode = EXCLUDE, names = "STEP")
  void jordanWithOutputsFedBack(Activation f) {
    GradientCheck.of(new Jordan(3, 5, 4, f, Jordan.Feedback.LINEAR), 2).orThrow();
  }

  @Test
  void aCellWithoutBackwardSaysSo() {
    var e =
        assertThrows(
            UnsupportedOperationException.class, () -> GradientCheck.of(new ForwardOnly(), 1));
    assertTrue(e.getMessage().contains("has no backward yet"), e.getMessage());
  }

  @Test
  void aWrongGradientIsFoundAndNamed() {
    GradientCheck check = GradientCheck.of(new WithoutDerivative(), 1);
    assertFalse(check.passed());
    assertTrue(check.toString().contains("✗ du: in row"), check.toString());
  }

  static class ForwardOnly extends Cell<ForwardOnly.S> {
    ForwardOnly() {
      super(2, 2);
    }

    static final class S extends Step {
      final org.ejml.data.DMatrixRMaj h = state(2);
    }

    @Override
    public S step() {
      return new S();
    }

    @Override
    public void forward(S prev, S now) {
      now.h.setTo(now.a);
    }
  }

  /** Elman's cell whose author forgot f′. */
  static class WithoutDerivative extends Cell<ForwardOnly.S> {
    final unrolled.layer.Param u = param(2, 2);

    WithoutDerivative() {
      super(2, 2);
    }

    @Override
    public ForwardOnly.S step() {
      return new ForwardOnly.S();
    }

    @Override
    public void forward(ForwardOnly.S prev, ForwardOnly.S now) {
      now.h.setTo(now.a);
      Ops.multAdd(prev.h, u, now.h);
      Ops.tanh(now.h);
    }

    @Override
    public void backward(
        ForwardOnly.S prev,
        ForwardOnly.S now,
        ForwardOnly.S dPrev,
        ForwardOnly.S dNow,
        Gradients grad) {
      dNow.a.setTo(dNow.h);
      grad.multAdd(prev.h, u, dNow.a, dPrev.h);
    }
  }
}
