/**
 * The marks of the course's exercises: one class an exercise, each with the right answer by an
 * independent way, its typical mistakes as running code, and what to tell who made them. {@link
 * unrolled.check.exercise.Exercise} is the engine behind them; it runs a learner's code where it
 * can do no harm. {@link unrolled.check.exercise.Cells} knows what became of the notebook's cells,
 * and so why there may be nothing to run.
 */
package unrolled.check.exercise;
