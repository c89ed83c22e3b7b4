package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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

  private record Slip<W>(String field, String name, String looks, Consumer<W> change, Kind kind) {}

  private enum Kind {
    SLIP,
    MISTAKE,
    ALONE
  }

  private final Supplier<W> right;
  private final Function<W, F> code;
  private final String where;
  private final List<Slip<W>> slips = new ArrayList<>();

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

  /**
   * A slip, which costs half at most, alone and with each one of another field.
   *
   * @param field what it is about: two of the same field exclude each other
   * @param looks what the answer looks like, in one or two sentences
   */
  Slips<W, F> slip(String field, String name, String looks, Consumer<W> change) {
    slips.add(new Slip<>(field, name, looks, change, Kind.SLIP));
    return this;
  }

  /** A mistake that has not understood what the exercise is about: it costs what it costs. */
  Slips<W, F> mistake(String field, String name, String looks, Consumer<W> change) {
    slips.add(new Slip<>(field, name, looks, change, Kind.MISTAKE));
    return this;
  }

  /** A slip that is not looked for together with others. */
  Slips<W, F> alone(String name, String looks, Consumer<W> change) {
    slips.add(new Slip<>("", name, looks, change, Kind.ALONE));
    return this;
  }

  /** Gives an exercise all of them, the single ones first. */
  Exercise<F> addTo(Exercise<F> exercise) {
    for (Slip<W> slip : slips) {
      String hint = slip.looks + " Read " + where + " above.";
      F mistaken = code(slip.change);
      if (slip.kind == Kind.MISTAKE) {
        exercise.mistake(slip.name, hint, mistaken);
      } else {
        exercise.slip(slip.name, hint, mistaken);
      }
    }
    for (Slip<W> one : slips) {
      for (Slip<W> other : slips.subList(slips.indexOf(one) + 1, slips.size())) {
        if (one.kind != Kind.ALONE && other.kind != Kind.ALONE && !one.field.equals(other.field)) {
          exercise.mistake(
              one.name + AND + other.name,
              "Two things at once. (1) "
                  + one.looks
                  + " (2) "
                  + other.looks
                  + " Read "
                  + where
                  + " once more.",
              code(one.change.andThen(other.change)));
        }
      }
    }
    return exercise;
  }

  private F code(Consumer<W> change) {
    W way = right.get();
    change.accept(way);
    return code.apply(way);
  }
}
