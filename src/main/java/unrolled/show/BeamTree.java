package unrolled.show;

import java.util.List;
import java.util.Locale;
import unrolled.decode.Beam;
import unrolled.decode.BeamNode;
import unrolled.math.Numbers;

/**
 * A beam search as a tree that grows from left to right, a column for each step: what was kept in
 * ink, what was pruned in grey, the result in colour. In a node stand its word and the probability
 * of all words up to it, on the edge to it the probability of this word alone.
 *
 * <p>Steps may be left out at the end, so that several pictures tell how it grew.
 */
public final class BeamTree extends Figure {

  private static final int MOST_STEPS = 12;
  private static final int MOST_ROWS = 16;

  private final Beam beam;
  private final boolean penalised;
  private BeamTreeText text;
  private TreeLayout tree;
  private int shown;
  private BeamTreeGrid grid; // for the figure's width, or null

  /**
   * The tree of a search.
   *
   * @param words the vocabulary: token i is written as the i-th
   * @throws IllegalArgumentException if the tree has more than 12 steps or more than 16 nodes in
   *     one step, or if a token has no word
   */
  public BeamTree(String title, Beam beam, List<String> words) {
    super(title);
    if (beam.steps() > MOST_STEPS) {
      throw new IllegalArgumentException(
          beam.steps() + " steps don't fit side by side: draw a search of at most " + MOST_STEPS);
    }
    this.beam = beam;
    shown = beam.steps();
    pruned(beam.steps() <= 4 ? 4 : 2);
    penalised =
        tree.spots(shown).anyMatch(spot -> spot.done() && spot.node.score() != spot.node.sum());
    text = new BeamTreeText(words, penalised, false);
    tree.spots(shown).forEach(spot -> text.word(spot.node));
  }

  /**
   * Sets how many of the candidates that were pruned are drawn at each step, the best of them; the
   * others are counted. Default: four if there are at most four steps, else two.
   */
  public BeamTree pruned(int each) {
    TreeLayout layout = new TreeLayout(beam, each);
    if (layout.lowest() >= MOST_ROWS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a step with %s nodes can't be read: draw a narrower beam, or less of what was pruned"
                  + " with pruned(…)",
              Numbers.text(layout.lowest() + 1)));
    }
    tree = layout;
    grid = null;
    return this;
  }

  /** Writes the sums of the logarithms into the nodes, and the logarithms on the edges. */
  public BeamTree logarithms() {
    text = new BeamTreeText(text.words(), penalised, true);
    grid = null;
    return this;
  }

  /** Draws the first steps only, in the same places; the result has no colour before the last. */
  public BeamTree upTo(int step) {
    if (step < 1 || step > beam.steps()) {
      throw new IllegalArgumentException(
          "step " + step + ": the search took steps 1 to " + beam.steps());
    }
    shown = step;
    return this;
  }

  /** Shows the tree with a text that tells what it shows, made from it. */
  public void show() {
    show(alt());
  }

  /** What the picture shows, in sentences. */
  String alt() {
    return text.alt(beam, tree, shown);
  }

  @Override
  void describe(Digest digest) {
    digest.add(beam.width(), shown).add(text.inLogarithms() ? "ln" : "p");
    for (int step = 1; step <= shown; step++) {
      digest.add(tree.hidden[step]);
      for (TreeLayout.Spot spot : tree.columns.get(step)) {
        BeamNode node = spot.node;
        digest.add(text.word(node)).add(node.fate().name()).add(String.valueOf(node.winning()));
        digest.add(node.logProbability(), node.sum(), node.score());
      }
    }
  }

  private BeamTreeGrid grid() {
    if (grid == null || grid.figureWidth() != width()) {
      grid = new BeamTreeGrid(tree, text, width());
    }
    return grid;
  }

  private BeamTreeKey key() {
    return new BeamTreeKey(tree, text, grid(), shown);
  }

  @Override
  double bodyHeight() {
    return key().height() + grid().height() + 10;
  }

  @Override
  void drawBody(Canvas canvas) {
    BeamTreeKey key = key();
    key.draw(canvas);
    new BeamTreePainter(canvas, key.height(), tree, text, grid(), shown).draw();
  }
}
