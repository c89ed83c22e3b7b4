package unrolled.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import unrolled.math.Init;
import unrolled.math.Rng;

/**
 * Anything that owns weights: a layer, a cell, a whole network.
 *
 * <p>A subclass declares what it owns, and with that it can be initialised, trained, checked and
 * saved:
 *
 * <pre>{@code
 * final Param u = param(n, n);            // weights of its own
 * final Linear out = part(new Linear(n, classes));   // another owner of weights inside it
 * }</pre>
 */
public abstract class Weights {
  private final List<Param> own = new ArrayList<>();
  private final List<Weights> parts = new ArrayList<>();

  /** Declares a parameter of the given shape. */
  protected final Param param(int rows, int columns) {
    Param p = new Param(rows, columns);
    own.add(p);
    return p;
  }

  /** Declares a part that owns weights itself. */
  protected final <W extends Weights> W part(W weights) {
    parts.add(weights);
    return weights;
  }

  /**
   * All parameters: the parts' first, then its own, each in the order of declaration. A parameter
   * that is used in several places is listed once, at the first.
   */
  public final List<Param> params() {
    Set<Param> all = new LinkedHashSet<>();
    collect(all);
    return List.copyOf(all);
  }

  private void collect(Set<Param> all) {
    parts.forEach(part -> part.collect(all));
    all.addAll(own);
  }

  /** How many numbers there are to learn. */
  public final int parameterCount() {
    return params().stream().mapToInt(p -> p.value.getNumElements()).sum();
  }

  /**
   * All parameters by name: the name of the field that holds it, a part's with the part's name in
   * front ("out.w"). Order and shared parameters are as in {@link #params()}.
   */
  public final Map<String, Param> named() {
    Map<String, Param> named = new LinkedHashMap<>();
    collect("", named, new HashSet<>());
    return Collections.unmodifiableMap(named);
  }

  private void collect(String prefix, Map<String, Param> named, Set<Param> known) {
    IdentityHashMap<Object, String> names =
        FieldNames.in(this, Weights.class, Param.class, Weights.class);
    int unnamed = 0;
    for (Weights part : parts) {
      String name = names.containsKey(part) ? names.get(part) : "part" + unnamed++;
      part.collect(prefix + name + ".", named, known);
    }
    for (Param p : own) {
      String name = names.containsKey(p) ? names.get(p) : "param" + unnamed++;
      if (known.add(p)) {
        named.put(prefix + name, p);
      }
    }
  }

  /**
   * Everything in here that owns weights, by name: this under "", its parts under the names that
   * {@link #named()} puts in front. What is used in two places stands under both names.
   */
  public final Map<String, Weights> namedParts() {
    IdentityHashMap<Object, String> names = FieldNames.in(this, Weights.class, Weights.class);
    Map<String, Weights> named = new LinkedHashMap<>();
    named.put("", this);
    int unnamed = 0;
    for (Weights part : parts) {
      String name = names.containsKey(part) ? names.get(part) : "part" + unnamed++;
      part.namedParts()
          .forEach((inner, w) -> named.put(inner.isEmpty() ? name : name + "." + inner, w));
    }
    return Collections.unmodifiableMap(named);
  }

  /**
   * Draws start values for every parameter.
   *
   * <p>Unless a subclass decides otherwise, each is uniform within ±1/√rows, so that a sum over the
   * rows keeps the size of its terms.
   */
  public void init(Rng rng) {
    parts.forEach(part -> part.init(rng));
    own.forEach(p -> Init.uniform(p.value, 1 / Math.sqrt(p.value.getNumRows()), rng));
  }

  /** {@link #init(Rng)} with a fresh generator of this seed. */
  public final void init(long seed) {
    init(new Rng(seed));
  }

  /** Uniform within ±bound for every parameter of its own and of its parts. */
  protected final void initUniform(double bound, Rng rng) {
    params().forEach(p -> Init.uniform(p.value, bound, rng));
  }

  /**
   * Switches everything that is random, such as dropout, on for training or off for using what was
   * learnt: here and in all parts. At the beginning it is off; a {@code Training} of a network
   * switches it on around each update. While it is on, the matrices that a run gives may be used
   * again by the next one.
   */
  public void training(boolean on) {
    parts.forEach(part -> part.training(on));
  }

  /**
   * Lays all weights out for the many products of a run over time; until {@link #unpack} they must
   * not change.
   */
  protected final void packForward() {
    parts.forEach(Weights::packForward);
    own.forEach(Param::packForward);
  }

  /** Lays all weights out for the products of the way back, as {@link #packForward} does. */
  protected final void packBackward() {
    parts.forEach(Weights::packBackward);
    own.forEach(Param::packBackward);
  }

  /** From here on the weights may change again. */
  protected final void unpack() {
    parts.forEach(Weights::unpack);
    own.forEach(Param::unpack);
  }
}
