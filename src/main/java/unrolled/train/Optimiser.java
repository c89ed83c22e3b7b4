package unrolled.train;

import java.util.List;
import unrolled.layer.Param;

/** An optimiser: turns gradients into better weights. */
public interface Optimiser {
  /** Updates all parameters once, by their present gradients. */
  void update(List<Param> params);
}
