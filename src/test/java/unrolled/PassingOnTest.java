package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.attention.AttentiveCell;
import unrolled.attention.DotAttention;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.LinearCell;
import unrolled.cell.Step;
import unrolled.layer.Dropout;
import unrolled.layer.Embedding;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.Rng;
import unrolled.network.MetaFormer;
import unrolled.network.Preprocessed;
import unrolled.network.RecurrentNetwork;
import unrolled.seq2seq.Bridge;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.SoundEncoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Highway;
import unrolled.sequence.InputDropout;
import unrolled.sequence.Pooling;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Residual;
import unrolled.sequence.Scanned;
import unrolled.sequence.Stacked;
import unrolled.sequence.State;
import unrolled.sequence.Unroll;
import unrolled.structure.Aggregation;
import unrolled.structure.GraphNetwork;
import unrolled.structure.MessagePassing;

/**
 * Law: whatever holds layers, networks or cells of somebody else's passes everything on to them:
 * training, initial weights, parameters and their names, states, causality.
 */
class PassingOnTest {
  private static final int N = 2;

  /** Reads and answers N numbers; notes what it is told. */
  private static final class Probe extends LinearCell<Probe.S> {
    final Param u = param(N, N);
    int drawn;
    boolean training;

    Probe() {
      super(N, N);
    }

    static final class S extends Step {
      final DMatrixRMaj h = state(N);
      final DMatrixRMaj f = keep(N); // 0
    }

    @Override
    public S step() {
      return new S();
    }

    @Override
    public void forward(S prev, S now) {
      now.h.setTo(now.a);
    }

    @Override
    public DMatrixRMaj factor(S now) {
      return now.f;
    }

    @Override
    public void init(Rng rng) {
      drawn++;
      params().forEach(p -> p.value.fill(drawn));
    }

    @Override
    public void training(boolean on) {
      super.training(on);
      training = on;
    }
  }

  /** A reader's own cell around another one; its weights drawn by default. */
  private static final class Around extends Cell<Probe.S> {
    final Probe inner;

    Around(Probe inner) {
      super(inner);
      this.inner = inner;
    }

    @Override
    public Probe.S step() {
      return inner.step();
    }

    @Override
    public void forward(Probe.S prev, Probe.S now) {
      inner.forward(prev, now);
    }
  }

  /** Everything that holds somebody else's weights, around one or more probes. */
  private static Map<Weights, List<Probe>> holders() {
    Map<Weights, List<Probe>> all = new LinkedHashMap<>();
    around(all, p -> new Unroll<>(p.get(0)));
    around(all, p -> Unroll.reverse(p.get(0)));
    around(all, p -> new Scanned<>(p.get(0)));
    around(all, p -> new Bidirectional(p.get(0), p.get(1)));
    around(all, p -> new Stacked(unroll(p, 0), Unroll.reverse(p.get(1)), unroll(p, 2)));
    around(all, p -> new Residual(unroll(p, 0)));
    around(all, p -> new Highway(unroll(p, 0)));
    around(all, p -> new InputDropout(Dropout.everyStep(0.5, 1), unroll(p, 0)));
    around(all, p -> RecurrentNetwork.last(p.get(0), 3));
    around(all, p -> RecurrentNetwork.pooled(Pooling.MEAN, unroll(p, 0), 3));
    around(all, p -> RecurrentNetwork.withoutReadout(p.get(0)));
    around(all, p -> RecurrentNetwork.everyStep(new Embedding(5, N), unroll(p, 0), 3));
    around(
        all, p -> new Preprocessed(UnaryOperator.identity(), RecurrentNetwork.last(p.get(0), 3)));
    around(all, p -> new TextEncoder(5, new Residual(unroll(p, 0))));
    around(all, p -> new SoundEncoder(new Residual(unroll(p, 0))));
    around(all, p -> Decoder.of(5, new Residual(unroll(p, 0))));
    around(all, p -> Decoder.attentive(5, attentive(p.get(0)), new Unroll<>(new Elman(2 * N, 3))));
    around(
        all,
        p ->
            new EncoderDecoder(
                new TextEncoder(5, unroll(p, 0)),
                Bridge.learnt(unroll(p, 0), unroll(p, 1), 0),
                Decoder.of(5, unroll(p, 1)).deepOutput(3)));
    around(all, p -> attentive(p.get(0)));
    around(all, p -> new MessagePassing<>(p.get(0), Aggregation.SUM));
    around(all, p -> new MetaFormer(5, N, 3, unroll(p, 0)));
    around(all, p -> new GraphNetwork(5, p.get(0), Aggregation.MAX, 3));
    around(all, p -> new Around(p.get(0)));
    return all;
  }

  private static void around(Map<Weights, List<Probe>> all, Function<List<Probe>, Weights> holder) {
    List<Probe> probes = List.of(new Probe(), new Probe(), new Probe());
    Weights made = holder.apply(probes);
    List<Probe> inside = new ArrayList<>(probes);
    inside.removeIf(probe -> !made.params().contains(probe.u));
    assertFalse(inside.isEmpty(), made.getClass().getSimpleName());
    all.put(made, inside);
  }

  private static Unroll<?> unroll(List<Probe> probes, int i) {
    return new Unroll<>(probes.get(i));
  }

  private static AttentiveCell<?> attentive(Probe probe) {
    return new AttentiveCell<>(probe, DotAttention.plain(N));
  }

  @Test
  void everybodyWhoHoldsAnotherIsHere() {
    // given all classes that are made of somebody else's weights
    Set<String> holding = new TreeSet<>();
    for (JavaClass c :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("unrolled")) {
      if (c.isAssignableTo(Weights.class) && !c.getModifiers().contains(JavaModifier.ABSTRACT)) {
        boolean holds =
            c.getConstructors().stream()
                .flatMap(constructor -> constructor.getRawParameterTypes().stream())
                .anyMatch(type -> type.getBaseComponentType().isAssignableTo(Weights.class));
        if (holds) {
          holding.add(c.getSimpleName());
        }
      }
    }
    // when
    Set<String> here = new TreeSet<>();
    holders().keySet().forEach(holder -> here.add(holder.getClass().getSimpleName()));
    here.remove("Around");
    here.addAll(List.of("Recursive", "TreeNetwork")); // around cells of two children: TreeTest
    here.addAll(List.of("RecurrentBlock", "TransformerBlock")); // inside their networks
    // then
    assertEquals(here, holding);
  }

  @Test
  void trainingIsPassedOn() {
    holders()
        .forEach(
            (holder, probes) -> {
              for (boolean on : new boolean[] {true, false}) {
                holder.training(on);
                probes.forEach(probe -> assertEquals(on, probe.training, name(holder)));
              }
            });
  }

  @Test
  void eachDrawsItsOwnInitialWeights() {
    holders()
        .forEach(
            (holder, probes) -> {
              holder.init(1);
              for (Probe probe : probes) {
                assertEquals(1, probe.drawn, name(holder));
                for (Param p : probe.params()) {
                  assertTrue(Arrays.stream(p.value.data).allMatch(w -> w == 1), name(holder));
                }
              }
            });
  }

  @Test
  void parametersAreListedAndNamedOnce() {
    holders()
        .forEach(
            (holder, probes) -> {
              for (Probe probe : probes) {
                for (Param p : probe.params()) {
                  assertEquals(1, Collections.frequency(holder.params(), p), name(holder));
                  assertEquals(1, Collections.frequency(holder.named().values(), p), name(holder));
                }
              }
            });
  }

  @Test
  void statesArePassedOn() {
    holders()
        .forEach(
            (holder, probes) -> {
              if (holder instanceof Recurrent layer) {
                State state = layer.initialState(3);
                assertEquals(probes.size(), state.parts().size(), name(holder));
                state.parts().forEach(m -> assertEquals(3 * N, m.getNumElements()));
              }
            });
  }

  @Test
  void whoeverHoldsWhatNeedsTheFutureNeedsItToo() {
    for (boolean causal : new boolean[] {true, false}) {
      Recurrent inner = causal ? new Unroll<>(new Probe()) : Unroll.reverse(new Probe());
      List<Recurrent> around =
          List.of(
              new Residual(inner),
              new Highway(inner),
              new InputDropout(Dropout.everyStep(0.5, 1), inner),
              new Stacked(inner, new Unroll<>(new Probe())),
              new Stacked(new Unroll<>(new Probe()), inner));
      around.forEach(layer -> assertEquals(causal, layer.causal(), name(layer)));
    }
  }

  private static String name(Weights holder) {
    return holder.getClass().getSimpleName();
  }
}
