package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/**
 * TF-IDF: a bag of words in which a word counts the less, the more texts it occurs in.
 *
 * <pre>
 *   idf_w = ln((1 + N) / (1 + n_w)) + 1        N texts to learn from, n_w of them have the word w
 *   v_w = tf_w · idf_w                         tf_w: how often w occurs in this text
 *   then v / ‖v‖                               so that long texts are not larger than short ones
 * </pre>
 *
 * <p>The ones keep idf finite for words that occur nowhere; scikit-learn's default is this formula.
 *
 * <p>Source: K. Spärck Jones, "A statistical interpretation of term specificity and its application
 * in retrieval", 1972.
 */
public final class TfIdf {
  private final double[] idf;

  /** Learns from these texts how common each word is. */
  public TfIdf(Sequence texts) {
    idf = new double[texts.width()];
    DMatrixRMaj counts = BagOfWords.of(texts).rows();
    for (int w = 0; w < idf.length; w++) {
      int having = 0;
      for (int b = 0; b < texts.batch(); b++) {
        having += counts.get(b, w) > 0 ? 1 : 0;
      }
      idf[w] = StrictMath.log((1.0 + texts.batch()) / (1.0 + having)) + 1;
    }
  }

  /**
   * Turns texts into one-step sequences: a vector of V numbers and of norm 1 for each text.
   *
   * @throws IllegalArgumentException if the texts are out of another number of words
   */
  public Sequence of(Sequence x) {
    DMatrixRMaj v = BagOfWords.of(x).rows();
    if (x.width() != idf.length) {
      throw new IllegalArgumentException(
          "texts out of " + x.width() + " words, but it learnt from texts out of " + idf.length);
    }
    for (int b = 0; b < x.batch(); b++) {
      double squares = 0;
      for (int w = 0; w < idf.length; w++) {
        v.set(b, w, v.get(b, w) * idf[w]);
        squares += v.get(b, w) * v.get(b, w);
      }
      for (int w = 0; w < idf.length; w++) {
        v.set(b, w, v.get(b, w) / Math.sqrt(squares));
      }
    }
    return Sequence.of(v);
  }
}
