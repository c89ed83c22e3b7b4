package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.sequence.Pass;
import unrolled.sequence.Pooling;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;

/**
 * A recurrent network: an embedding if wanted, one or more cells unrolled over time, and a linear
 * read-out.
 *
 * <pre>
 *   h_1 … h_T = unrolled cell over x_1 … x_T
 *   o = h·V + c        of every step, or of what each sequence's steps are pooled to
 * </pre>
 */
public final class RecurrentNetwork extends Network {
  /** What is read out; the names stand in saved files. */
  private enum Readout {
    EVERY_STEP(null),
    LAST(Pooling.LAST),
    MEAN(Pooling.MEAN),
    MAX(Pooling.MAX);

    private final Pooling pooling; // or null: the outputs as they are

    Readout(Pooling pooling) {
      this.pooling = pooling;
    }

    static Readout of(Pooling pooling) {
      return valueOf(pooling.name());
    }
  }

  private final Embedding embedding; // or null
  private final Recurrent rnn;
  private final Linear out; // or null: the cell's own outputs are the answer
  private final Readout readout;

  private Sequence x;
  private Pass pass;
  private DMatrixRMaj hidden;
  private boolean training;
  private final DMatrixRMaj scores = new DMatrixRMaj(0, 0); // while training: used again and again
  private final DMatrixRMaj dHidden = new DMatrixRMaj(0, 0);

  private RecurrentNetwork(Embedding embedding, Recurrent rnn, int outputs, Readout readout) {
    this.embedding = embedding == null ? null : part(embedding);
    this.rnn = part(rnn);
    out = outputs == 0 ? null : part(new Linear(rnn.outputs(), outputs));
    this.readout = readout;
  }

  /** A network with one answer a step (N→N): T·B rows of {@code outputs} scores. */
  public static RecurrentNetwork everyStep(Cell<?> cell, int outputs) {
    return new RecurrentNetwork(null, new Unroll<>(cell), outputs, Readout.EVERY_STEP);
  }

  /**
   * A network with one answer a sequence (N→1), from its last step: B rows of {@code outputs}
   * scores.
   */
  public static RecurrentNetwork last(Cell<?> cell, int outputs) {
    return new RecurrentNetwork(null, new Unroll<>(cell), outputs, Readout.LAST);
  }

  /** A network whose answers are the cell's own outputs, one a step, such as Jordan's cell has. */
  public static RecurrentNetwork withoutReadout(Cell<?> cell) {
    return new RecurrentNetwork(null, new Unroll<>(cell), 0, Readout.EVERY_STEP);
  }

  /**
   * A network with one answer a step (N→N), from a stack, both directions or any other recurrent
   * layer.
   */
  public static RecurrentNetwork everyStep(Recurrent rnn, int outputs) {
    return new RecurrentNetwork(null, rnn, outputs, Readout.EVERY_STEP);
  }

  /** A network with one answer a sequence (N→1), from the last output of any recurrent layer. */
  public static RecurrentNetwork last(Recurrent rnn, int outputs) {
    return new RecurrentNetwork(null, rnn, outputs, Readout.LAST);
  }

  /** A network over embedded symbols with one answer a step (N→N). */
  public static RecurrentNetwork everyStep(Embedding embedding, Cell<?> cell, int outputs) {
    return new RecurrentNetwork(embedding, new Unroll<>(cell), outputs, Readout.EVERY_STEP);
  }

  /** A network over embedded symbols with one answer a sequence (N→1), from its last step. */
  public static RecurrentNetwork last(Embedding embedding, Cell<?> cell, int outputs) {
    return new RecurrentNetwork(embedding, new Unroll<>(cell), outputs, Readout.LAST);
  }

  /** A network over embedded symbols with one answer a step (N→N), from any recurrent layer. */
  public static RecurrentNetwork everyStep(Embedding embedding, Recurrent rnn, int outputs) {
    return new RecurrentNetwork(embedding, rnn, outputs, Readout.EVERY_STEP);
  }

  /** A network over embedded symbols with one answer a sequence (N→1), from any recurrent layer. */
  public static RecurrentNetwork last(Embedding embedding, Recurrent rnn, int outputs) {
    return new RecurrentNetwork(embedding, rnn, outputs, Readout.LAST);
  }

  /**
   * A network over vectors with one answer a sequence (N→1), from the outputs of all its steps,
   * pooled over time.
   */
  public static RecurrentNetwork pooled(Pooling pooling, Recurrent rnn, int outputs) {
    return new RecurrentNetwork(null, rnn, outputs, Readout.of(pooling));
  }

  /**
   * A network over embedded symbols with one answer a sequence (N→1), from the outputs of all its
   * steps, pooled over time.
   */
  public static RecurrentNetwork pooled(
      Pooling pooling, Embedding embedding, Recurrent rnn, int outputs) {
    return new RecurrentNetwork(embedding, rnn, outputs, Readout.of(pooling));
  }

  /** The pass behind the last answer. */
  public Pass pass() {
    return fromForward(pass);
  }

  /**
   * The trace of the last answer: all its steps, and after backward their gradients.
   *
   * @throws IllegalStateException if this network is more than one unrolled cell
   */
  public Trace<?> trace() {
    if (pass() instanceof Trace<?> trace) {
      return trace;
    }
    throw moreThanOneCell("pass()");
  }

  /** The recurrent layer: an unrolled cell, a stack, both directions. */
  public Recurrent recurrent() {
    return rnn;
  }

  /**
   * The unrolled cell.
   *
   * @throws IllegalStateException if this network is more than one unrolled cell
   */
  public Unroll<?> rnn() {
    if (rnn instanceof Unroll<?> unroll) {
      return unroll;
    }
    throw moreThanOneCell("recurrent()");
  }

  private IllegalStateException moreThanOneCell(String instead) {
    return new IllegalStateException(
        "this network is not one unrolled cell but a "
            + rnn.getClass().getSimpleName()
            + ": ask for "
            + instead);
  }

  @Override
  public void training(boolean on) {
    super.training(on);
    training = on;
  }

  @Override
  public DMatrixRMaj forward(Sequence sequence) {
    return forward(sequence, rnn.initialState(sequence.batch()));
  }

  /**
   * Computes the scores when the sequence goes on where another ended: a long text in chunks, each
   * of which starts from the {@link Pass#finalState} of the one before.
   *
   * <p>The state is carried, the gradient is not: backward ends at this start.
   */
  public DMatrixRMaj forward(Sequence sequence, State start) {
    State from = start.copy(); // it may be a view of the run that ends here
    release();
    x = sequence;
    pass = rnn.forward(embedded(sequence), from);
    hidden = readout.pooling == null ? pass.output() : readout.pooling.forward(pass, x);
    return answer(hidden);
  }

  private Sequence embedded(Sequence sequence) {
    if (embedding == null) {
      return sequence;
    }
    sequence.requireWidth(embedding.table.value.getNumRows(), "the embedding");
    DMatrixRMaj vectors = new DMatrixRMaj(0, 0);
    embedding.forward(sequence.symbols(), vectors);
    return sequence.replacedBy(vectors);
  }

  private DMatrixRMaj answer(DMatrixRMaj h) {
    if (out == null) {
      return h.copy(); // the pass's own matrix is used again
    }
    DMatrixRMaj o = training ? scores : new DMatrixRMaj(0, 0);
    out.forward(h, o);
    return o;
  }

  @Override
  public void backward(DMatrixRMaj dOutput) {
    Pass run = pass();
    DMatrixRMaj dHidden = dOutput;
    if (out != null) {
      dHidden = this.dHidden;
      dHidden.reshape(hidden.getNumRows(), hidden.getNumCols());
      dHidden.zero();
      out.backward(hidden, dOutput, dHidden);
    }
    if (readout.pooling != null) {
      dHidden = readout.pooling.backward(run, x, dHidden);
    }
    if (embedding == null) {
      run.backward(dHidden);
    } else {
      DMatrixRMaj dVectors =
          new DMatrixRMaj(x.steps() * x.batch(), embedding.table.value.getNumCols());
      run.backward(dHidden, null, dVectors);
      embedding.backward(x.symbols(), dVectors);
    }
  }

  @Override
  public void release() {
    if (pass != null) {
      pass.release();
    }
    x = null;
    pass = null;
    hidden = null;
  }

  /**
   * Creates a reader of one symbol or vector at a time, which keeps the state in between: for
   * generating.
   *
   * @throws IllegalStateException if an answer depends on later steps, as it does when the network
   *     reads both ways, or on all steps, as a mean or a maximum over time does
   */
  public Reader reader() {
    if (!rnn.causal()) {
      throw new IllegalStateException(
          "this network reads in both directions: it needs the whole sequence before it can answer,"
              + " so it can't read step by step or generate. Call forward with all of it");
    }
    if (readout == Readout.MEAN || readout == Readout.MAX) {
      throw new IllegalStateException(
          "this network answers from the "
              + readout
              + " over all steps, of which a reader knows the latest alone. Call forward with each"
              + " beginning of the sequence");
    }
    return new Reader();
  }

  /** Reads one sequence, step by step. */
  public final class Reader {
    private State state = rnn.initialState(1);

    private Reader() {}

    /** Reads one step more and gives the scores after it, 1×m. */
    public DMatrixRMaj read(Sequence step) {
      Pass one = rnn.forward(embedded(step), state);
      state = one.finalState().copy();
      DMatrixRMaj scores = answer(one.output());
      one.release();
      return scores;
    }

    /** Reads one symbol more out of {@code vocabulary} and gives the scores after it, 1×m. */
    public DMatrixRMaj read(int vocabulary, int symbol) {
      return read(Sequence.symbols(vocabulary, new int[] {symbol}));
    }

    /** The state after the steps read so far. */
    public State state() {
      return state;
    }
  }
}
