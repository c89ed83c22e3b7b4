package unrolled.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A deep recurrent network: each layer reads the outputs of the one below it.
 *
 * <pre>
 *   h¹_t = layer 1 over x_t
 *   hˡ_t = layer l over hˡ⁻¹_t        l = 2 … L
 * </pre>
 *
 * <p>A layer may be an unrolled cell of any kind, {@link Bidirectional}, or one of these with a
 * {@link Residual} or {@link Highway} link around it or {@link InputDropout} before it. The state
 * is that of layer 1, then that of layer 2, and so on.
 *
 * <p>Sources: S. El Hihi and Y. Bengio, "Hierarchical recurrent neural networks for long-term
 * dependencies", 1996; A. Graves, A. Mohamed and G. Hinton, "Speech recognition with deep recurrent
 * neural networks", 2013.
 */
public final class Stacked extends Recurrent {
  private final List<Recurrent> layers;
  private final List<State> remembered; // by each layer

  /** Layers from the bottom to the top; each must read as many numbers as the one below answers. */
  public Stacked(Recurrent... layers) {
    if (layers.length == 0) {
      throw new IllegalArgumentException("a stack without layers: give at least one");
    }
    this.layers = List.of(layers);
    for (int l = 0; l < layers.length; l++) {
      part(layers[l]);
      if (l > 0 && layers[l].inputs() != layers[l - 1].outputs()) {
        throw new IllegalArgumentException(
            "layer "
                + (l + 1)
                + " reads "
                + layers[l].inputs()
                + " numbers a step, but layer "
                + l
                + " answers "
                + layers[l - 1].outputs());
      }
    }
    remembered = Arrays.stream(layers).map(layer -> layer.initialState(1)).toList();
  }

  /** The layers, from the bottom to the top. */
  public List<Recurrent> layers() {
    return layers;
  }

  private Recurrent top() {
    return layers.get(layers.size() - 1);
  }

  @Override
  public int inputs() {
    return layers.get(0).inputs();
  }

  @Override
  public int outputs() {
    return top().outputs();
  }

  @Override
  public boolean causal() {
    return layers.stream().allMatch(Recurrent::causal);
  }

  @Override
  public State initialState(int batch) {
    State all = State.of();
    for (Recurrent layer : layers) {
      all = all.and(layer.initialState(batch));
    }
    return all;
  }

  @Override
  public Layers forward(Sequence x, State start) {
    List<State> starts = start.split("the start state", x.batch(), remembered);
    List<Pass> passes = new ArrayList<>();
    Sequence input = x;
    for (int l = 0; l < starts.size(); l++) {
      if (l > 0) {
        input = x.replacedBy(passes.get(l - 1).output());
      }
      passes.add(layers.get(l).forward(input, starts.get(l)));
    }
    return new Layers(x, passes);
  }

  /** The runs of all layers. */
  public final class Layers implements Pass {
    private final Sequence x;
    private final List<Pass> passes;

    private Layers(Sequence x, List<Pass> passes) {
      this.x = x;
      this.passes = passes;
    }

    /** The run of layer l, from 1. */
    public Pass layer(int l) {
      if (l < 1 || l > passes.size()) {
        throw new IllegalArgumentException(
            "layer " + l + ": there are the layers 1 to " + passes.size());
      }
      return passes.get(l - 1);
    }

    private Pass last() {
      return passes.get(passes.size() - 1);
    }

    @Override
    public DMatrixRMaj output() {
      return last().output();
    }

    @Override
    public DMatrixRMaj lastOf(DMatrixRMaj all) {
      return last().lastOf(all);
    }

    @Override
    public DMatrixRMaj lastOutput() {
      return last().lastOutput();
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      return last().spread(dLast);
    }

    @Override
    public State finalState() {
      State all = State.of();
      for (Pass pass : passes) {
        all = all.and(pass.finalState());
      }
      return all;
    }

    @Override
    public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
      requireGradients(x, finalState(), dOut, dEnd, dX);
      List<State> dEnds = dEnd == null ? null : dEnd.split("dEnd", x.batch(), remembered);
      State dStart = State.of();
      DMatrixRMaj dAbove = dOut;
      for (int l = passes.size() - 1; l >= 0; l--) {
        DMatrixRMaj dBelow =
            l == 0 ? dX : new DMatrixRMaj(x.steps() * x.batch(), layers.get(l).inputs());
        State dOwn = dEnds == null ? null : dEnds.get(l);
        dStart = passes.get(l).backward(dAbove, dOwn, dBelow).and(dStart);
        dAbove = dBelow;
      }
      return dStart;
    }

    @Override
    public void release() {
      passes.forEach(Pass::release);
    }
  }
}
