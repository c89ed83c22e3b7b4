package unrolled.sequence;

import java.util.Arrays;

/**
 * A batch of sources and, for each, the target that it should become; both of any lengths.
 *
 * <p>The symbol for the end is none of the data's business: the model adds it.
 *
 * @param source symbols, or vectors: the frames of a sound, the pixels of a picture
 * @param target symbols
 */
public record Pairs(Sequence source, Sequence target) {
  /** Throws unless there is one target for each source, none of them empty. */
  public Pairs {
    if (source.batch() != target.batch()) {
      throw new IllegalArgumentException(
          source.batch() + " sources, but " + target.batch() + " targets: give one for each");
    }
    source.requireSteps("source");
    target.requireSteps("target");
    target.symbols(); // throws when it holds vectors
  }

  /** Pairs from arrays of symbols, out of vocabularies of these sizes. */
  public static Pairs of(
      int sourceVocabulary, int[][] sources, int targetVocabulary, int[][] targets) {
    return new Pairs(
        Sequence.symbols(sourceVocabulary, sources), Sequence.symbols(targetVocabulary, targets));
  }

  /** These sources with other targets, such as what a model has written. */
  public Pairs withTargets(int[]... targets) {
    return new Pairs(source, Sequence.symbols(target.width(), targets));
  }

  /** How many pairs there are. */
  public int size() {
    return source.batch();
  }

  /** The share of answers that are the whole target and nothing else, 0 … 1. */
  public double exactMatch(int[][] answers) {
    requireAnswers(answers);
    int right = 0;
    for (int b = 0; b < size(); b++) {
      right += Arrays.equals(answers[b], target.symbolsOf(b)) ? 1 : 0;
    }
    return (double) right / size();
  }

  /**
   * The share of the targets' symbols that stand at their place in the answers, 0 … 1; an answer
   * that is too short misses its last places, what is too much is not counted.
   */
  public double tokenAccuracy(int[][] answers) {
    requireAnswers(answers);
    int right = 0;
    int all = 0;
    for (int b = 0; b < size(); b++) {
      int[] wanted = target.symbolsOf(b);
      all += wanted.length;
      for (int t = 0; t < Math.min(wanted.length, answers[b].length); t++) {
        right += wanted[t] == answers[b][t] ? 1 : 0;
      }
    }
    return (double) right / all;
  }

  private void requireAnswers(int[][] answers) {
    if (answers.length != size()) {
      throw new IllegalArgumentException(answers.length + " answers for " + size() + " pairs");
    }
  }
}
