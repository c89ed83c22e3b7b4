package unrolled.train;

/** Hears how a training goes; a display implements it. */
public interface Listener {
  /** A run of this many updates begins. */
  default void begin(int updates) {}

  /** Update {@code update} (from 1) is done. */
  default void step(int update, double loss, double gradientNorm) {}

  /** The run ends early, since its loss is good enough; {@link #end} follows. */
  default void enough() {}

  /** The run is over, after this many updates of it. */
  default void end(int updates) {}
}
