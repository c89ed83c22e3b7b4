package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import unrolled.check.exercise.Values.Comparison;
import unrolled.check.exercise.Values.Words;

/**
 * Mistakes made by one piece of code with switches: each turned alone, then each two of them
 * together, since most real attempts have two.
 *
 * @param <W> a way to do it: its switches, which are right as they are made
 * @param <F> the functional interface of the learner's code
 */
final class Slips<W, F> {

  /** Stands between the names of two slips. */
  static final String AND = " + ";

  private static final long MILLISECONDS = 1500;
  private static final Comparison NEAR =
      new Comparison(Words.YOURS_AND_RIGHT, 1e-9, false, name -> List.of());

  private record Slip<W>(
      String field, String name, String looks, String where, Consumer<W> change, Kind kind) {}

  private enum Kind {
    SLIP,
    MISTAKE,
    ALONE
  }

  private final Supplier<W> right;
  private final Function<W, F> code;
  private final List<Slip<W>> slips = new ArrayList<>();
  private String where;
  private String field = "";

  /**
   * No slips yet.
   *
   * @param where the text to read again, such as “The loss”
   * @param right a way that is right
   * @param code what does it that way
   */
  Slips(String where, Supplier<W> right, Function<W, F> code) {
    this.where = where;
    this.right = right;
    this.code = code;
  }

  /** The text to read again for the slips that follow. */
  Slips<W, F> readAgain(String text) {
    where = text;
    return this;
  }

  /** What the slips that follow are about: two of the same field exclude each other. */
  Slips<W, F> about(String what) {
    field = what;
    return this;
  }

  /**
   * A slip, which costs half at most, alone and with each one of another field.
   *
   * @param looks what the answer looks like, in one or two sentences
   */
  Slips<W, F> slip(String name, String looks, Consumer<W> change) {
    return add(name, looks, change, Kind.SLIP);
  }

  /** A slip about this field. */
  Slips<W, F> slip(String what, String name, String looks, Consumer<W> change) {
    return about(what).slip(name, looks, change);
  }

  /** A mistake that has not understood what the exercise is about: it costs what it costs. */
  Slips<W, F> mistake(String name, String looks, Consumer<W> change) {
    return add(name, looks, change, Kind.MISTAKE);
  }

  /** A mistake about this field. */
  Slips<W, F> mistake(String what, String name, String looks, Consumer<W> change) {
    return about(what).mistake(name, looks, change);
  }

  /** A slip that is not looked for together with others. */
  Slips<W, F> alone(String name, String looks, Consumer<W> change) {
    return add(name, looks, change, Kind.ALONE);
  }

  private Slips<W, F> add(String name, String looks, Consumer<W> change, Kind kind) {
    slips.add(new Slip<>(field, name, looks, where, change, kind));
    return this;
  }

  /** Gives an exercise all of them, the single ones first, then every pair. */
  Exercise<F> addTo(Exercise<F> exercise) {
    addEachTo(exercise);
    for (Slip<W> one : slips) {
      for (Slip<W> other : slips.subList(slips.indexOf(one) + 1, slips.size())) {
        if (goTogether(one, other)) {
          addPair(exercise, one, other);
        }
      }
    }
    return exercise;
  }

  /** Gives an exercise the single ones. */
  Exercise<F> addEachTo(Exercise<F> exercise) {
    for (Slip<W> slip : slips) {
      String hint = slip.looks + " Read " + slip.where + " above.";
      F mistaken = code(slip.change);
      if (slip.kind == Kind.MISTAKE) {
        exercise.mistake(slip.name, hint, mistaken);
      } else {
        exercise.slip(slip.name, hint, mistaken);
      }
    }
    return exercise;
  }

  /**
   * Gives an exercise the one pair that somebody's code seems to have, for holes that have too many
   * pairs to try at each marking: the first that gives the same answers, where no single slip does.
   *
   * @param inputs what to try it on; if nothing fits them all, the last one may be a third
   *     mistake's
   */
  Exercise<F> addPairOf(
      F learners, Exercise<F> exercise, Exercise.Call<F> call, List<Values> inputs) {
    Sandbox.run(
        () -> {
          List<Values> answers = inputs.stream().map(in -> answer(call, learners, in)).toList();
          Predicate<F> onAll = code -> fits(code, call, inputs, answers);
          Predicate<F> butForOne =
              code -> fits(code, call, inputs, answers.subList(0, answers.size() - 1));
          return addFirst(exercise, onAll) || addFirst(exercise, butForOne);
        },
        MILLISECONDS);
    return exercise;
  }

  private boolean addFirst(Exercise<F> exercise, Predicate<F> fits) {
    if (fits.test(code(way -> {})) || slips.stream().anyMatch(s -> fits.test(code(s.change)))) {
      return false;
    }
    for (Slip<W> one : slips) {
      for (Slip<W> other : slips.subList(slips.indexOf(one) + 1, slips.size())) {
        if (goTogether(one, other) && fits.test(code(one.change.andThen(other.change)))) {
          addPair(exercise, one, other);
          return true;
        }
      }
    }
    return false;
  }

  private boolean fits(F code, Exercise.Call<F> call, List<Values> inputs, List<Values> learners) {
    for (int i = 0; i < learners.size(); i++) {
      if (learners.get(i) != null) {
        Values answer = answer(call, code, inputs.get(i));
        if (answer == null || !learners.get(i).firstDifference(answer, NEAR).isEmpty()) {
          return false;
        }
      }
    }
    return learners.stream().anyMatch(Objects::nonNull);
  }

  /** Null if the code throws. */
  private Values answer(Exercise.Call<F> call, F code, Values in) {
    try {
      return call.answer(code, in.copy()).copy();
    } catch (Exception e) {
      return null;
    }
  }

  private boolean goTogether(Slip<W> one, Slip<W> other) {
    return one.kind != Kind.ALONE && other.kind != Kind.ALONE && !one.field.equals(other.field);
  }

  private void addPair(Exercise<F> exercise, Slip<W> one, Slip<W> other) {
    exercise.mistake(
        one.name + AND + other.name,
        "Two things at once. (1) "
            + besideAnother(one.looks)
            + " (2) "
            + besideAnother(other.looks)
            + " Read "
            + one.where
            + (one.where.equals(other.where) ? "" : " and " + other.where)
            + " once more.",
        code(one.change.andThen(other.change)));
  }

  /** Without a first sentence that says what is right: the other slip may spoil it. */
  private static String besideAnother(String looks) {
    return looks.replaceFirst("^(Right [^.:]*|Only [^.]* right)\\. ", "");
  }

  private F code(Consumer<W> change) {
    W way = right.get();
    change.accept(way);
    return code.apply(way);
  }
}
