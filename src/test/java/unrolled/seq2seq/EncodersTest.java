package unrolled.seq2seq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.attention.AdditiveAttention;
import unrolled.attention.AttentiveCell;
import unrolled.cell.Gru;
import unrolled.cell.Lstm;
import unrolled.check.GradientCheck;
import unrolled.layer.Activation;
import unrolled.layer.Conv2d;
import unrolled.layer.MaxPool2d;
import unrolled.layer.Param;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Pairs;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

/** Law: one decoder writes from any encoder, and can't tell from which. */
class EncodersTest {
  private static final int WORDS = 3;
  private static final int[][] TARGETS = {{2, 1}, {0, 0, 1, 2}, {1}};

  /** Pictures of 5×4 pixels with 2 channels; and sounds of 4, 1 and 3 frames of 2 numbers. */
  private static final Sequence PICTURES = vectors(20, 20, 20);

  private static final Sequence SOUNDS = vectors(4, 1, 3);

  private static Sequence vectors(int... lengths) {
    Rng rng = new Rng(4);
    return Sequence.vectors(
        Arrays.stream(lengths)
            .mapToObj(n -> Init.gaussian(new DMatrixRMaj(n, 2), 1, rng))
            .toArray(DMatrixRMaj[]::new));
  }

  private static Pairs pairs(Sequence source) {
    return new Pairs(source, Sequence.symbols(WORDS, TARGETS));
  }

  private static PictureEncoder pictures() {
    return new PictureEncoder(5, 4, 2, 3, 4, 2);
  }

  private static SoundEncoder sounds() {
    return new SoundEncoder(new Bidirectional(Gru.cho(2, 2), Gru.cho(2, 2)));
  }

  /** Each of the three ways in which a decoder learns of its source, for this encoder. */
  private static Map<String, EncoderDecoder> models(Encoder encoder) {
    Map<String, EncoderDecoder> all = new LinkedHashMap<>();
    all.put("start", new EncoderDecoder(encoder, Decoder.of(WORDS, new Unroll<>(new Lstm(2, 3)))));
    int code = encoder.codeWidth();
    all.put(
        "code",
        new EncoderDecoder(
            encoder, Decoder.withCode(WORDS, code, new Unroll<>(Gru.cho(2 + code, 3)))));
    all.put(
        "attention",
        new EncoderDecoder(
            encoder,
            Decoder.attentive(
                WORDS,
                new AttentiveCell<>(
                    Gru.cho(2, 3), new AdditiveAttention(3, encoder.placeWidth(), 4)))));
    Rng rng = new Rng(3);
    all.values().forEach(m -> m.params().forEach(p -> Init.gaussian(p.value, 0.7, rng)));
    return all;
  }

  @Test
  void gradientsReachEveryWeightOfTheEncoder() {
    Map<Encoder, Sequence> sources = new LinkedHashMap<>();
    sources.put(pictures(), PICTURES);
    sources.put(sounds(), SOUNDS);
    sources.forEach(
        (encoder, source) ->
            models(encoder)
                .forEach(
                    (name, model) -> {
                      Pairs pairs = pairs(source);
                      GradientCheck check =
                          GradientCheck.of(model, () -> model.lossAndGradients(pairs));
                      String what = encoder.getClass().getSimpleName() + ", " + name + "\n" + check;
                      assertTrue(check.passed(), what);
                      for (Param p : encoder.params()) {
                        assertTrue(Arrays.stream(p.gradient.data).anyMatch(d -> d != 0), what);
                      }
                    }));
  }

  @Test
  void whatStandsBesideItInABatchChangesNothing() {
    Map<Encoder, Sequence> sources = new LinkedHashMap<>();
    sources.put(pictures(), PICTURES);
    sources.put(sounds(), SOUNDS);
    sources.forEach(
        (encoder, source) ->
            models(encoder)
                .forEach(
                    (name, model) -> {
                      double[] together = model.logProbabilities(pairs(source));
                      for (int b = 0; b < TARGETS.length; b++) {
                        Pairs alone =
                            new Pairs(
                                Sequence.vectors(rowsOf(source, b)),
                                Sequence.symbols(WORDS, TARGETS[b]));
                        assertEquals(model.logProbabilities(alone)[0], together[b], 1e-12, name);
                      }
                    }));
  }

  private static DMatrixRMaj rowsOf(Sequence source, int b) {
    DMatrixRMaj rows = new DMatrixRMaj(source.length(b), source.width());
    for (int t = 0; t < rows.getNumRows(); t++) {
      for (int j = 0; j < rows.getNumCols(); j++) {
        rows.set(t, j, source.rows().get(t * source.batch() + b, j));
      }
    }
    return rows;
  }

  @Test
  void aSoundOfASymbolsVectorsReadsAsTheTextOfTheSymbols() {
    // given a text encoder, and a sound encoder with the same recurrent layer
    Unroll<?> gru = new Unroll<>(Gru.cho(2, 3));
    TextEncoder text = new TextEncoder(4, gru);
    SoundEncoder sound = new SoundEncoder(gru);
    text.init(1);
    int[] symbols = {3, 0, 2};
    DMatrixRMaj frames = new DMatrixRMaj(0, 0);
    text.embedding.forward(symbols, frames);
    // when
    DMatrixRMaj read = text.forward(Sequence.symbols(4, symbols)).places().rows().copy();
    // then
    Reading heard = sound.forward(Sequence.vectors(frames));
    assertArrayEquals(read.data, heard.places().rows().data);
    assertArrayEquals(
        new double[] {read.get(2, 0), read.get(2, 1), read.get(2, 2)}, heard.code().data);
  }

  @Test
  void aPicturesPlacesAreWhatItsLayersMakeOfIt() {
    // given
    PictureEncoder encoder = pictures();
    encoder.init(1);
    List<Param> weights = encoder.params();
    Conv2d first = new Conv2d(5, 4, 2, 3, 1, 1, 4);
    Conv2d second = new Conv2d(2, 2, 4, 3, 1, 1, 2);
    List<Conv2d> layers = List.of(first, second);
    MaxPool2d pool = new MaxPool2d(5, 4, 2);
    DMatrixRMaj x = rowsOf(PICTURES, 1);
    for (int l = 0; l < 2; l++) {
      layers.get(l).w.value.setTo(weights.get(2 * l).value);
      layers.get(l).b.value.setTo(weights.get(2 * l + 1).value);
      DMatrixRMaj y = new DMatrixRMaj(0, 0);
      layers.get(l).forward(x, y);
      Activation.RELU.apply(y);
      x = y;
      if (l == 0) {
        x = new DMatrixRMaj(0, 0);
        pool.forward(y, x);
      }
    }
    // when
    Sequence places = encoder.forward(PICTURES).places();
    // then
    assertEquals(2, encoder.placeRows());
    assertEquals(2, encoder.placeColumns());
    assertArrayEquals(x.data, rowsOf(places, 1).data, 1e-15);
  }

  @Test
  void attentionHasAColumnForEachPlace() {
    EncoderDecoder looks = models(new PictureEncoder(5, 4, 2, 3, 2, 4)).get("attention");
    List<DMatrixRMaj> maps = looks.attention(pairs(PICTURES));
    assertEquals(4, maps.get(0).getNumCols(), "2×2 places");
    assertEquals(5, maps.get(1).getNumRows(), "four words and END");
    assertEquals(
        1,
        maps.get(2).get(1, 0)
            + maps.get(2).get(1, 1)
            + maps.get(2).get(1, 2)
            + maps.get(2).get(1, 3),
        1e-12);
  }

  @Test
  void whatAnEncoderCannotReadItRefuses() {
    assertEquals(
        "pictures of 4 pixels, but the encoder reads 5×4 = 20",
        refused(() -> pictures().forward(SOUNDS)));
    assertEquals(
        "the input has 3 numbers a step, but the encoder reads 2",
        refused(() -> pictures().forward(Sequence.of(new DMatrixRMaj(20, 3)))));
    assertEquals(
        "a picture of 5 pixels beside longer ones: pictures of one batch are all of one size",
        refused(() -> pictures().forward(PICTURES.withLengths(20, 5, 20))));
    assertEquals(
        "a picture encoder needs a layer: give it some filters",
        refused(() -> new PictureEncoder(5, 4, 2, 3)));
    assertEquals(
        "the input has 2 symbols, but the encoder reads 3",
        refused(
            () ->
                new SoundEncoder(new Unroll<>(Gru.cho(3, 3)))
                    .forward(Sequence.symbols(2, new int[] {1}))));
  }

  private static String refused(Runnable run) {
    return assertThrows(IllegalArgumentException.class, run::run).getMessage();
  }
}
