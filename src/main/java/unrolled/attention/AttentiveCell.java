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
 * Any cell, with attention: at each step it first looks at the memory, asking with its previous
 * hidden state, and reads what it found beside its input.
 *
 * <pre>
 *   c_t = attention(h_{t−1}, memory)       (B×k, the context)
 *   h_t = cell(x_t·W + b + c_t·C, h_{t−1})
 *   output_t = [h_t ; c_t]                 (B×(n+k))
 * </pre>
 *
 * <p>C is k×width, width that of the cell's pre-activation: every gate has its own share of the
 * context. Around {@code Gru.chung} with {@link AdditiveAttention} this is the decoder of the
 * paper: s̃ = tanh(W·Ey + U·(r ⊙ s′) + C·c), and z and r with C matrices of their own.
 *
 * <p>The memory belongs to a batch: bind it with {@link #attend} before running. Source: D.
 * Bahdanau, K. Cho and Y. Bengio, 2015, appendix A.2.2.
 *
 * @param <S> the step of the cell inside
 */
public final class AttentiveCell<S extends Step> extends Cell<AttentiveCell.AttentiveStep<S>> {
  /** The cell inside. */
  public final Cell<S> cell;

  /** What it looks at the memory with. */
  public final Attention attention;

  /** The context's weights, k×width. */
  public final Param c;

  private Memory memory;

  /** The query is the cell's first state: {@code attention} must ask with as many numbers. */
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

  /** One step: the cell's own, and the look before it. */
  public static final class AttentiveStep<S extends Step> extends Step {
    /** What the cell inside computed. */
    public final S cell;

    /** What the attention computed: weights and context. */
    public final AttentionStep attention;

    /** [h_t ; c_t]. */
    public final DMatrixRMaj output;

    AttentiveStep(S cell, AttentionStep attention) {
      this.cell = inner(cell);
      this.attention = part(attention);
      output = output(cell.output().getNumCols() + attention.context.getNumCols());
    }

    private final DMatrixRMaj dShown = new DMatrixRMaj(0, 0); // room, in a gradient

    DMatrixRMaj query() {
      return cell.state().get(0);
    }
  }

  @Override
  public AttentiveStep<S> step() {
    return new AttentiveStep<>(cell.step(), attention.step());
  }

  /** The memory that the steps from now on look at; it must have been prepared. */
  public void attend(Memory memory) {
    this.memory = memory;
  }

  @Override
  public void forward(AttentiveStep<S> prev, AttentiveStep<S> now) {
    attention.forward(prev.query(), memory(), now.attention);
    now.cell.a.setTo(now.a);
    multAdd(now.attention.context, c, now.cell.a);
    cell.forward(prev.cell, now.cell);
    join(now.cell.output(), now.attention.context, now.output);
  }

  @Override
  public void backward(
      AttentiveStep<S> prev,
      AttentiveStep<S> now,
      AttentiveStep<S> dPrev,
      AttentiveStep<S> dNow,
      Gradients grad) {
    DMatrixRMaj dShown = dNow.dShown;
    dShown.reshape(now.a.getNumRows(), now.cell.output().getNumCols());
    split(dNow.output, dShown, dNow.attention.context);
    add(dShown, dNow.cell.output());
    dNow.cell.a.setTo(dNow.a);
    cell.backward(prev.cell, now.cell, dPrev.cell, dNow.cell, grad);
    dNow.a.setTo(dNow.cell.a);
    grad.multAdd(now.attention.context, c, dNow.a, dNow.attention.context);
    attention.backward(prev.query(), memory(), now.attention, dNow.attention, dPrev.query(), grad);
  }

  private Memory memory() {
    if (memory == null) {
      throw new IllegalStateException(
          "an attentive cell has nothing to look at yet: call attend(memory) first");
    }
    return memory;
  }

  /** The cell and the attention as they do it themselves; C uniform within ±1/√n. */
  @Override
  public void init(Rng rng) {
    cell.init(rng);
    attention.init(rng);
    Init.uniform(c.value, 1 / Math.sqrt(attention.queryWidth()), rng);
  }
}
