package unrolled.train;

import java.util.List;
import unrolled.layer.Param;

/** Turns gradients into better weights. */
public interface Optimiser {
  /** One update of all parameters, by their gradients as they are now. */
  void update(List<Param> params);
}
