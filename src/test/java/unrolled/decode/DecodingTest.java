package unrolled.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;

/** Laws of decoding that hold for any model, tried on random ones. */
class DecodingTest {

  private static void assertSame(Hypothesis expected, Hypothesis found, String where) {
    assertArrayEquals(expected.tokens(), found.tokens(), where);
    assertEquals(expected.logProbability(), found.logProbability(), where); // to the last bit
    assertEquals(expected.ended(), found.ended(), where);
  }

  @Test
  void aBeamOfOneIsGreedyOnAThousandModels() {
    int ended = 0;
    for (int seed = 0; seed < 1000; seed++) {
      // given
      NextToken model = Chance.model(6, 0, 1, seed);
      LengthPenalty penalty = LengthPenalty.exponent(seed % 3 * 0.5);
      // when
      Hypothesis greedy = new Greedy(8).decode(model).get(0);
      Beam beam = new BeamSearch(1, 8).penalty(penalty).search(model).get(0);
      // then
      assertSame(greedy, beam.best(), "seed " + seed);
      assertEquals(greedy.length(), beam.rows());
      ended += greedy.ended() ? 1 : 0;
    }
    assertTrue(ended > 100 && ended < 900, ended + " of 1000 ended before the maximum length");
  }

  @Test
  void ifAllIsEquallyLikelyGreedyAndTheBeamTakeTheSmallestTokens() {
    // given
    TableModel even =
        new TableModel()
            .after("", "a 0.5, b 0.5")
            .after("a", "a 0.5, b 0.5")
            .after("b", "a 0.5, b 0.5");
    // when
    Beam beam = new BeamSearch(3, 2).nBest(3).search(even.start()).get(0);
    // then
    assertEquals("a a", even.text(new Greedy(2).decode(even.start()).get(0).tokens()));
    List<String> found = beam.nBest().stream().map(h -> even.text(h.tokens())).toList();
    assertEquals(List.of("a a", "a b", "b a"), found);
  }

  @Test
  void aBeamThatKeepsAllIsExhaustive() {
    for (int seed = 0; seed < 300; seed++) {
      // given
      int v = 2 + seed % 3;
      int longest = 1 + seed / 3 % 5;
      int all = (int) StrictMath.pow(v, longest);
      NextToken model = Chance.model(v, seed % 2 - 1, 1, seed); // every other one without an end
      LengthPenalty penalty =
          seed % 5 == 0 ? LengthPenalty.none() : LengthPenalty.gnmt(seed % 5 * 0.3);
      // when
      List<Hypothesis> ranked = new Exhaustive(longest).penalty(penalty).ranked(model, 0);
      List<Hypothesis> kept =
          new BeamSearch(all, longest).penalty(penalty).nBest(all).search(model).get(0).nBest();
      // then
      assertEquals(ranked.size(), kept.size(), "seed " + seed);
      for (int i = 0; i < kept.size(); i++) {
        assertSame(ranked.get(i), kept.get(i), "seed " + seed + ", place " + i);
      }
    }
  }

  @Test
  void whatFollowsAllPrefixesAddsUpToOne() {
    List<Hypothesis> all = new Exhaustive(5).ranked(Chance.model(4, 2, 1, 7), 0);
    assertEquals(1, all.stream().mapToDouble(Hypothesis::probability).sum(), 1e-12);
    Set<List<Integer>> different = new LinkedHashSet<>();
    all.forEach(h -> different.add(Arrays.stream(h.tokens()).boxed().toList()));
    // 3^(L−1) sequences end at each length L, and 3^5 don't end
    assertEquals(1 + 3 + 9 + 27 + 81 + 243, different.size());
  }

  @Test
  void stoppingEarlyNeverChangesTheList() {
    int saved = 0;
    for (int seed = 0; seed < 200; seed++) {
      // given
      NextToken model = Chance.model(5, 0, 1, seed);
      LengthPenalty penalty = LengthPenalty.exponent(seed % 4 * 0.4);
      // when
      Beam one = new BeamSearch(4, 9).penalty(penalty).search(model).get(0);
      Beam three = new BeamSearch(4, 9).penalty(penalty).nBest(3).search(model).get(0);
      Beam all = new BeamSearch(4, 9).penalty(penalty).nBest(1000).search(model).get(0);
      // then
      assertTrue(all.steps() >= three.steps() && three.steps() >= one.steps());
      assertSame(all.nBest().get(0), one.best(), "seed " + seed);
      assertEquals(Math.min(3, all.nBest().size()), three.nBest().size());
      for (int i = 0; i < three.nBest().size(); i++) {
        assertSame(all.nBest().get(i), three.nBest().get(i), "seed " + seed + ", place " + i);
      }
      saved += all.rows() - one.rows();
    }
    assertTrue(saved > 0, "no search stopped early");
  }

  @Test
  void theBestScoresFallAndAreTheModelsOwn() {
    for (int seed = 0; seed < 100; seed++) {
      // given
      NextToken model = Chance.model(7, 3, 1, seed);
      // when
      List<Hypothesis> best =
          new BeamSearch(5, 10)
              .penalty(LengthPenalty.exponent(0.7))
              .nBest(8)
              .search(model)
              .get(0)
              .nBest();
      // then
      for (int i = 0; i < best.size(); i++) {
        Hypothesis h = best.get(i);
        assertTrue(i == 0 || h.score() <= best.get(i - 1).score());
        assertEquals(h.logProbability() / StrictMath.pow(h.length(), 0.7), h.score());
        double own = Score.logProbabilities(model, new int[][] {h.tokens()})[0];
        assertEquals(own, h.logProbability(), "to the last bit, seed " + seed);
        assertEquals(h.ended(), h.tokens()[h.length() - 1] == 3);
        assertEquals(h.withoutEnd().length, h.length() - (h.ended() ? 1 : 0));
      }
    }
  }

  @Test
  void whatIsFoundForASentenceDoesNotDependOnTheOthers() {
    // given
    Chance many = Chance.model(6, 0, 40, 5);
    List<Decoding> decoders =
        List.of(
            new Greedy(12),
            new BeamSearch(4, 12),
            new BeamSearch(3, 12).penalty(LengthPenalty.gnmt(0.8)).forgetPruned(),
            new Exhaustive(4));
    for (Decoding decoder : decoders) {
      // when
      List<Hypothesis> together = decoder.decode(many);
      List<Hypothesis> again = decoder.decode(many);
      // then
      Set<Integer> lengths = new LinkedHashSet<>();
      for (int i = 0; i < 40; i++) {
        assertSame(decoder.decode(many.only(i)).get(0), together.get(i), "sentence " + i);
        assertSame(together.get(i), again.get(i), "sentence " + i + ", again");
        lengths.add(together.get(i).length());
      }
      assertTrue(lengths.size() > 2, "sentences drop out at different steps: " + lengths);
    }
  }

  @Test
  void scoresOfSequencesOfUnequalLengths() {
    // given
    Chance many = Chance.model(6, 0, 4, 2);
    int[][] sequences = {{1, 2, 3}, {}, {4}, {5, 5, 5, 0}};
    // when
    double[] together = Score.logProbabilities(many, sequences);
    // then
    assertEquals(0, together[1]);
    for (int i = 0; i < 4; i++) {
      assertEquals(
          Score.logProbabilities(many.only(i), new int[][] {sequences[i]})[0], together[i]);
    }
  }

  @Test
  void aStepIsOneAppendForAllSentences() {
    // given
    List<Integer> appends = new ArrayList<>();
    NextToken counted = counting(Chance.model(6, -1, 10, 3), appends);
    // when
    List<Beam> beams = new BeamSearch(4, 5).search(counted);
    // then: the start's 10 rows, then four times 4 for each sentence
    assertEquals(List.of(40, 40, 40, 40), appends);
    assertEquals(17, beams.get(0).rows());
  }

  private static NextToken counting(NextToken model, List<Integer> appends) {
    return new NextToken() {
      @Override
      public int rows() {
        return model.rows();
      }

      @Override
      public int vocabulary() {
        return model.vocabulary();
      }

      @Override
      public int end() {
        return model.end();
      }

      @Override
      public DMatrixRMaj logProbabilities() {
        return model.logProbabilities();
      }

      @Override
      public NextToken append(int[] rows, int[] tokens) {
        appends.add(rows.length);
        return counting(model.append(rows, tokens), appends);
      }
    };
  }

  @Test
  void samplesComeAsOftenAsTheModelSays() {
    // given
    TableModel table = new TableModel().end(".").after("", "a 0.5, b 0.3, . 0.2").after("a", ". 1");
    table.after("b", "a 0.25, . 0.75").after("b a", ". 1");
    Sampling sampling = new Sampling(5, new Rng(1));
    // when
    int[] count = new int[4];
    for (int i = 0; i < 4000; i++) {
      String text = table.text(sampling.decode(table.start()).get(0).tokens());
      count[List.of("a .", "b .", "b a .", ".").indexOf(text)]++;
    }
    // then: within four standard deviations
    assertEquals(2000, count[0], 127);
    assertEquals(900, count[1], 106);
    assertEquals(300, count[2], 67);
    assertEquals(800, count[3], 102);
  }

  @Test
  void samplingIsSeededAndBecomesGreedy() {
    // given
    Chance many = Chance.model(6, 0, 30, 8);
    // when
    List<Hypothesis> greedy = new Greedy(10).decode(many);
    List<Hypothesis> one = new Sampling(10, new Rng(4)).topK(1).decode(many);
    List<Hypothesis> cold = new Sampling(10, new Rng(4)).temperature(1e-9).decode(many);
    List<Hypothesis> free = new Sampling(10, new Rng(4)).decode(many);
    List<Hypothesis> same = new Sampling(10, new Rng(4)).decode(many);
    // then
    int different = 0;
    for (int i = 0; i < 30; i++) {
      assertSame(greedy.get(i), one.get(i), "top 1");
      assertSame(greedy.get(i), cold.get(i), "temperature near 0");
      assertSame(free.get(i), same.get(i), "the same seed");
      different += Arrays.equals(greedy.get(i).tokens(), free.get(i).tokens()) ? 0 : 1;
    }
    assertTrue(different > 10, "only " + different + " of 30 samples differ from greedy");
  }

  @Test
  void onlyTheKLikeliestAreDrawn() {
    DMatrixRMaj scores = new DMatrixRMaj(1, 4, true, 1, 3, 2, 3);
    double[] two = Sampling.probabilities(scores, 0.7, 2);
    assertArrayEquals(new double[] {0, 0.5, 0, 0.5}, two, 1e-15);
    double[] one = Sampling.probabilities(scores, 0.7, 1);
    assertArrayEquals(new double[] {0, 1, 0, 0}, one, "of equal ones the first");
    assertArrayEquals(
        Sampling.probabilities(scores, 0.7), Sampling.probabilities(scores, 0.7, 9), "k above V");
  }

  @Test
  void aPenaltyOfNothingChangesNothingAndMoreOfItFavoursLength() {
    int[] lengths = new int[3];
    for (int seed = 0; seed < 100; seed++) {
      NextToken model = Chance.model(5, 0, 1, seed);
      Hypothesis none = new Exhaustive(6).decode(model).get(0);
      assertSame(
          none, new Exhaustive(6).penalty(LengthPenalty.exponent(0)).decode(model).get(0), "α = 0");
      assertSame(
          none, new Exhaustive(6).penalty(LengthPenalty.gnmt(0)).decode(model).get(0), "α = 0");
      lengths[0] += none.length();
      lengths[1] +=
          new Exhaustive(6).penalty(LengthPenalty.gnmt(0.7)).decode(model).get(0).length();
      lengths[2] +=
          new Exhaustive(6).penalty(LengthPenalty.exponent(1)).decode(model).get(0).length();
    }
    assertTrue(lengths[0] < lengths[1] && lengths[1] < lengths[2], Arrays.toString(lengths));
    assertEquals(1.5, LengthPenalty.gnmt(1).of(4), 1e-15);
    assertEquals(2, LengthPenalty.exponent(0.5).of(4), 1e-15);
  }

  @Test
  void aTreeThatForgotIsTheSameWithoutItsPrunedNodes() {
    NextToken model = Chance.model(6, 0, 1, 11);
    Beam whole = new BeamSearch(3, 6).search(model).get(0);
    Beam pruned = new BeamSearch(3, 6).forgetPruned().search(model).get(0);
    for (int step = 1; step <= whole.steps(); step++) {
      List<BeamNode> all = whole.candidates(step);
      List<BeamNode> kept = pruned.candidates(step);
      assertTrue(all.size() > kept.size());
      for (int i = 0; i < all.size(); i++) {
        boolean lost = all.get(i).fate() == BeamNode.Fate.PRUNED;
        assertEquals(i >= kept.size(), lost, "first what was kept");
        if (!lost) {
          assertArrayEquals(all.get(i).tokens(), kept.get(i).tokens());
          assertEquals(all.get(i).fate(), kept.get(i).fate());
        } else {
          assertTrue(all.get(i).sum() <= kept.get(kept.size() - 1).sum());
          assertFalse(all.get(i).winning());
        }
      }
    }
    assertNotEquals(0, whole.root().children().size());
  }

  @Test
  void whatASearchAndItsNodesTellOfThemselves() {
    // given a model whose best sequence has two tokens
    TableModel table =
        new TableModel()
            .end(".")
            .after("", "a 0.6, b 0.4")
            .after("a", ". 0.5, b 0.5")
            .after("b", ". 0.9, a 0.1")
            .after("a b", ". 1")
            .after("b a", ". 1");

    // when
    Beam beam = new BeamSearch(2, 3).search(table.start()).get(0);

    // then
    assertEquals(List.of(".", "a", "b"), table.words().stream().sorted().toList());
    assertEquals(2, beam.width());
    BeamNode b = beam.root().children().get(1);
    assertEquals(1, b.length());
    assertEquals(StrictMath.log(0.4), b.logProbability());
    assertEquals(0.4, b.probability(), 1e-15);
    BeamNode end = b.children().get(0);
    assertEquals(2, end.length());
    assertEquals(StrictMath.log(0.9), end.logProbability());
    assertEquals(b.sum() + end.logProbability(), end.sum());
    assertTrue(end.winning() && b.winning() && beam.root().winning());
    // children stand by probability, whatever became of them
    assertEquals(
        List.of("b .", "b a"), b.children().stream().map(n -> table.text(n.tokens())).toList());
  }

  @Test
  void whatIsPrunedIsScoredByTheLengthThatItWouldHave() {
    TableModel table =
        new TableModel().after("", "a 0.6, b 0.3, c 0.1").after("a", "a 0.7, b 0.2, c 0.1");
    LengthPenalty length = LengthPenalty.exponent(1);

    Beam beam = new BeamSearch(1, 2).penalty(length).search(table.start()).get(0);

    BeamNode pruned = beam.candidates(2).get(1);
    assertEquals(BeamNode.Fate.PRUNED, pruned.fate());
    assertEquals(pruned.sum() / 2, pruned.score());
  }

  @Test
  void aSampledTokenIsDrawnByItsProbability() {
    // given two tokens, 1 to 3
    DMatrixRMaj scores = new DMatrixRMaj(1, 2, true, 0, StrictMath.log(3));
    Rng rng = new Rng(1);
    int second = 0;

    // when
    for (int i = 0; i < 4000; i++) {
      second += Sampling.draw(scores, 1, rng);
    }

    // then, within four standard deviations of 0.75
    assertEquals(0.75, second / 4000.0, 4 * Math.sqrt(0.75 * 0.25 / 4000));
  }

  @Test
  void aLongSequenceIsKeptToItsLastToken() {
    // given a model that alternates for ever
    NextToken alternating = new Alternating(0);

    int[] tokens = new Greedy(100).decode(alternating).get(0).tokens();

    assertEquals(100, tokens.length);
    for (int t = 0; t < 100; t++) {
      assertEquals(t % 2, tokens[t], "token " + t);
    }
  }

  /** Says 0 and 1 in turns, and has no end. */
  private record Alternating(int next) implements NextToken {
    @Override
    public int rows() {
      return 1;
    }

    @Override
    public int vocabulary() {
      return 2;
    }

    @Override
    public int end() {
      return -1;
    }

    @Override
    public DMatrixRMaj logProbabilities() {
      DMatrixRMaj p = new DMatrixRMaj(1, 2);
      p.set(0, 1 - next, Double.NEGATIVE_INFINITY);
      return p;
    }

    @Override
    public NextToken append(int[] rows, int[] tokens) {
      return new Alternating(1 - tokens[0]);
    }
  }
}
