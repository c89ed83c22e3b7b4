package unrolled.seq2seq;

import java.util.Arrays;
import unrolled.layer.Targets;
import unrolled.sequence.Pairs;
import unrolled.sequence.Sequence;

/**
 * Teacher forcing: whatever the decoder says, it reads the true symbol before the next step.
 *
 * <pre>
 *   reads        END  y_1  y_2  …  y_n
 *   should say   y_1  y_2   …  y_n END
 * </pre>
 *
 * <p>END begins a target as it ends it. Source: R. Williams and D. Zipser, "A learning algorithm
 * for continually running fully recurrent neural networks", 1989.
 */
final class TeacherForcing {
  private TeacherForcing() {}

  /** The decoder's inputs: one symbol more than the target has. */
  static Sequence inputs(Pairs pairs, int end) {
    pairs.target().requireWidth(end, "the decoder");
    int[][] inputs = new int[pairs.size()][];
    for (int b = 0; b < inputs.length; b++) {
      int[] target = pairs.target().symbolsOf(b);
      inputs[b] = new int[target.length + 1];
      inputs[b][0] = end;
      System.arraycopy(target, 0, inputs[b], 1, target.length);
    }
    return Sequence.symbols(end + 1, inputs);
  }

  /** The decoder's targets, (n+1)·B rows, time-major; masked behind a target's END. */
  static Targets targets(Pairs pairs, int end) {
    int batch = pairs.size();
    int[] classes = new int[(pairs.target().steps() + 1) * batch];
    Arrays.fill(classes, Targets.MASKED);
    for (int b = 0; b < batch; b++) {
      int[] target = pairs.target().symbolsOf(b);
      for (int t = 0; t < target.length; t++) {
        classes[t * batch + b] = target[t];
      }
      classes[target.length * batch + b] = end;
    }
    return Targets.classes(classes);
  }
}
