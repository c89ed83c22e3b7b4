package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.network.Convolution;
import unrolled.network.FeedForward;
import unrolled.network.Network;
import unrolled.network.Preprocessed;
import unrolled.sequence.Batch;

class NegationTest {
  @Test
  void fourSentencesWithTheSameWordsOfWhichTwoArePraise() {
    Batch batch = new Negation(3, 3).batch(4, new Rng(1));
    String[] wanted = {
      "not good was bad", "good was not bad", "not bad was good", "bad was not good"
    };
    int[] praise = {0, 1, 1, 0};
    DMatrixRMaj bags = BagOfWords.of(batch.x()).rows();
    for (int b = 0; b < 4; b++) {
      String text = Negation.WORDS.text(batch.x().symbolsOf(b));
      assertEquals(2 * (4 + 1 + 3 + 3), text.split(" ").length);
      assertEquals(wanted[b], text.replaceAll("\\b(um|er|well|like|so|hmm)( |$)", "").strip());
      assertEquals(praise[b], batch.y().classOf(b));
      for (int w = 0; w < Negation.WORDS.size(); w++) {
        assertEquals(bags.get(0, w), bags.get(b, w));
      }
    }
  }

  @Test
  void everyDistanceOccurs() {
    Batch batch = new Negation(2, 5).batch(400, new Rng(1));
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int b = 0; b < 400; b++) {
      lengths.add(batch.x().length(b));
    }
    assertEquals(List.of(18, 22, 26, 30), List.copyOf(lengths));
  }

  /** Law: who can't see "not" and its verdict together is right exactly half of the time. */
  @Test
  void withWindowsTooNarrowEveryNetworkIsRightForExactlyHalf() {
    Batch far = new Negation(15, 19).batch(400, new Rng(1));
    for (int seed = 0; seed < 5; seed++) {
      for (Network network :
          List.of(
              new Convolution(Negation.WORDS.size(), 2, 8, 2),
              new Convolution(Negation.WORDS.size(), 15, 8, 2),
              new Preprocessed(BagOfWords::of, new FeedForward(Negation.WORDS.size(), 8, 2)))) {
        network.init(seed);
        assertEquals(0.5, network.accuracy(far));
      }
    }
  }

  @Test
  void aConvolutionThatIsWideEnoughSeesADifference() {
    Batch near = new Negation(4, 4).batch(4, new Rng(1));
    Convolution wide = new Convolution(Negation.WORDS.size(), 5, 8, 2);
    wide.init(1);
    DMatrixRMaj scores = wide.forward(near.x());
    assertTrue(Math.abs(scores.get(0, 0) - scores.get(2, 0)) > 1e-6);
    Convolution narrow = new Convolution(Negation.WORDS.size(), 4, 8, 2);
    narrow.init(1);
    scores = narrow.forward(near.x());
    assertArrayEquals(
        new double[] {scores.get(0, 0), scores.get(0, 1)},
        new double[] {scores.get(2, 0), scores.get(2, 1)});
  }

  @Test
  void aNumberThatIsNoMultipleOfFourIsRefused() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> new Negation(1, 2).batch(6, new Rng(1)));
    assertTrue(e.getMessage().contains("ask for 4, 8, 12"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Negation(0, 2));
  }
}
