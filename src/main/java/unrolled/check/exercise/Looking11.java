package unrolled.check.exercise;

import static unrolled.check.exercise.Mistakes11.with;

import java.util.List;
import java.util.function.Function;
import unrolled.check.exercise.Mistakes11.Slip;
import unrolled.check.exercise.Mistakes11.Slips;

/**
 * Looks for what somebody's own answers can only come from.
 *
 * @param call gives an answer as the numbers of nested arrays; it may throw
 * @param inputs what to try, the most telling first
 */
record Looking11<F>(Exercise.Call<F> call, List<Values> inputs) {
  /** The name of what is compared. */
  static final String ANSWER = "answer";

  private static final double NEAR = 1e-7;
  private static final long MILLISECONDS = 2000;

  /**
   * Adds the two mistakes that together give the learner's answers where no single one does.
   *
   * @return what to say besides where the learner's code throws; empty if that is not known
   */
  String find(Exercise<F> exercise, Slips slips, Function<Way11, F> code, String read, F learners) {
    List<Object> answers =
        Sandbox.run(() -> inputs.stream().map(in -> answer(learners, in)).toList(), MILLISECONDS)
            .value();
    boolean nothing =
        answers == null || answers.stream().allMatch(answer -> answer instanceof Throwable);
    if (nothing) {
      return "";
    }
    boolean throwsSomewhere = answers.stream().anyMatch(answer -> answer instanceof Throwable);
    boolean rightElsewhere = fits(code.apply(new Way11()), answers, false);
    if (rightElsewhere) {
      return throwsSomewhere ? single(slips, code, read, answers, true) : "";
    }
    String why = single(slips, code, read, answers, true);
    why = why.isEmpty() ? pair(exercise, slips, code, read, answers, true) : why;
    if (throwsSomewhere) {
      why = why.isEmpty() ? single(slips, code, read, answers, false) : why;
      why = why.isEmpty() ? pair(exercise, slips, code, read, answers, false) : why;
    }
    return throwsSomewhere ? why : "";
  }

  private String single(
      Slips slips, Function<Way11, F> code, String read, List<Object> answers, boolean exactly) {
    return slips.all().stream()
        .filter(slip -> fits(code.apply(with(slip.change())), answers, exactly))
        .findFirst()
        .map(slip -> slip.looks() + " Read “" + read + "” above.")
        .orElse("");
  }

  private String pair(
      Exercise<F> exercise,
      Slips slips,
      Function<Way11, F> code,
      String read,
      List<Object> answers,
      boolean exactly) {
    for (int a = 0; a < slips.all().size(); a++) {
      Slip one = slips.all().get(a);
      for (Slip other : slips.all().subList(a + 1, slips.all().size())) {
        F both = code.apply(with(one.change().andThen(other.change())));
        if (!one.field().equals(other.field()) && fits(both, answers, exactly)) {
          String looks = "Two things at once. (1) " + one.looks() + " (2) " + other.looks();
          exercise.mistake(
              one.name() + " + " + other.name(), looks + " Read “" + read + "” once more.", both);
          return looks;
        }
      }
    }
    return "";
  }

  /** What the code gives, or throws. */
  private Object answer(F code, Values in) {
    try {
      return call.answer(code, in.copy()).get(ANSWER);
    } catch (Exception e) {
      return e;
    }
  }

  /**
   * Whether this code gives the same answers, and, if that is asked, throws where they do, but for
   * one: what lies wholly in the padding may throw or not.
   */
  private boolean fits(F code, List<Object> answers, boolean exactly) {
    boolean any = false;
    int thrownByOne = 0;
    for (int n = 0; n < answers.size(); n++) {
      Object yours = answers.get(n);
      if (yours instanceof Throwable && !exactly) {
        continue;
      }
      Object its = tried(code, inputs.get(n));
      if (yours instanceof Throwable) {
        thrownByOne += its instanceof Throwable ? 0 : 1;
      } else {
        any = true;
      }
      if (thrownByOne > 1 || !(yours instanceof Throwable) && !near(yours, its)) {
        return false;
      }
    }
    return any;
  }

  /** As {@link #answer}, of code that leaves its inputs as they are. */
  private Object tried(F code, Values in) {
    try {
      return call.answer(code, in).get(ANSWER);
    } catch (Exception e) {
      return e;
    }
  }

  private static boolean near(Object one, Object other) {
    if (one instanceof double[] a && other instanceof double[] b) {
      boolean near = a.length == b.length;
      for (int n = 0; near && n < a.length; n++) {
        double largest = Math.max(Math.abs(a[n]), Math.abs(b[n]));
        near = a[n] == b[n] || Math.abs(a[n] - b[n]) <= NEAR * largest + 1e-12;
      }
      return near;
    }
    if (!(one instanceof Object[] a && other instanceof Object[] b) || a.length != b.length) {
      return false;
    }
    boolean near = true;
    for (int n = 0; near && n < a.length; n++) {
      near = near(a[n], b[n]);
    }
    return near;
  }
}
