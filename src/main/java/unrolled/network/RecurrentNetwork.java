package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;

/**
 * A recurrent network: (embedding,) a cell unrolled over time, and a linear read-out.
 *
 * <pre>
 *   h_1 … h_T = unrolled cell over x_1 … x_T
 *   o = h·V + c        of every step, or of each sequence's last step alone
 * </pre>
 */
public final class RecurrentNetwork extends Network {
  private enum Readout {
    EVERY_STEP,
    LAST
  }

  private final Embedding embedding; // or null
  private final Unroll<?> rnn;
  private final Linear out; // or null: the cell's own outputs are the answer
  private final Readout readout;

  private Sequence x;
  private Trace<?> trace;
  private DMatrixRMaj hidden;

  private RecurrentNetwork(Embedding embedding, Cell<?> cell, int outputs, Readout readout) {
    this.embedding = embedding == null ? null : part(embedding);
    rnn = part(new Unroll<>(cell));
    out = outputs == 0 ? null : part(new Linear(rnn.outputs(), outputs));
    this.readout = readout;
  }

  /** One answer a step (N→N): T·B rows of {@code outputs} scores. */
  public static RecurrentNetwork everyStep(Cell<?> cell, int outputs) {
    return new RecurrentNetwork(null, cell, outputs, Readout.EVERY_STEP);
  }

  /** One answer a sequence (N→1), from its last step: B rows of {@code outputs} scores. */
  public static RecurrentNetwork last(Cell<?> cell, int outputs) {
    return new RecurrentNetwork(null, cell, outputs, Readout.LAST);
  }

  /** One answer a step, which is the cell's own output, as Jordan's cell has one. */
  public static RecurrentNetwork plain(Cell<?> cell) {
    return new RecurrentNetwork(null, cell, 0, Readout.EVERY_STEP);
  }

  /** The same network with symbols turned into learnt vectors first. */
  public static RecurrentNetwork everyStep(Embedding embedding, Cell<?> cell, int outputs) {
    return new RecurrentNetwork(embedding, cell, outputs, Readout.EVERY_STEP);
  }

  /** The same network with symbols turned into learnt vectors first. */
  public static RecurrentNetwork last(Embedding embedding, Cell<?> cell, int outputs) {
    return new RecurrentNetwork(embedding, cell, outputs, Readout.LAST);
  }

  /** The run over time behind the last answer: its steps, and after backward their gradients. */
  public Trace<?> trace() {
    return fromForward(trace);
  }

  /** The unrolled cell. */
  public Unroll<?> rnn() {
    return rnn;
  }

  @Override
  public DMatrixRMaj forward(Sequence sequence) {
    if (trace != null) {
      trace.release();
      trace = null;
    }
    x = sequence;
    trace = run(rnn, embedded(sequence), null);
    hidden = readout == Readout.LAST ? trace.lastOutput() : trace.output();
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

  private static <S extends Step> Trace<S> run(Unroll<S> rnn, Sequence x, State start) {
    return rnn.forward(x, start == null ? rnn.start(x.batch()) : start);
  }

  private DMatrixRMaj answer(DMatrixRMaj h) {
    if (out == null) {
      return h;
    }
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(h, o);
    return o;
  }

  @Override
  public void backward(DMatrixRMaj dOutput) {
    Trace<?> run = trace();
    DMatrixRMaj dHidden = dOutput;
    if (out != null) {
      dHidden = new DMatrixRMaj(hidden.getNumRows(), hidden.getNumCols());
      out.backward(hidden, dOutput, dHidden);
    }
    if (readout == Readout.LAST) {
      dHidden = run.spread(dHidden);
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

  /** Reads one symbol or vector at a time, remembering where it is: for generating. */
  public Reader reader() {
    return new Reader();
  }

  /** A reader of one sequence, step by step. */
  public final class Reader {
    private State state = rnn.start(1);

    private Reader() {}

    /** The scores after one more step, 1×m. */
    public DMatrixRMaj read(Sequence step) {
      Trace<?> one = run(rnn, embedded(step), state);
      state = one.end().copy();
      DMatrixRMaj scores = answer(one.output());
      one.release();
      return scores;
    }

    /** The scores after one more symbol out of {@code vocabulary}, 1×m. */
    public DMatrixRMaj read(int vocabulary, int symbol) {
      return read(Sequence.symbols(vocabulary, new int[] {symbol}));
    }

    /** What it remembers now. */
    public State state() {
      return state;
    }
  }
}
