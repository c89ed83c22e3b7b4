package unrolled.train;

/** Is told how a training goes: to draw it, to log it, to stop the clock. */
public interface Listener {

  /** Before the first step, with the number of steps to come. */
  default void begin(int steps) {}

  /** After each step, counted from 1: its loss, and its gradient's norm before clipping. */
  default void step(int step, double loss, double gradientNorm) {}

  /** After the last step, also of a training that was interrupted or has failed. */
  default void end(int step) {}
}
