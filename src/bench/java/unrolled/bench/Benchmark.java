package unrolled.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import unrolled.show.FigureRow;
import unrolled.show.Lines;
import unrolled.show.Palette;

/**
 * Compares the training step of this library with that of others, on one core, in one run: {@code
 * ./mvnw -Pbench verify -DskipTests}. See {@link Task} for what is computed and {@link Comparison}
 * for how it is timed.
 *
 * <p>Options, in {@code -Dbench.args="…"}: {@code --quick} for two sizes and few rounds, {@code
 * --readme} to replace the README's chart, {@code --ours} to leave all others out.
 */
public final class Benchmark {
  static final List<String> CELLS = List.of("Elman", "LSTM", "GRU");
  private static final int STEPS = 35;
  private static final int BATCH = 32;

  private final Path target = Path.of("target");
  private final Path work = target.resolve("bench");
  private final boolean quick;
  private final boolean readme;
  private final List<Contender> contenders = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Map<Task, Map<Contender, Comparison.Times>> results = new LinkedHashMap<>();
  private final Map<Task, Limit> limits = new LinkedHashMap<>();
  private final Map<Task, Phases> phases = new LinkedHashMap<>();

  private Benchmark(List<String> options) throws IOException, InterruptedException {
    quick = options.contains("--quick");
    readme = options.contains("--readme");
    Files.createDirectories(work);
    for (Contender contender : Contender.values()) {
      if (contender.ours() || !options.contains("--ours")) {
        try {
          contender.install(work);
          contenders.add(contender);
        } catch (IOException absent) {
          leftOut.add(contender.title() + " is left out: " + absent.getMessage());
        }
      }
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    new Benchmark(List.of(args)).run();
  }

  private void run() throws IOException {
    Effort effort = quick ? Effort.QUICK : Effort.FULL;
    int[] widths = quick ? new int[] {16, 64} : new int[] {16, 32, 64, 128, 256};
    System.out.println(
        machine()
            + ", Java "
            + Runtime.version().feature()
            + ", "
            + LocalDate.now(ZoneId.systemDefault()));
    for (String cell : CELLS) {
      for (int hidden : widths) {
        Task task = new Task(cell, hidden, STEPS, BATCH);
        Map<Contender, Comparison.Times> times =
            Comparison.of(task, contenders, effort, work, leftOut);
        times.forEach((who, t) -> System.out.println(Comparison.line(task, who, t)));
        results.put(task, times);
        limits.put(task, Limit.measured(work));
        try (Child child = Contender.UNROLLED.start(task, work)) {
          effort.warmUp(child);
          phases.put(task, Phases.parsed(child.ask("phases " + (quick ? 3 : 8))));
        }
      }
    }
    csv();
    table();
    shares();
    products(widths);
    whereTimeGoes();
    leftOut.forEach(line -> System.out.println("\n" + line));
    chart();
    Price.tell(effort, quick, target);
    Translating.tell(effort, contenders, work);
  }

  private void csv() throws IOException {
    StringBuilder csv = new StringBuilder("cell,hidden,system,precision,ms_median,ms_min,ms_max\n");
    results.forEach(
        (task, times) ->
            times.forEach(
                (who, t) ->
                    csv.append(
                        String.format(
                            Locale.ROOT,
                            "%s,%d,\"%s\",%s,%.4f,%.4f,%.4f%n",
                            task.cell(),
                            task.hidden(),
                            who.system,
                            who.precision,
                            t.median(),
                            t.min(),
                            t.max()))));
    Files.writeString(target.resolve("bench.csv"), csv);
  }

  /** Our milliseconds, and how many times as long the others take. */
  private void table() {
    System.out.println(
        "\nMedian ms an update on the processor's clock, and how many times as long others take"
            + " (goal in brackets)");
    StringBuilder head = new StringBuilder("cell     H   unrolled");
    for (Contender who : contenders) {
      if (who != Contender.UNROLLED) {
        head.append(String.format(Locale.ROOT, "  %20s", who.title()));
      }
    }
    System.out.println(head);
    results.forEach(
        (task, times) -> {
          double ours = times.get(Contender.UNROLLED).median();
          StringBuilder row = new StringBuilder();
          row.append(
              String.format(Locale.ROOT, "%-5s  %3d  %9.3f", task.cell(), task.hidden(), ours));
          for (Contender who : contenders) {
            if (who != Contender.UNROLLED) {
              row.append(
                  String.format(Locale.ROOT, "  %20s", ratio(task, times.get(who), ours, who)));
            }
          }
          System.out.println(row);
        });
  }

  private static String ratio(Task task, Comparison.Times theirs, double ours, Contender who) {
    if (theirs == null) {
      return "–";
    }
    double goal = Goals.ratio(who, task.hidden());
    String ratio = String.format(Locale.ROOT, "%.2f", theirs.median() / ours);
    return Double.isNaN(goal) ? ratio : String.format(Locale.ROOT, "%s [%.4g]", ratio, goal);
  }

  /** What is left of the time if the processor did nothing but multiply and add, at its peak. */
  private void shares() {
    System.out.println(
        "\nThe limit: an update's products at the core's peak, and its share of our time (goal in"
            + " brackets)");
    System.out.println("cell     H   peak GFLOP/s   limit ms   unrolled        share");
    results.forEach(
        (task, times) -> {
          Limit limit = limits.get(task);
          double ours = times.get(Contender.UNROLLED).median();
          double goal = Goals.share(task);
          System.out.println(
              String.format(
                  Locale.ROOT,
                  "%-5s  %3d  %13.1f  %9.3f  %9.3f  %11s",
                  task.cell(),
                  task.hidden(),
                  limit.peak(),
                  limit.ms(task),
                  ours,
                  String.format(Locale.ROOT, "%.0f %%", 100 * limit.ms(task) / ours)
                      + (Double.isNaN(goal)
                          ? ""
                          : String.format(Locale.ROOT, " [%.0f %%]", 100 * goal))));
        });
  }

  private void products(int[] widths) throws IOException {
    System.out.println("\nThe matrix products, in GFLOP/s, and of the peak (goal in brackets)");
    System.out.println(Products.head());
    for (int hidden : widths) {
      if (hidden >= 64) {
        Task task = new Task("LSTM", hidden, STEPS, BATCH);
        for (Contender who : List.of(Contender.UNROLLED, Contender.UNROLLED_PLAIN)) {
          try (Child child = who.start(task, work)) {
            Products products = Products.parsed(child.ask("products " + BATCH));
            boolean plain = who == Contender.UNROLLED_PLAIN;
            System.out.println(
                products.row(
                    plain ? "plain Java" : "vectors",
                    hidden,
                    limits.get(task),
                    String.format(Locale.ROOT, "%.0f %%", 100 * Goals.products(who))));
          }
        }
      }
    }
  }

  /** For every size, and which goals it misses. */
  private void whereTimeGoes() {
    System.out.println("\nWhere our time goes, in ms an update (each part done alone, see Phases)");
    System.out.println(Phases.head());
    phases.forEach((task, parts) -> System.out.println(parts.row(task) + missed(task)));
  }

  private String missed(Task task) {
    Map<Contender, Comparison.Times> times = results.get(task);
    double ours = times.get(Contender.UNROLLED).median();
    StringBuilder missed = new StringBuilder();
    if (limits.get(task).ms(task) / ours < Goals.share(task)) {
      missed.append("   below the goal: share of the limit");
    }
    times.forEach(
        (who, t) -> {
          if (t.median() / ours < Goals.ratio(who, task.hidden())) {
            missed.append(missed.isEmpty() ? "   below the goal: " : ", ").append(who.title());
          }
        });
    return missed.toString();
  }

  private void chart() {
    if (results.size() < 2 * CELLS.size()) {
      return;
    }
    Map<Contender, Color> colours = new EnumMap<>(Contender.class);
    colours.put(Contender.UNROLLED, Palette.LSTM);
    colours.put(Contender.UNROLLED_PLAIN, Palette.CONVOLUTION);
    colours.put(Contender.PYTORCH_64, Palette.ELMAN);
    colours.put(Contender.PYTORCH_32, Palette.JORDAN);
    colours.put(Contender.DJL, Palette.GRU);
    colours.put(Contender.DL4J, Palette.FEED_FORWARD);
    Lines[] panels = new Lines[CELLS.size()];
    for (int i = 0; i < panels.length; i++) {
      String cell = CELLS.get(i);
      Lines panel = new Lines(cell).logX("hidden units").logY("ms an update", 0.2, 200).height(240);
      for (Contender who : contenders) {
        List<Task> tasks =
            results.keySet().stream()
                .filter(task -> task.cell().equals(cell) && results.get(task).containsKey(who))
                .toList();
        if (!tasks.isEmpty()) {
          panel
              .line(
                  who == Contender.UNROLLED_PLAIN ? "plain Java" : who.title(),
                  tasks.stream().mapToDouble(Task::hidden).toArray(),
                  tasks.stream().mapToDouble(task -> results.get(task).get(who).median()).toArray())
              .colour(colours.get(who));
          if (who.precision.equals("float32")) {
            panel.dashed();
          }
        }
      }
      panels[i] = panel;
    }
    FigureRow row =
        new FigureRow(
                "A training step on one core, against the net's width (float32 dashed)", panels)
            .sharedLegend();
    row.save(target.resolve("bench.png"));
    if (readme) {
      row.save(Path.of("src/notebooks/benchmark.png"));
    }
  }

  private static String machine() {
    String name = System.getProperty("os.arch");
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException unknown) {
      return name; // not a Linux
    }
    return name;
  }
}
