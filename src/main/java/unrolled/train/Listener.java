package unrolled.train;

/** Is told how a training goes; a display implements it. */
public interface Listener {
  /** Called when a run of this many updates begins. */
  default void begin(int updates) {}

  /** Called when update {@code update} (from 1) is done. */
  default void step(int update, double loss, double gradientNorm) {}

  /**
   * Called when the run ends early, since its loss is good enough or nothing better has come for
   * too long ({@link Training#patience}); {@link #end} follows.
   */
  default void enough() {}

  /** Called when the weights of this update, the best, have been put back; {@link #end} follows. */
  default void putBack(int update) {}

  /** Called when the run is over, after this many updates of it. */
  default void end(int updates) {}
}
