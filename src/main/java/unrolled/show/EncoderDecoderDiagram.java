package unrolled.show;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import unrolled.math.Numbers;

/**
 * An encoder and its decoder, of one unit each, over one sentence, with all numbers: on the left
 * the source goes in, word by word; the encoder's last state c is handed over as the decoder's
 * first; on the right the words that the decoder reads go in below, and above each of its states
 * stands what it bets on as the next word, and what the right one costs.
 *
 * <p>Beside an arrow stands what happens on it: {@code + 1.3}, the number that a word adds to the
 * sum, and {@code · 0.6}, the weight on the state before.
 */
public final class EncoderDecoderDiagram extends Figure {

  private static final int MOST_COLUMNS = 6;

  private static final double BOX_WIDTH = 80;
  private static final double PITCH = 102;
  private static final double HAND_OVER = 164; // from the last state read to the first one written
  private static final double FIRST = MARGIN + 24 + BOX_WIDTH / 2;
  private static final double BOX = 26; // the height of a box with one number
  private static final double LINE = 18; // of a bet
  private static final double LOSS_Y = 22;
  private static final double BETS_Y = LOSS_Y + 14; // where the boxes of bets begin
  private static final double PIPE = 9;
  private static final Color FLOW = Palette.translucent(Palette.LSTM, 110);

  private double encoderWeight;
  private List<String> source = List.of();
  private double[] sourceVectors = {};
  private double[] read = {};
  private double decoderWeight;
  private List<String> reads = List.of();
  private double[] vectors = {};
  private double[] written = {};
  private List<String> vocabulary = List.of();
  private double[][] bets = {};
  private int[] right = {};

  /** A machine without numbers yet, under a title that states what it shows. */
  public EncoderDecoderDiagram(String title) {
    super(title);
  }

  /**
   * Sets what the encoder does.
   *
   * @param weight on the state before
   * @param words of the source
   * @param vectors the number that each word adds
   * @param states after each word; before the first one it is 0
   */
  public EncoderDecoderDiagram encoder(
      double weight, List<String> words, double[] vectors, double[] states) {
    requireAsMany(words, vectors.length, states.length);
    encoderWeight = weight;
    source = List.copyOf(words);
    sourceVectors = vectors.clone();
    read = states.clone();
    return this;
  }

  /**
   * Sets what the decoder does.
   *
   * @param weight on the state before
   * @param words that it reads
   * @param vectors the number that each word adds
   * @param states after each word
   */
  public EncoderDecoderDiagram decoder(
      double weight, List<String> words, double[] vectors, double[] states) {
    requireAsMany(words, vectors.length, states.length);
    decoderWeight = weight;
    reads = List.copyOf(words);
    this.vectors = vectors.clone();
    written = states.clone();
    return this;
  }

  /**
   * Sets what the decoder bets on.
   *
   * @param vocabulary the words that it can say
   * @param p a row for each of its steps: the probability of each word
   * @param right for each step the place of the right word in the vocabulary
   */
  public EncoderDecoderDiagram bets(List<String> vocabulary, double[][] p, int... right) {
    for (double[] row : p) {
      requireAsMany(vocabulary, row.length, row.length);
    }
    if (p.length != right.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d steps, but %d right words", p.length, right.length));
    }
    this.vocabulary = List.copyOf(vocabulary);
    bets = new double[p.length][];
    for (int i = 0; i < p.length; i++) {
      bets[i] = p[i].clone();
    }
    this.right = right.clone();
    return this;
  }

  private static void requireAsMany(List<String> words, int numbers, int states) {
    if (words.isEmpty() || words.size() != numbers || words.size() != states) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d words, %d numbers and %d states: there must be one of each for every step",
              words.size(),
              numbers,
              states));
    }
  }

  private void requireNumbers() {
    if (source.isEmpty() || reads.isEmpty() || bets.length != reads.size()) {
      throw new IllegalStateException(
          "call encoder(…), decoder(…) and bets(…), one row for each of the decoder's steps, "
              + "before show(…)");
    }
    if (source.size() + reads.size() > MOST_COLUMNS) {
      throw new IllegalStateException(
          source.size() + reads.size() + " steps: at most " + MOST_COLUMNS + " fit side by side");
    }
  }

  @Override
  void describe(Digest digest) {
    requireNumbers();
    digest.add(source).add(encoderWeight).add(sourceVectors).add(read);
    digest.add(reads).add(decoderWeight).add(vectors).add(written);
    digest.add(vocabulary);
    for (int i = 0; i < bets.length; i++) {
      digest.add(bets[i]).add(right[i]);
    }
  }

  // Layout. From the left: the encoder's steps, the hand-over, the decoder's. From the top: the
  // loss, the bets, the states, the words.

  private double encoderX(int t) {
    return FIRST + t * PITCH;
  }

  private double decoderX(int i) {
    return encoderX(source.size() - 1) + HAND_OVER + i * PITCH;
  }

  private double betsHeight() {
    return vocabulary.size() * LINE + 6;
  }

  private double stateY() {
    return BETS_Y + betsHeight() + 34 + BOX / 2;
  }

  private double wordY() {
    return stateY() + BOX + 32;
  }

  @Override
  double bodyHeight() {
    return wordY() + BOX / 2 + 34;
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    requireNumbers();
    drawHandOver(canvas);
    double from = MARGIN + 12;
    small(canvas, "0", from - 4, stateY(), Canvas.Align.RIGHT);
    for (int t = 0; t < source.size(); t++) {
      double x = encoderX(t);
      drawStep(canvas, from, x, t == 0 ? Double.NaN : encoderWeight);
      drawWord(canvas, x, source.get(t), sourceVectors[t]);
      drawBox(canvas, x, stateY(), "h" + subscript(t + 1) + " = " + text(read[t], 4));
      from = x + BOX_WIDTH / 2;
    }
    from = Double.NaN; // into the first state leads the pipe
    for (int i = 0; i < reads.size(); i++) {
      double x = decoderX(i);
      drawStep(canvas, from, x, decoderWeight);
      drawWord(canvas, x, reads.get(i), vectors[i]);
      canvas.arrow(x, stateY() - BOX / 2, x, BETS_Y + betsHeight(), Palette.FORWARD, 1.5);
      drawBox(canvas, x, stateY(), "s" + subscript(i + 1) + " = " + text(written[i], 4));
      drawBets(canvas, x, bets[i], right[i]);
      from = x + BOX_WIDTH / 2;
    }
    drawNames(canvas);
  }

  /** The arrow from the state before, with the weight on it; from nowhere, the weight alone. */
  private void drawStep(Canvas canvas, double from, double x, double weight) {
    double to = x - BOX_WIDTH / 2;
    if (!Double.isNaN(from)) {
      canvas.arrow(from, stateY(), to, stateY(), Palette.FORWARD, 1.5);
    }
    if (!Double.isNaN(weight)) {
      small(canvas, times(weight), to - 3, stateY() - BOX / 2 - 6, Canvas.Align.RIGHT);
    }
  }

  /** A word, and the arrow from it up to the state with the number that it adds. */
  private void drawWord(Canvas canvas, double x, String word, double vector) {
    double top = wordY() - BOX / 2;
    canvas.arrow(x, top, x, stateY() + BOX / 2, Palette.FORWARD, 1.5);
    small(canvas, plus(vector), x + 7, (top + stateY() + BOX / 2) / 2, Canvas.Align.LEFT);
    canvas.box(x - BOX_WIDTH / 2, top, BOX_WIDTH, BOX, Palette.translucent(Palette.FORWARD, 28));
    canvas.centred(word, x, wordY(), Canvas.Align.CENTRE, Fonts.BOLD, Palette.FORWARD);
  }

  /** The one place where the two touch: a pipe from the last state read to the first written. */
  private void drawHandOver(Canvas canvas) {
    double from = encoderX(source.size() - 1) + BOX_WIDTH / 2;
    double to = decoderX(0) - BOX_WIDTH / 2;
    double y = stateY();
    canvas.line(from, y, to, y, FLOW, PIPE);
    String c = "c = " + text(read[read.length - 1], 4);
    double middle = (from + to) / 2;
    canvas.centred(c, middle, y - 33, Canvas.Align.CENTRE, Fonts.BOLD, Palette.INK);
    small(canvas, "handed over", middle, y + 17, Canvas.Align.CENTRE);
  }

  /** What the decoder bets on: a bar for each word, the right one's filled, and its cost above. */
  private void drawBets(Canvas canvas, double x, double[] p, int asked) {
    double left = x - BOX_WIDTH / 2 - 4;
    double width = BOX_WIDTH + 8;
    canvas.box(left, BETS_Y, width, betsHeight(), Palette.INK);
    canvas.box(left + 1, BETS_Y + 1, width - 2, betsHeight() - 2, Palette.PAPER);
    for (int k = 0; k < p.length; k++) {
      double y = BETS_Y + 3 + (k + 0.5) * LINE;
      boolean isAsked = k == asked;
      double most = width - 4;
      canvas.box(left + 2, y - LINE / 2 + 1, most * p[k], LINE - 2, isAsked ? FLOW : Palette.RULE);
      Color ink = isAsked ? Palette.INK : Palette.GREY;
      canvas.centred(vocabulary.get(k), left + 5, y, Canvas.Align.LEFT, Fonts.SMALL, ink);
      canvas.centred(
          String.format(Locale.ROOT, "%.3f", p[k]),
          left + width - 5,
          y,
          Canvas.Align.RIGHT,
          Fonts.SMALL,
          ink);
    }
    double loss = -StrictMath.log(p[asked]);
    canvas.centred(text(loss, 4), x, LOSS_Y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.GRADIENT);
  }

  /** What the rows are, in the empty place above the encoder; and who reads, who writes. */
  private void drawNames(Canvas canvas) {
    double right = decoderX(0) - BOX_WIDTH / 2 - 14;
    canvas.centred(
        "−ln P of the right word",
        right,
        LOSS_Y,
        Canvas.Align.RIGHT,
        Fonts.PLAIN,
        Palette.GRADIENT);
    double middle = BETS_Y + betsHeight() / 2;
    canvas.centred("P(next word)", right, middle, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.INK);
    name(canvas, "encoder", encoderX(0), encoderX(source.size() - 1), "reads the source");
    name(
        canvas,
        "decoder",
        decoderX(0),
        decoderX(reads.size() - 1),
        "reads END, then the teacher's words");
  }

  private void name(Canvas canvas, String who, double from, double to, String what) {
    double y = wordY() + BOX / 2 + 16;
    double gap = 5;
    double width = Canvas.width(who, Fonts.BOLD) + gap + Canvas.width(what, Fonts.PLAIN);
    double left = Math.max(from - BOX_WIDTH / 2, (from + to - width) / 2);
    canvas.centred(who, left, y, Canvas.Align.LEFT, Fonts.BOLD, Palette.INK);
    double after = left + Canvas.width(who, Fonts.BOLD) + gap;
    canvas.centred(what, after, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
  }

  private static void drawBox(Canvas canvas, double x, double y, String text) {
    canvas.box(x - BOX_WIDTH / 2, y - BOX / 2, BOX_WIDTH, BOX, Palette.INK);
    canvas.box(x - BOX_WIDTH / 2 + 1, y - BOX / 2 + 1, BOX_WIDTH - 2, BOX - 2, Palette.PAPER);
    canvas.centred(text, x, y, Canvas.Align.CENTRE, Fonts.SMALL, Palette.INK);
  }

  private static void small(Canvas canvas, String text, double x, double y, Canvas.Align align) {
    canvas.centred(text, x, y, align, Fonts.SMALL, Palette.GREY);
  }

  private static String times(double weight) {
    return "· " + (weight < 0 ? "(" + text(weight, 4) + ")" : text(weight, 4));
  }

  private static String plus(double vector) {
    return vector < 0 ? "− " + text(-vector, 4) : "+ " + text(vector, 4);
  }

  private static String subscript(int number) {
    return number < 10 ? Character.toString('₀' + number) : "";
  }

  private static String text(double value, int digits) {
    return Numbers.text(value, digits).replace('-', '−');
  }
}
