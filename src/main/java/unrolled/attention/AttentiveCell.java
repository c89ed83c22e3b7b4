package unrolled.attention;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.split;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.math.Init;
import unrolled.math.Rng;

/**
 * A cell with attention: at each step it first looks at the memory, asking with its previous hidden
 * state, and reads what it found beside its input.
 *
 * <pre>
 *   c_t = attention(h_{t−1}, memory)               (B×k, the context)
 *   h_t = cell(a_t + c_t·C, h_{t−1})               (a_t = x_t·W + b, the input's share)
 *   output_t = [h_t c_t]                           (B×(n+k))
 * </pre>
 *
 * <p>C is k×width, width that of the cell's pre-activation: every gate has its own share of the
 * context. Around {@code Gru.chung} with {@link AdditiveAttention} this is the decoder of the
 * paper: s̃ = tanh(W·Ey + U·(r ⊙ s′) + C·c), and z and r with C matrices of their own.
 *
 * <p>The memory belongs to a batch: bind it with {@link #attend} before running; a step's way back
 * goes to the memory that this step looked at. Source: D. Bahdanau, K. Cho and Y. Bengio, "Neural
 * machine translation by jointly learning to align and translate", 2015, appendix A.2.2.
 *
 * @param <S> the step of the cell inside
 */
public final class AttentiveCell<S extends Step> extends Cell<AttentiveCell.AttentiveStep<S>> {
  /** The cell inside. */
  public final Cell<S> cell;

  /** The attention with which it looks at the memory. */
  public final Attention attention;

  /** The context's weights, k×width. */
  public final Param c;

  private Memory memory;

  /**
   * Gives a cell attention; its first state is the query and must be as wide as {@code attention}
   * expects.
   *
   * @throws IllegalArgumentException if it is not
   */
  public AttentiveCell(Cell<S> cell, Attention attention) {
    super(cell);
    this.cell = cell;
    this.attention = part(attention);
    c = param(attention.width(), cell.input().w.value.getNumCols());
    int n = cell.step().state().get(0).getNumCols();
    if (attention.queryWidth() != n) {
      throw new IllegalArgumentException(
          "this attention asks with "
              + attention.queryWidth()
              + " numbers, but the cell's state has "
              + n
              + (attention instanceof DotAttention && !(attention instanceof GeneralAttention)
                  ? ": a dot product needs both sides alike; GeneralAttention and AdditiveAttention"
                      + " don't"
                  : ""));
    }
  }

  /** The buffers of one step: the cell's own, and the attention's. */
  public static final class AttentiveStep<S extends Step> extends Step {
    /** The step of the cell inside. */
    public final S cell;

    /** The attention's step: weights and context. */
    public final AttentionStep attention;

    /** [h_t c_t], B×(n+k). */
    public final DMatrixRMaj output;

    AttentiveStep(S cell, AttentionStep attention) {
      this.cell = inner(cell);
      this.attention = part(attention);
      output = output(cell.output().getNumCols() + attention.context.getNumCols());
    }

    private final DMatrixRMaj dH = new DMatrixRMaj(0, 0); // in a gradient: output's share of dh

    /** h_t, which asks in the next step. */
    DMatrixRMaj query() {
      return cell.state().get(0);
    }
  }

  @Override
  public AttentiveStep<S> step() {
    return new AttentiveStep<>(cell.step(), attention.step());
  }

  /** Binds the memory that the steps from now on look at; it must have been prepared. */
  public void attend(Memory memory) {
    this.memory = memory;
  }

  @Override
  public void forward(AttentiveStep<S> prev, AttentiveStep<S> now) {
    attention.forward(prev.query(), memory(), now.attention); // c = attention(h', memory)
    now.cell.a.setTo(now.a); // cell.a = a
    multAdd(now.attention.context, c, now.cell.a); // cell.a += c·C
    cell.forward(prev.cell, now.cell); // h = cell(cell.a, h')
    join(now.cell.output(), now.attention.context, now.output); // output = [h c]
  }

  @Override
  public void backward(
      AttentiveStep<S> prev,
      AttentiveStep<S> now,
      AttentiveStep<S> dPrev,
      AttentiveStep<S> dNow,
      Gradients grad) {
    AttentionStep step = now.attention;
    AttentionStep dStep = dNow.attention;
    dNow.dH.reshape(now.a.getNumRows(), now.cell.output().getNumCols());
    split(dNow.output, dNow.dH, dStep.context); // [dH dc] = doutput
    add(dNow.dH, dNow.cell.output()); // dh += dH
    dNow.cell.a.setTo(dNow.a); // 0, in the shape that the cell expects
    cell.backward(prev.cell, now.cell, dPrev.cell, dNow.cell, grad); // dcell.a, dh' += …
    dNow.a.setTo(dNow.cell.a); // da = dcell.a
    grad.multAdd(step.context, c, dNow.a, dStep.context); // dc += da·Cᵀ, dC += cᵀ·da
    attention.backward(prev.query(), step.memory, step, dStep, dPrev.query(), grad); // dh' += …
  }

  private Memory memory() {
    if (memory == null) {
      throw new IllegalStateException(
          "an attentive cell has nothing to look at yet: call attend(memory) first");
    }
    return memory;
  }

  /** Initialises cell and attention in their own ways; draws C uniformly within ±1/√n. */
  @Override
  public void init(Rng rng) {
    cell.init(rng);
    attention.init(rng);
    Init.uniform(c.value, 1 / Math.sqrt(attention.queryWidth()), rng);
  }
}
