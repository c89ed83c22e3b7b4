package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Step;
import unrolled.layer.Linear;

/**
 * Backpropagation through time: the chain rule from the last step to the first. With s_t the state
 * (h_t; of an LSTM c_t, too) and L_t the loss of step t's output:
 *
 * <pre>
 *   forward     a_t = x_t·W + b       s_t = cell(s_{t−1}, a_t; U)       L = Σ_t L_t
 *
 *   backward    ∂L/∂s_t = ∂L_t/∂s_t + (∂s_{t+1}/∂s_t)ᵀ ∂L/∂s_{t+1}      t = T … 1
 *               ∂L/∂a_t = (∂s_t/∂a_t)ᵀ ∂L/∂s_t
 *
 *   all steps share their weights, so the steps' gradients add up:
 *               ∂L/∂U = Σ_t (∂s_t/∂U)ᵀ ∂L/∂s_t
 *               ∂L/∂W = Σ_t x_tᵀ·∂L/∂a_t       ∂L/∂b = Σ_t ∂L/∂a_t       ∂L/∂x_t = ∂L/∂a_t·Wᵀ
 * </pre>
 *
 * <p>In windows of n states, the truncated kind, each loss goes back on its own, and no further:
 *
 * <pre>
 *               ∂L/∂s_t ≈ Σ_i (∂s_i/∂s_t)ᵀ ∂L_i/∂s_i                    i = t … t+n−1
 * </pre>
 *
 * <p>What (∂s_{t+1}/∂s_t)ᵀ does to a gradient, the cell's {@code backward} knows. Steps are counted
 * in the order of the run, by k: k = t, or T + 1 − t in reverse.
 *
 * <p>Sources: P. Werbos, "Backpropagation through time", 1990; D. Rumelhart, G. Hinton and R.
 * Williams, 1986; windows: R. Williams and J. Peng, 1990.
 *
 * @param <S> the cell's step
 */
final class BackpropagationThroughTime<S extends Step> {
  private final Unroll<S> unroll;
  private final Sequence x;
  private final BetweenSteps<S> between;
  private final Workspace<S> run;

  BackpropagationThroughTime(
      Unroll<S> unroll, Sequence x, BetweenSteps<S> between, Workspace<S> run) {
    this.unroll = unroll;
    this.x = x;
    this.between = between;
    this.run = run;
    run.dA.reshape(x.steps() * x.batch(), run.step(1).a.getNumCols());
  }

  /** From the last step to the first; takes what {@link Pass#backward} does. */
  void full(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
    zeroGradient(x.steps());
    if (dEnd != null) {
      unroll.copyState(dEnd, run.gradient(x.steps()));
    }
    for (int k = x.steps(); k >= 1; k--) {
      if (dOut != null) {
        addLoss(dOut, k); // ∂L/∂s_t += ∂L_t/∂s_t
      }
      stepBack(k); // ∂L/∂a_t = (∂s_t/∂a_t)ᵀ ∂L/∂s_t,   ∂L/∂s_{t−1} = (∂s_t/∂s_{t−1})ᵀ ∂L/∂s_t
      TimeMajor.write(run.gradient(k).a, time(k), run.dA);
    }
    weightsBack(dX); // ∂L/∂U, ∂L/∂W, ∂L/∂b;   ∂L/∂x_1 … ∂L/∂x_T
  }

  /** From each loss on its own, back over {@code window} states. */
  void windows(DMatrixRMaj dOut, int window) {
    run.dA.zero();
    for (int loss = 1; loss <= x.steps(); loss++) {
      for (int k = 0; k <= x.steps(); k++) {
        zeroGradient(k);
      }
      addLoss(dOut, loss);
      for (int k = loss; k >= Math.max(1, loss - window + 1); k--) {
        stepBack(k);
        TimeMajor.add(run.gradient(k).a, time(k), run.dA);
      }
    }
    weightsBack(null);
  }

  /** One step back: from ∂L/∂s_t, now complete, to ∂L/∂a_t and its share of ∂L/∂s_{t−1}. */
  private void stepBack(int k) {
    zeroGradient(k - 1);
    S dNow = run.gradient(k);
    S dPrev = run.gradient(k - 1);
    S prev = between.before(time(k), run.step(k - 1));
    between.setFinishedAside(time(k), dNow);
    unroll.cell().backward(prev, run.step(k), dPrev, dNow, run.weights());
    between.handOn(time(k), dPrev);
  }

  private void addLoss(DMatrixRMaj dOut, int k) {
    for (int b = 0; b < x.batch(); b++) {
      if (x.hasStep(time(k), b)) {
        int row = (time(k) - 1) * x.batch() + b;
        TimeMajor.addRow(dOut, row, run.gradient(k).output(), b);
      }
    }
  }

  /** The sums over all steps. */
  private void weightsBack(DMatrixRMaj dX) {
    run.weights().finish();
    Linear input = unroll.cell().input();
    if (x.isSymbols()) {
      input.backward(x.symbols(), run.dA);
    } else {
      input.backward(x.rows(), run.dA, dX);
    }
  }

  private void zeroGradient(int k) {
    S d = run.gradient(k);
    d.reset(x.batch());
    d.a.reshape(x.batch(), run.dA.getNumCols());
    d.a.zero();
  }

  private int time(int k) {
    return unroll.time(k, x.steps());
  }
}
