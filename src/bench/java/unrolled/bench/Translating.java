package unrolled.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import unrolled.decode.BeamSearch;
import unrolled.decode.Decoding;
import unrolled.decode.Greedy;

/**
 * Compares a translation with attention, see {@link Translation}: a training step, and decoding
 * with the same weights, greedily and with a beam. PyTorch does it in the loop that one writes in
 * PyTorch; DJL and DL4J have no layer for it and are left out.
 */
final class Translating {
  private static final List<Contender> ABLE =
      List.of(
          Contender.UNROLLED, Contender.UNROLLED_PLAIN, Contender.PYTORCH_64, Contender.PYTORCH_32);

  private Translating() {}

  static void tell(Effort effort, List<Contender> contenders, Path work) throws IOException {
    Path weights = work.resolve("translation.safetensors");
    Path pairs = work.resolve("pairs.safetensors");
    Translation.prepare(weights, pairs);
    System.out.printf(
        Locale.ROOT,
        "%nTranslation with additive attention: %d rows of %d digits, %d units, encoder both ways%n",
        Translation.BATCH,
        Translation.LENGTH,
        Translation.HIDDEN);
    List<Contender> able = ABLE.stream().filter(contenders::contains).toList();
    Decoding greedy = new Greedy(Translation.LONGEST);
    Decoding beam = new BeamSearch(Translation.BEAM, Translation.LONGEST).forgetPruned();
    compare("train", 0, able, effort, work);
    compare("greedy", Translation.symbols(weights, greedy), able, effort, work);
    compare("beam", Translation.symbols(weights, beam), able, effort, work);
  }

  /** All in turns; the first answers must agree. */
  private static void compare(
      String what, int symbols, List<Contender> able, Effort effort, Path work) throws IOException {
    Map<Contender, Child> children = new EnumMap<>(Contender.class);
    try {
      double wanted = Double.NaN;
      for (Contender who : able) {
        Child child = start(what, who, work);
        children.put(who, child);
        double found = child.run(1).loss();
        wanted = who == Contender.UNROLLED ? found : wanted;
        if (!(Math.abs(found - wanted) <= 100 * who.tolerance * Math.abs(wanted))) {
          throw new IOException(
              who.title() + " computes something else: " + found + ", and we " + wanted);
        }
      }
      Map<Contender, Comparison.Times> times = Comparison.inTurns(children, effort);
      double ours = times.get(Contender.UNROLLED).median();
      times.forEach((who, t) -> print(what, who, t, ours, symbols));
    } finally {
      children.values().forEach(Child::close);
    }
  }

  private static void print(
      String what, Contender who, Comparison.Times t, double ours, int symbols) {
    System.out.printf(
        Locale.ROOT,
        "%-6s  %-20s %9.3f ms (%.3f to %.3f), %.2f times ours%s%n",
        what,
        who.title(),
        t.median(),
        t.min(),
        t.max(),
        t.median() / ours,
        symbols == 0
            ? ""
            : String.format(Locale.ROOT, ", %.0f symbols a second", 1000 * symbols / t.median()));
  }

  private static Child start(String what, Contender who, Path work) throws IOException {
    String weights = work.resolve("translation.safetensors").toString();
    List<String> command = new ArrayList<>();
    if (who.ours()) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      if (who == Contender.UNROLLED) {
        command.addAll(Contender.VECTORS);
      }
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), "unrolled.bench.Translation"));
      command.addAll(List.of(what, weights));
    } else {
      command.add(Install.pythonIn(work.resolve("pytorch")).toString());
      command.add("src/bench/pytorch/translation.py");
      command.addAll(
          List.of(what, weights, work.resolve("pairs.safetensors").toString(), who.precision));
    }
    return new Child(command, work.resolve(who.name().toLowerCase(Locale.ROOT) + ".log"));
  }
}
