package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.MatrixDimensionException;
import unrolled.check.exercise.Values.Comparison;
import unrolled.check.exercise.Values.Words;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * One piece of code that a learner writes, and how it is marked: run on fresh random input,
 * compared with the right answer found in an independent way and, where it differs, with the
 * answers that typical mistakes give on the same input, then with {@link Patterns}.
 *
 * <p>Stages come in the order in which they are checked, the smallest input first; each has parts,
 * worth points, which look at some of the answer's values. The learner's code runs in a {@link
 * Sandbox} on copies, and is asked twice for the same input. Who changes an input loses a point.
 *
 * @param <F> the functional interface of the learner's code
 */
final class Exercise<F> {

  private static final int INPUTS = 5;

  /** A check of so few points stands beside another one of the same code, which takes the point. */
  private static final int FEW = 2;

  private static final String TWO_ANSWERS =
      "Asked twice for the same input, with other calls in between, your code gives two answers: what"
          + " does it keep from one call to the next? ";

  /** Milliseconds for a look at what is kept. */
  private static final long LOOK = 300;

  /** A number of a matrix or an array that stands in an array. */
  private static final Pattern NESTED = Pattern.compile("\\w+\\[\\d+](\\[| at )");

  private static final String NO_COPY =
      " (Does a line write into it, or into another name of it? = copies nothing.)";

  private static final String OUTERMOST =
      " (Does a line write into it, or into another name of it? = copies nothing; clone and copyOf"
          + " copy the outermost array alone: what is in it is still what was given.)";

  private static final int WIDTH = 96;
  private static final String MARGIN = "         ";

  /** Calls code of the type F with values, and gathers its answer. */
  @FunctionalInterface
  interface Call<F> {
    Values answer(F code, Values in) throws Exception;
  }

  /** Wrong code and what to tell who wrote it. */
  record Mistake<F>(String name, String hint, F code, boolean isSlip) {}

  private record Part(int points, String sentence, List<String> names) {}

  private record Stage(Function<Rng, Values> inputs, List<Part> parts) {}

  /**
   * What came of running some code on all inputs of a stage: an answer for each, unless there is a
   * fault. Where an index is outside of something the answer is null, and the other inputs follow.
   *
   * @param misfit what is said of shapes that don't fit, or of each index that is outside
   */
  private record Run(
      List<Values> answers,
      String changedInput,
      Map<String, String> handedBack,
      Map<String, String> oneObject,
      String fault,
      Throwable thrown,
      String misfit,
      boolean endless,
      String printed) {

    static Run failed(String fault) {
      return unfinished(fault, false, "");
    }

    static Run unfinished(String fault, boolean endless, String printed) {
      Map<String, String> none = Collections.emptyMap();
      return new Run(List.of(), "", none, none, fault, null, "", endless, printed);
    }

    /** Whether its only fault is an index that is outside of something. */
    boolean isOutside() {
      return thrown != null && Thrown.isOutside(thrown);
    }

    /** Whether each input has its answer, or none because of an index. */
    boolean isComparable() {
      return fault.isEmpty() || isOutside();
    }
  }

  /**
   * A stage as it went: its inputs, the right answers (none if the run failed), the learner's run.
   */
  private record Trial(Stage stage, List<Values> inputs, List<Values> right, Run run) {
    Trial failed(String fault) {
      return new Trial(stage, inputs, List.of(), Run.failed(fault));
    }

    List<String> names() {
      return stage.parts.stream().flatMap(part -> part.names.stream()).distinct().toList();
    }

    /** What there is to compare under this name. */
    Stream<Patterns.Case> cases(String name, List<Values> expected) {
      return IntStream.range(0, names().contains(name) ? expected.size() : 0)
          .mapToObj(i -> new Patterns.Case(inputs.get(i), expected.get(i), run.answers.get(i)));
    }
  }

  private final String title;
  private final Call<F> call;
  private final UnaryOperator<Values> rightAnswer;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Mistake<F>> mistakes = new ArrayList<>();
  private final Patterns patterns = new Patterns();
  private Mistake<F> consequence;
  private Function<Values, String> inputInWords = in -> "";
  private String preface = "";
  private boolean lastStepFirst;
  private int pointsForInputs;
  private double tolerance = 1e-7;
  private long milliseconds = 2000;

  /**
   * An exercise without stages.
   *
   * @param title begins the report
   * @param rightAnswer the oracle: from the input to what {@code call} should gather
   */
  Exercise(String title, Call<F> call, UnaryOperator<Values> rightAnswer) {
    this.title = title;
    this.call = call;
    this.rightAnswer = rightAnswer;
  }

  /** The next stage, with its generator of inputs; the parts that follow belong to it. */
  Exercise<F> stage(Function<Rng, Values> inputs) {
    stages.add(new Stage(inputs, new ArrayList<>()));
    return this;
  }

  /** A part of the current stage: so many points if the named values are all right. */
  Exercise<F> part(int points, String sentence, String... names) {
    stages.get(stages.size() - 1).parts.add(new Part(points, sentence, List.of(names)));
    return this;
  }

  /**
   * Points for code that gets something right and leaves its inputs as they were. Without them, who
   * changes an input loses one of the others.
   */
  Exercise<F> leavesItsInputs(int points) {
    pointsForInputs = points;
    return this;
  }

  /**
   * A typical mistake of those who have not begun, or miss what it is about: it costs what it
   * costs. The hint says what it looks like and where to read, not what to write.
   */
  Exercise<F> mistake(String name, String hint, F code) {
    mistakes.add(new Mistake<>(name, hint, code, false));
    return this;
  }

  /**
   * A mistake of those who know how it goes. Where it explains everything, half of the points that
   * it costs come back, rounded down.
   */
  Exercise<F> slip(String name, String hint, F code) {
    mistakes.add(new Mistake<>(name, hint, code, true));
    return this;
  }

  /**
   * A number by which answers may be multiplied or divided by mistake.
   *
   * @param words such as "B, the number of sentences"
   */
  Exercise<F> size(String words, ToDoubleFunction<Values> size) {
    patterns.size(words, size);
    return this;
  }

  /**
   * A summand of the answer that may be missing, or be there twice, or with the wrong sign.
   *
   * @param words such as "the gradient that arrives from the later step"
   * @param term what it gives to each value of the answer in which it stands
   */
  Exercise<F> term(String words, Function<Values, Values> term) {
    patterns.term(words, term);
    return this;
  }

  /**
   * A factor of the answer, number by number, that may be missing or be there twice.
   *
   * @param words such as "σ's slope"
   * @param factor what it is for each value of the answer in which it stands, in that value's shape
   */
  Exercise<F> factor(String words, Function<Values, Values> factor) {
    patterns.factor(words, factor);
    return this;
  }

  /**
   * A part of the answer which alone may be wrong.
   *
   * @param words such as "behind a sentence's end"
   * @param region for each value in which it lies, 1 inside and 0 outside, in that value's shape
   */
  Exercise<F> region(String words, Function<Values, Values> region) {
    patterns.region(words, region);
    return this;
  }

  /** Blocks of equally many columns in a value of the answer, in the right order. */
  Exercise<F> blocks(String name, String... inOrder) {
    patterns.blocks(name, inOrder);
    return this;
  }

  /**
   * What a value of the answer has along its axes, from outside in, each in the singular, such as
   * "sentence", "word"; otherwise these are steps, rows, columns and entries.
   */
  Exercise<F> axes(String name, String... words) {
    patterns.axes(name, words);
    return this;
  }

  /**
   * Code that counts as right although its answer is wrong, since the fault is not in it but in
   * what it calls; the note says so.
   */
  Exercise<F> consequence(String note, F code) {
    consequence = new Mistake<>("consequence", note, code, false);
    return this;
  }

  /** Matrices by step are compared from the last step to the first. */
  Exercise<F> lastStepFirst() {
    lastStepFirst = true;
    return this;
  }

  /** How a message names the input on which the first difference was seen, such as "For “a b”". */
  Exercise<F> naming(Function<Values, String> input) {
    inputInWords = input;
    return this;
  }

  /** An exercise of code that was checked before, in pieces: what is wrong may follow from them. */
  Exercise<F> follows() {
    preface = "If a check above fails, mend that first: this follows from it. ";
    return this;
  }

  /** How far, relatively, numbers may lie apart and be called equal; 1e-7 unless it is said. */
  Exercise<F> tolerance(double relative) {
    tolerance = relative;
    return this;
  }

  /** How long a stage may take; two seconds unless it is said. */
  Exercise<F> within(long time) {
    milliseconds = time;
    return this;
  }

  /** The typical mistakes, in the order in which they are looked for. */
  List<Mistake<F>> mistakes() {
    return mistakes;
  }

  /** All the points there are. */
  int points() {
    return stagePoints() + pointsForInputs;
  }

  private int stagePoints() {
    return stages.stream().flatMap(s -> s.parts.stream()).mapToInt(Part::points).sum();
  }

  /** A seed that was never used before; the one that the environment gives, to repeat a run. */
  static long freshSeed() {
    String given = System.getenv("UNROLLED_SEED");
    return given == null ? new SplittableRandom().nextLong() : given.hashCode();
  }

  /** Marks the code on inputs drawn with this seed, prints the report, gives the mark. */
  int mark(F code, long seed) {
    Rng rng = new Rng(seed);
    Map<String, String> beside = besideMethods();
    List<Trial> trials = new ArrayList<>();
    String changedInput = "";
    boolean stopped = false;
    for (Stage stage : stages) {
      List<Values> inputs = Stream.generate(() -> stage.inputs.apply(rng)).limit(INPUTS).toList();
      Run run = stopped ? Run.failed("not tried") : run(code, inputs);
      stopped = stopped || run.endless;
      changedInput = changedInput.isEmpty() ? run.changedInput : changedInput;
      List<Values> right =
          run.isComparable()
              ? inputs.stream().map(in -> rightAnswer.apply(in.copy())).toList()
              : List.of();
      Trial trial = new Trial(stage, inputs, right, run);
      trials.add(isWrong(trial) ? askedBackwards(code, trial) : trial);
    }
    trials.stream()
        .map(trial -> trial.run.fault)
        .filter(fault -> fault.startsWith(TWO_ANSWERS))
        .findFirst()
        .ifPresent(
            fault -> trials.replaceAll(trial -> isWrong(trial) ? trial.failed(fault) : trial));
    Report report = new Report(trials.get(0).run.printed);
    Diagnosis diagnosis = new Diagnosis(trials);
    String kept = changedBeside(beside);
    if (!kept.isEmpty() && !diagnosis.isKnown()) {
      String fault =
          "Your code keeps something in “"
              + kept
              + "”, outside of the method: what one call leaves there, the next one finds. Does each"
              + " call begin anew, and give back something of its own?";
      trials.replaceAll(trial -> isWrong(trial) ? trial.failed(fault) : trial);
      diagnosis = new Diagnosis(trials);
    }
    for (Trial trial : trials) {
      for (Part part : trial.stage.parts) {
        report(part, trial, diagnosis, report);
      }
    }
    int lost = stagePoints() - report.mark;
    int outside = trials.stream().mapToInt(this::lostOutside).sum();
    Optional<Mistake<F>> slip = diagnosis.slip();
    if (slip.isPresent() || diagnosis.isOnePattern()) {
      boolean all = slip.stream().allMatch(diagnosis::isWhatThrows);
      report.giveBack(
          lost / 2,
          "one slip explains "
              + (all ? "all of this" : "what is wrong where nothing throws")
              + ": it costs half"
              + (lost % 2 == 0 ? "" : ", rounded up"));
    } else if (outside > 0) {
      report.giveBack(
          outside / 2,
          "half of the "
              + outside
              + " for what is right wherever nothing throws: an index that is outside costs half");
    }
    if (pointsForInputs > 0) {
      Part inputs = new Part(pointsForInputs, "its inputs are left as they were", List.of());
      if (report.mark == 0) {
        report.failed(inputs, "counts once something is right");
      } else if (changedInput.isEmpty()) {
        report.passed(inputs, "");
      } else {
        report.failed(inputs, changedInput);
      }
    } else if (report.mark > 0 && !changedInput.isEmpty() && points() > FEW) {
      report.takeOne("its inputs are not left as they were", changedInput);
    }
    report.print();
    return report.mark;
  }

  /** What stands beside methods, outside of them; nothing if that can't be told. */
  private static Map<String, String> besideMethods() {
    Map<String, String> now = Sandbox.run(Cells::besideMethods, LOOK).value();
    return now == null ? Collections.emptyMap() : now;
  }

  /** The first variable beside a method whose content is another now; empty if there is none. */
  private static String changedBeside(Map<String, String> before) {
    Map<String, String> now = before.isEmpty() ? Collections.emptyMap() : besideMethods();
    return now.entrySet().stream()
        .filter(variable -> !variable.getValue().equals(before.get(variable.getKey())))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }

  /**
   * Whether the code is right in every stage, on inputs drawn with this seed, and leaves them as
   * they are; prints nothing.
   */
  boolean isRight(F code, long seed) {
    Rng rng = new Rng(seed);
    for (Stage stage : stages) {
      List<Values> inputs = Stream.generate(() -> stage.inputs.apply(rng)).limit(INPUTS).toList();
      Run run = run(code, inputs);
      List<Values> right = inputs.stream().map(in -> rightAnswer.apply(in.copy())).toList();
      boolean wrong =
          !run.fault.isEmpty()
              || !run.changedInput.isEmpty()
              || stage.parts.stream()
                  .flatMap(part -> part.names.stream())
                  .anyMatch(name -> firstUnequal(right, run.answers, name) >= 0);
      if (wrong) {
        return false;
      }
    }
    return true;
  }

  private boolean isWrong(Trial trial) {
    return trial.run.isComparable() && wrongNames(trial).findAny().isPresent();
  }

  private Stream<String> wrongNames(Trial trial) {
    return trial.names().stream()
        .filter(name -> firstUnequal(trial.right, trial.run.answers, name) >= 0);
  }

  /**
   * The trial of wrong code, unless it answers otherwise with the inputs in the other order: then
   * it keeps something from the call before.
   */
  private Trial askedBackwards(F code, Trial trial) {
    Callable<String> backwards =
        () -> {
          for (int i = trial.inputs.size() - 1; i >= 0; i--) {
            Values again = call.answer(code, trial.inputs.get(i).copy());
            Sandbox.mute();
            String other =
                trial.run.answers.get(i).firstDifference(again, by(Words.AGAIN_AND_FIRST));
            if (!other.isEmpty()) {
              return other;
            }
          }
          return "";
        };
    String other = trial.run.fault.isEmpty() ? Sandbox.run(backwards, milliseconds).value() : "";
    return other == null || other.isEmpty() ? trial : trial.failed(TWO_ANSWERS + other);
  }

  /** The points of what is right wherever no index is outside, and not everywhere. */
  private int lostOutside(Trial trial) {
    return trial.run.answers.stream().anyMatch(Objects::nonNull) && trial.run.isOutside()
        ? trial.stage.parts.stream()
            .filter(
                part ->
                    part.names.stream()
                        .allMatch(name -> firstUnequal(trial.right, trial.run.answers, name) < 0))
            .mapToInt(Part::points)
            .sum()
        : 0;
  }

  private void report(Part part, Trial trial, Diagnosis diagnosis, Report report) {
    if (!trial.run.fault.isEmpty()) {
      String fault = preface + trial.run.fault;
      report.failed(
          part,
          diagnosis
              .ofFault(trial)
              .map(mistake -> joined(fault, mistake.hint))
              .orElseGet(
                  () ->
                      joined(
                          joined(fault, Thrown.range(trial.run.thrown)),
                          diagnosis.besidesFault(part, trial).orElse(""))));
      return;
    }
    Optional<String> wrong =
        part.names.stream()
            .filter(name -> firstUnequal(trial.right, trial.run.answers, name) >= 0)
            .findFirst();
    if (wrong.isEmpty()) {
      report.passed(part, "");
    } else if (diagnosis.isExcused(part)) {
      report.passed(part, consequence.hint);
    } else {
      report.failed(part, preface + diagnosis.hint(wrong.get(), trial));
    }
  }

  private static String joined(String sentence, String next) {
    boolean ends = sentence.endsWith(".") || sentence.endsWith("?");
    return next.isEmpty() ? sentence : sentence + (ends ? " " : ". ") + next;
  }

  /** The first input with an answer that differs in the value of this name, or −1. */
  private int firstUnequal(List<Values> right, List<Values> answers, String name) {
    for (int i = 0; i < right.size(); i++) {
      boolean isAnswer = answers.get(i) != null;
      if (isAnswer
          && (right.get(i) == null || !compared(right.get(i), answers.get(i), name).isEmpty())) {
        return i;
      }
    }
    return -1;
  }

  private Comparison by(Words words) {
    return new Comparison(words, tolerance, lastStepFirst, patterns::axes);
  }

  private String compared(Values right, Values answer, String name) {
    return right.firstDifference(answer, List.of(name), by(Words.YOURS_AND_RIGHT));
  }

  /**
   * Which mistakes give the learner's numbers, value by value, on every input.
   *
   * <p>What fits every stage comes before what fits one alone: there may be a second mistake, which
   * only another stage shows. The exercise's own mistakes come before the general patterns.
   */
  private final class Diagnosis {
    private final List<Trial> all;
    private final List<Trial> trials;
    private final IdentityHashMap<Mistake<F>, IdentityHashMap<Trial, Run>> runs =
        new IdentityHashMap<>();
    private final IdentityHashMap<Mistake<F>, IdentityHashMap<Trial, List<Values>>> begun =
        new IdentityHashMap<>();
    private final Map<Mistake<F>, Set<String>> shared = new LinkedHashMap<>();

    private Diagnosis(List<Trial> all) {
      this.all = all;
      this.trials = all.stream().filter(trial -> trial.run.fault.isEmpty()).toList();
    }

    boolean isExcused(Part part) {
      return consequence != null && shared(consequence).containsAll(part.names);
    }

    /** The slip that explains all that is wrong, if one does. */
    Optional<Mistake<F>> slip() {
      boolean outside = all.stream().anyMatch(trial -> trial.run.isOutside());
      boolean wrong = all.stream().anyMatch(trial -> !trial.run.fault.isEmpty() || isWrong(trial));
      return mistakes.stream()
          .filter(mistake -> wrong && mistake.isSlip)
          .filter(slip -> all.stream().allMatch(trial -> explains(slip, trial)))
          .filter(slip -> !outside || all.stream().anyMatch(t -> tells(t) || isMisfit(slip, t)))
          .findFirst();
    }

    /** Whether it comes to the same end wherever something is thrown. */
    boolean isWhatThrows(Mistake<F> slip) {
      return all.stream().allMatch(trial -> !trial.run.isOutside() || isMisfit(slip, trial));
    }

    /** Whether one of the known mistakes explains a value that is wrong, wherever it is. */
    boolean isKnown() {
      List<String> wrong = trials.stream().flatMap(Exercise.this::wrongNames).distinct().toList();
      return mistakes.stream().anyMatch(one -> wrong.stream().anyMatch(shared(one)::contains));
    }

    /** Whether all that is wrong is so by the same slip, which is none of the known mistakes. */
    boolean isOnePattern() {
      List<String> wrong = trials.stream().flatMap(Exercise.this::wrongNames).distinct().toList();
      Set<Optional<String>> looks = new LinkedHashSet<>();
      wrong.forEach(name -> looks.add(slip(name).map(words -> words.replace(name, ""))));
      return trials.size() == all.size()
          && looks.size() == 1
          && !looks.contains(Optional.<String>empty())
          && !isKnown(); // last, since it runs all mistakes
    }

    /** Whether the slip comes to the same end or, wherever there is an answer, to the same one. */
    private boolean explains(Mistake<F> slip, Trial trial) {
      return isMisfit(slip, trial) || agree(slip, trial);
    }

    /** Whether the numbers that there are can't well be a mistake's by chance. */
    private boolean tells(Trial trial) {
      return isWrong(trial)
          && trial.names().stream().anyMatch(name -> Patterns.tells(name, answered(name, trial)));
    }

    private List<Patterns.Case> answered(String name, Trial trial) {
      return trial.cases(name, trial.right).filter(one -> one.yours() != null).toList();
    }

    private boolean isMisfit(Mistake<F> slip, Trial trial) {
      return misfit(trial).equals(Optional.of(slip));
    }

    /** Whether it gives the same wherever there is an answer. */
    private boolean agree(Mistake<F> mistake, Trial trial) {
      boolean begins =
          trial.run.isComparable()
              && (trial.run.answers.get(0) == null
                  || trial.names().stream().allMatch(name -> beginsAlike(mistake, trial, name)));
      if (!begins) {
        return false;
      }
      Run run = run(mistake, trial);
      return run.isComparable()
          && trial.names().stream()
              .allMatch(name -> firstUnequal(run.answers, trial.run.answers, name) < 0);
    }

    private Optional<String> slip(String name) {
      return patterns.slip(name, cases(name, trials, Trial::right));
    }

    /** What is known of code that throws, unless that is a part of what it says. */
    Optional<Mistake<F>> ofFault(Trial trial) {
      return trial.run.thrown instanceof Unusable ? Optional.empty() : misfit(trial).or(this::slip);
    }

    /** What is wrong on inputs on which no index is outside. */
    Optional<String> besidesFault(Part part, Trial trial) {
      return part.names.stream()
          .filter(name -> firstUnequal(trial.right, trial.run.answers, name) >= 0)
          .findFirst()
          .map(name -> "And where nothing throws: " + numbers(name, trial));
    }

    /** What is to be said about a value that is wrong in this trial. */
    String hint(String name, Trial trial) {
      List<Trial> here = List.of(trial);
      List<Patterns.Case> wrong = cases(name, trials, Trial::right);
      UnaryOperator<String> numbersToo = sentence -> sentence + " " + numbers(name, trial);
      Optional<String> mistake =
          mistakes.stream()
              .filter(one -> shares(one, trial, name) && shared(one).contains(name))
              .reduce((a, b) -> shared(b).size() > shared(a).size() ? b : a)
              .map(Mistake::hint);
      return mistake
          .or(() -> oneObject(name).map(numbersToo))
          .or(() -> patterns.constant(name, wrong).map(this::ofThisCheck))
          .or(() -> patterns.exactSentence(name, wrong).map(this::ofThisCheck).map(numbersToo))
          .or(() -> withPattern(name))
          .or(() -> changedFirst(name, trial))
          .or(() -> patterns.sentence(name, wrong).map(this::ofThisCheck).map(numbersToo))
          .or(() -> mistakeHere(name, trial))
          .or(
              () ->
                  patterns
                      .sentence(name, cases(name, here, Trial::right))
                      .map(this::ofThisPart)
                      .map(numbersToo))
          .orElseGet(() -> numbers(name, trial) + handedBack(name, trial));
    }

    /** Where numbers tell nothing, what was changed on the way may be why they are wrong. */
    private Optional<String> changedFirst(String name, Trial trial) {
      return trial.run.changedInput.isEmpty()
          ? Optional.empty()
          : Optional.of(
              trial.run.changedInput
                  + " The wrong numbers may follow from it: "
                  + difference(name, trial));
    }

    /** Another part may be wrong in another way. */
    private String ofThisPart(String sentence) {
      return trials.size() == 1 ? ofThisCheck(sentence) : inThisPart(sentence);
    }

    /** What follows from earlier checks says less than they do. */
    private String ofThisCheck(String sentence) {
      return trials.size() == 1 && !preface.isEmpty() ? inThisPart(sentence) : sentence;
    }

    private static String inThisPart(String sentence) {
      return "In this part, "
          + sentence.substring(0, 1).toLowerCase(Locale.ROOT)
          + sentence.substring(1);
    }

    /** A mistake and a pattern beside it, which together fit every stage. */
    private Optional<String> withPattern(String name) {
      return mistakes.stream()
          .filter(one -> !one.hint.startsWith("Right ")) // not with a pattern on top
          .filter(one -> trials.stream().allMatch(trial -> run(one, trial).fault.isEmpty()))
          .flatMap(one -> besides(one, name).map(sentence -> one.hint + " " + sentence).stream())
          .findFirst();
    }

    private Optional<String> besides(Mistake<F> mistake, String name) {
      return patterns
          .slip(name, cases(name, trials, trial -> run(mistake, trial).answers))
          .map(sentence -> "And besides: " + sentence.replace("what it should be", "that"));
    }

    /** What fits this trial and, of all values in all trials, the most. */
    private Optional<String> mistakeHere(String name, Trial trial) {
      return mistakes.stream()
          .filter(mistake -> shares(mistake, trial, name))
          .reduce((a, b) -> fitting(b) > fitting(a) ? b : a)
          .map(
              mistake ->
                  "This fits here; elsewhere something else is wrong, too, or instead: "
                      + mistake.hint);
    }

    private long fitting(Mistake<F> mistake) {
      return trials.stream()
          .mapToLong(
              trial -> trial.names().stream().filter(name -> shares(mistake, trial, name)).count())
          .sum();
    }

    private Optional<String> oneObject(String name) {
      return trials.stream()
          .map(trial -> trial.run.oneObject.get(name))
          .filter(Objects::nonNull)
          .findFirst();
    }

    private List<Patterns.Case> cases(
        String name, List<Trial> some, Function<Trial, List<Values>> expected) {
      return some.stream().flatMap(trial -> trial.cases(name, expected.apply(trial))).toList();
    }

    private String numbers(String name, Trial trial) {
      return difference(name, trial) + changed(trial);
    }

    private String difference(String name, Trial trial) {
      int i = firstUnequal(trial.right, trial.run.answers, name);
      String input = inputInWords.apply(trial.inputs.get(i));
      return (input.isEmpty() ? "" : input + " ")
          + compared(trial.right.get(i), trial.run.answers.get(i), name);
    }

    private String handedBack(String name, Trial trial) {
      String itself = trial.run.handedBack.get(name);
      return itself == null || !trial.run.changedInput.isEmpty() ? "" : " " + itself;
    }

    /**
     * The one mistake that comes to the same end: shapes that don't fit; of several, the one that
     * also fits wherever nothing is thrown. It is none if what is called below ends like this.
     */
    Optional<Mistake<F>> misfit(Trial trial) {
      List<Mistake<F>> alike =
          mistakes.stream().filter(mistake -> throwAlike(mistake, trial)).toList();
      if (alike.size() > 1) {
        alike = alike.stream().filter(this::fitsElsewhere).toList();
      }
      boolean isBelow = consequence != null && throwAlike(consequence, trial);
      return alike.size() == 1 && !isBelow ? Optional.of(alike.get(0)) : Optional.empty();
    }

    private boolean fitsElsewhere(Mistake<F> mistake) {
      return trials.stream().allMatch(trial -> agree(mistake, trial));
    }

    private boolean throwAlike(Mistake<F> mistake, Trial trial) {
      return !trial.run.misfit.isEmpty()
          && trial.run.misfit.equals(run(mistake, trial).misfit)
          && (!trial.run.isOutside() || agree(mistake, trial));
    }

    private Run run(Mistake<F> mistake, Trial trial) {
      return runs.computeIfAbsent(mistake, m -> new IdentityHashMap<>())
          .computeIfAbsent(trial, t -> Exercise.this.run(mistake.code, t.inputs));
    }

    private boolean shares(Mistake<F> mistake, Trial trial, String name) {
      if (!trial.run.fault.isEmpty() || !beginsAlike(mistake, trial, name)) {
        return false;
      }
      Run run = run(mistake, trial);
      return run.fault.isEmpty() && firstUnequal(run.answers, trial.run.answers, name) < 0;
    }

    /** Whether it gives the same on the first input; most don't, and need not run on the others. */
    private boolean beginsAlike(Mistake<F> mistake, Trial trial, String name) {
      List<Values> first =
          begun
              .computeIfAbsent(mistake, m -> new IdentityHashMap<>())
              .computeIfAbsent(trial, t -> onFirst(mistake.code, t.inputs.get(0)));
      return !first.isEmpty() && firstUnequal(first, trial.run.answers, name) < 0;
    }

    private Set<String> shared(Mistake<F> mistake) {
      return shared.computeIfAbsent(mistake, this::sharedNames);
    }

    private Set<String> sharedNames(Mistake<F> mistake) {
      Set<String> names = new LinkedHashSet<>();
      trials.forEach(trial -> names.addAll(trial.names()));
      for (Trial trial : trials) {
        names.removeIf(name -> !shares(mistake, trial, name));
      }
      return names;
    }
  }

  /** Whoever changes an input computes on with the changed one. */
  private static String changed(Trial trial) {
    return trial.run.changedInput.isEmpty() ? "" : " " + trial.run.changedInput;
  }

  /** Runs code once, on a copy of an input; gives its answer, or none. */
  private List<Values> onFirst(F code, Values input) {
    return Stream.ofNullable(
            Sandbox.run(() -> call.answer(code, input.copy()).copy(), milliseconds).value())
        .toList();
  }

  /** Runs code on copies of all inputs, and on the first of them once more. */
  private Run run(F code, List<Values> inputs) {
    List<Values> answers = new ArrayList<>();
    List<RuntimeException> outside = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    List<String> changes = new ArrayList<>();
    Map<String, String> handedBack = new LinkedHashMap<>();
    Map<String, String> oneObject = new LinkedHashMap<>();
    Callable<String> onAll =
        () -> {
          for (Values in : inputs) {
            Values given = in.copy();
            Values answer;
            try {
              answer = call.answer(code, given);
            } catch (RuntimeException e) {
              if (!Thrown.isOutside(e)) {
                throw e;
              }
              outside.add(e);
              misfits.add(answers.size() + ": " + Thrown.first(e).getMessage());
              answers.add(null);
              Sandbox.mute();
              continue;
            }
            answers.add(answer.copy());
            answer.sameObjects(given, handedBack);
            answer.oneObject(oneObject);
            String change = in.firstDifference(given, by(Words.NOW_AND_BEFORE));
            if (!change.isEmpty()) {
              changes.add(change + (NESTED.matcher(change).lookingAt() ? OUTERMOST : NO_COPY));
            }
            Sandbox.mute();
          }
          if (!outside.isEmpty()) {
            throw outside.get(0);
          }
          Values again = call.answer(code, inputs.get(0).copy());
          return answers.get(0).firstDifference(again, by(Words.AGAIN_AND_FIRST));
        };
    Sandbox.Outcome<String> outcome = Sandbox.run(onAll, milliseconds);
    if (outcome.endless() != null) {
      String fault = endless(Thrown.where(outcome.endless()));
      return Run.unfinished(fault, true, outcome.printed());
    }
    String fault =
        outcome.thrown() != null
            ? Thrown.inWords(outcome.thrown())
            : outcome.value().isEmpty() ? "" : TWO_ANSWERS + outcome.value();
    String changed =
        changes.isEmpty()
            ? ""
            : "Your code changes what it was given: "
                + changes.get(0)
                + handedBack.values().stream().findFirst().map(itself -> " " + itself).orElse("");
    return new Run(
        answers,
        changed,
        handedBack,
        oneObject,
        fault,
        outcome.thrown(),
        outcome.thrown() instanceof MatrixDimensionException misfit
            ? misfit.getMessage()
            : Thrown.isOutside(outcome.thrown()) ? String.join(", ", misfits) : "",
        false,
        outcome.printed());
  }

  private String endless(String where) {
    return "Your code did not finish within "
        + Numbers.text(milliseconds / 1000.0)
        + " s: is there a loop that never ends? "
        + (where.isEmpty() ? "" : "It was in " + where + ". ")
        + "(It may still be running: “Restart Kernel” ends it.)";
  }

  /** The lines that a learner reads: a mark for each part, and what to look at where it is lost. */
  private final class Report {
    private final StringBuilder lines = new StringBuilder();
    private final String printed;
    private String lastHint = "";
    private int mark;

    private Report(String printed) {
      this.printed = printed.strip();
    }

    void passed(Part part, String note) {
      mark += part.points;
      line("✓ ", part.points, part, note);
    }

    void failed(Part part, String hint) {
      line("✗ ", 0, part, hint);
    }

    /** Points that come back, and why. */
    void giveBack(int points, String why) {
      if (points > 0) {
        mark += points;
        lines.append("  + " + points + "    " + why + "\n");
      }
    }

    void takeOne(String sentence, String hint) {
      mark--;
      lines.append("  − 1    " + sentence + "\n").append(wrapped(hint, MARGIN));
    }

    private void line(String sign, int points, Part part, String hint) {
      lines.append("  " + sign + points + "/" + part.points + "  " + part.sentence + "\n");
      if (!hint.isEmpty()) {
        lines.append(wrapped(hint.equals(lastHint) ? "as above" : hint, MARGIN));
        lastHint = hint;
      }
    }

    void print() {
      String said = printed.isEmpty() ? "" : "Your code printed:\n" + indented(printed, "  | ");
      System.out.print(said + title + ": " + mark + " of " + points() + " points\n" + lines);
      System.out.flush();
    }

    private String indented(String text, String margin) {
      return text.lines().map(line -> margin + line + "\n").reduce("", String::concat);
    }

    private String wrapped(String text, String margin) {
      StringBuilder wrapped = new StringBuilder();
      int column = WIDTH;
      for (String word : text.split(" ")) {
        if (column + 1 + word.length() > WIDTH) {
          wrapped.append(wrapped.isEmpty() ? "" : "\n").append(margin);
          column = margin.length();
        } else {
          wrapped.append(' ');
          column++;
        }
        wrapped.append(word);
        column += word.length();
      }
      return wrapped.append('\n').toString();
    }
  }
}
