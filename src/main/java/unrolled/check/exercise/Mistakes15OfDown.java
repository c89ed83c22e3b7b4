package unrolled.check.exercise;

import static unrolled.check.exercise.Mistakes15.children;
import static unrolled.check.exercise.Mistakes15.matrices;
import static unrolled.check.exercise.TreeFormulas.mapped;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import unrolled.check.exercise.Mistakes15.Family;

/** What goes wrong on the way down the tree, in exercise 15. */
final class Mistakes15OfDown {

  /** Which are likely enough to be looked for two at a time. */
  private static final List<String> OFTEN =
      List.of(
          "no right children",
          "a single child is none",
          "node 0 is nobody's child",
          "the left child twice",
          "no slope",
          "1 − h",
          "the slope of σ",
          "no slope at the root",
          "only what comes from outside passes the tanh",
          "dh goes down",
          "dout goes down",
          "dh comes back",
          "what comes from outside is lost",
          "halved",
          "1 at the root",
          "u for both",
          "u and v exchanged",
          "u and v transposed",
          "number by number",
          "the sign",
          "node 0 left out");

  private Mistakes15OfDown() {}

  static Exercise<Exercise15.Down> of(Exercise<Exercise15.Down> exercise) {
    Family<TreeFormulas.Down, Exercise15.Down> slips =
        new Family<>(new Slips<>("“Down the tree”", TreeFormulas.Down::new, down -> down), OFTEN);
    children(
        slips,
        "got nothing from their parents",
        " Mind the order: a child's turn comes when its parent has sent its share, the last node"
            + " first.",
        (down, misread) -> down.tree = misread);
    slopes(slips);
    sent(slips);
    matrices(slips, "got their share through", "the second index, the parent's number");
    slips
        .slip(
            "layout",
            "number by number",
            "It looks as if number k of a child heard of number k of its parent alone.",
            down -> down.layout(TreeFormulas::diagonal))
        .slip(
            "layout",
            "the child's number j",
            "It looks like dh[left[i]][j] inside both loops: what comes through u[k][j] belongs to"
                + " the child's number k.",
            down -> down.layout(TreeFormulas::columnSums))
        .slip(
            "layout",
            "the parent's number k",
            "It looks like da[i][k] inside both loops: what meets u[k][j] is the parent's number"
                + " j.",
            down -> down.layout(m -> TreeFormulas.columnSums(TreeFormulas.transposed(m))))
        .slip(
            "sign",
            "the sign",
            "da has the wrong sign. The minus of gradient descent comes later, in the update.",
            down -> down.given = d -> -d)
        .slip(
            "scope",
            "node 0 left out",
            "The first row is 0: does the loop go down to node 0?",
            down -> down.there = (i, tree) -> i > 0 ? 1 : 0)
        .slip(
            "scope",
            "the root's row alone is 0",
            "The last row is 0, though what comes from it is right: the root has its row in da,"
                + " too.",
            down -> down.there = (i, tree) -> i < tree.size() - 1 ? 1 : 0)
        .slip(
            "scope",
            "leaves left out",
            "The leaves' rows are 0. A leaf has its a, and its gradient.",
            down -> down.there = (i, tree) -> tree.isLeaf(i) ? 0 : 1);
    return slips.addTo(
        exercise
            .mistake(
                "nothing",
                "All is 0: does what you compute reach da?",
                (l, r, h, dout, u, v) -> new double[h.length][u.length])
            .slip(
                "sent before it is made",
                "It looks as if the children got their share before their parent's row of da was"
                    + " finished: while its number k is made, those behind it are still 0. Make the"
                    + " whole row first.",
                Mistakes15OfDown::sentTooEarly));
  }

  private static double[][] sentTooEarly(
      int[] left, int[] right, double[][] h, double[][] dout, double[][] u, double[][] v) {
    double[][] dh = mapped(dout, number -> number);
    double[][] da = new double[h.length][u.length];
    for (int i = h.length - 1; i >= 0; i--) {
      for (int k = 0; k < u.length; k++) {
        da[i][k] = dh[i][k] * (1 - h[i][k] * h[i][k]);
        for (int j = 0; j <= k; j++) {
          if (left[i] >= 0) {
            dh[left[i]][k] += da[i][j] * u[k][j];
          }
          if (right[i] >= 0) {
            dh[right[i]][k] += da[i][j] * v[k][j];
          }
        }
      }
    }
    return da;
  }

  private static void slopes(Family<TreeFormulas.Down, Exercise15.Down> slips) {
    slope(slips, "no slope", "It looks as if the gradient passed the tanh unchanged.", h -> 1);
    slope(
        slips,
        "1 − h",
        "It looks as if the slope of tanh were 1 − h. Which power is missing?",
        h -> 1 - h);
    slope(
        slips,
        "the slope of σ",
        "It looks like h(1 − h), which is the slope of σ. Here it is tanh.",
        h -> h * (1 - h));
    slope(
        slips,
        "tanh once more",
        "It looks as if the slope were 1 − tanh(h)². h is the tanh already.",
        h -> 1 - StrictMath.tanh(h) * StrictMath.tanh(h));
    slope(
        slips,
        "divided by the slope",
        "It looks as if you had divided by 1 − h².",
        h -> 1 / (1 - h * h));
    slope(slips, "1 plus h²", "It looks as if the slope of tanh were 1 + h².", h -> 1 + h * h);
    slope(slips, "h² − 1", "It looks as if the slope of tanh were h² − 1.", h -> h * h - 1);
    slope(
        slips,
        "(1 − h)²",
        "It looks as if the slope of tanh were (1 − h)².",
        h -> (1 - h) * (1 - h));
    slope(slips, "h²", "It looks as if the slope of tanh were h².", h -> h * h);
    slope(slips, "h for the slope", "It looks as if h itself stood for the slope.", h -> h);
    slope(
        slips,
        "tanh for its slope",
        "It looks as if tanh(h) were multiplied, not the slope of tanh.",
        StrictMath::tanh);
    slope(
        slips,
        "the slope twice",
        "It looks as if 1 − h² were multiplied in twice at every node.",
        h -> (1 - h * h) * (1 - h * h));
    slips
        .slip(
            "slope",
            "no slope at the root",
            "It looks as if the root's da were its dout. The root has a tanh, too: its slope is"
                + " missing there.",
            down -> down.slope = (h, i, tree) -> i == tree.size() - 1 ? 1 : 1 - h * h)
        .slip(
            "slope",
            "no slope in leaves",
            "It looks as if the gradient passed the tanh of leaves unchanged. A leaf has its tanh"
                + " like every node.",
            down -> down.slope = (h, i, tree) -> tree.isLeaf(i) ? 1 : 1 - h * h)
        .slip(
            "slope",
            "the slope of leaves alone",
            "It looks as if leaves alone had a tanh. Every node has one.",
            down -> down.slope = (h, i, tree) -> tree.isLeaf(i) ? 1 - h * h : 1)
        .slip(
            "slope",
            "the slope of the root alone",
            "It looks as if the root alone had a tanh. Every node has one.",
            down -> down.slope = (h, i, tree) -> i == tree.size() - 1 ? 1 - h * h : 1)
        .slip(
            "slope",
            "only what comes from outside passes the tanh",
            "It looks as if the tanh's slope were in what comes from outside, and not in what the"
                + " parent sends. Add first, then multiply.",
            down -> down.slopeOfOutside = true)
        .slip(
            "slope",
            "only what the parent sends passes the tanh",
            "It looks as if the tanh's slope were in what the parent sends, and not in what comes"
                + " from outside. Add first, then multiply.",
            down -> {
              down.slope = (h, i, tree) -> 1;
              down.childsSlope = true;
            })
        .slip(
            "slope",
            "what comes from outside passes the tanh twice",
            "It looks as if what comes from outside had passed the tanh before the parent's share"
                + " is added, and once more with it.",
            down -> {
              down.slopeOfOutside = true;
              down.slopeOfAll = true;
            });
  }

  private static void slope(
      Family<TreeFormulas.Down, Exercise15.Down> slips,
      String name,
      String looks,
      DoubleUnaryOperator slope) {
    slips.slip("slope", name, looks, down -> down.slope = (h, i, tree) -> slope.applyAsDouble(h));
  }

  private static void sent(Family<TreeFormulas.Down, Exercise15.Down> slips) {
    slips
        .slip(
            "sent",
            "dh goes down",
            "It looks as if the children had got their share of dh, before the tanh. They stood in"
                + " a: multiply da by the weights.",
            down -> down.sendsRaw = true)
        .slip(
            "sent",
            "dout goes down",
            "It looks as if the children had got their share of what came from outside alone. They"
                + " get one of all that arrived: multiply da by the weights.",
            down -> down.sendsOutside = true)
        .slip(
            "sent",
            "the parent's slope twice",
            "It looks as if the parent's slope were multiplied once more when it sends its share. It"
                + " is in its da already.",
            down -> down.slopeWhenSent = true)
        .slip(
            "sent",
            "the child's slope for its parent's",
            "It looks as if what goes down had passed the child's tanh in place of its parent's,"
                + " and then the child's once more.",
            down -> {
              down.sendsRaw = true;
              down.childsSlope = true;
            })
        .slip(
            "sent",
            "the child's slope twice",
            "It looks as if a child's slope were multiplied on its way down, and once more when its"
                + " turn comes.",
            down -> down.childsSlope = true)
        .slip(
            "given",
            "dh comes back",
            "It looks as if dh had come back, not da: what goes down is right, but each node's own"
                + " tanh is not passed.",
            down -> down.givesRaw = true)
        .slip(
            "arrives",
            "the last term alone",
            "It looks as if each product took the place of what was there, = where += belongs: only"
                + " the last j is left.",
            down -> {
              down.arriving = (before, gets) -> gets;
              down.lastAlone = true;
            })
        .slip(
            "arrives",
            "what comes from outside is lost",
            "It looks as if dout counted at the root alone: is it read in every row, and is the"
                + " parent's share added to it, not put in its place?",
            down -> down.arriving = (before, gets) -> gets)
        .slip(
            "arrives",
            "the parent's share twice",
            "It looks as if the parent's share were added twice.",
            down -> down.arriving = (before, gets) -> before + 2 * gets)
        .slip(
            "arrives",
            "halved",
            "It looks as if each child got half of its share. Both get all of theirs, through"
                + " their own weights.",
            down -> down.arriving = (before, gets) -> before + gets / 2)
        .slip(
            "arrives",
            "taken away",
            "It looks as if the parent's share were taken away, not added.",
            down -> down.arriving = (before, gets) -> before - gets)
        .slip(
            "outside",
            "what comes from outside twice",
            "It looks as if what comes from outside were added twice.",
            down -> down.outside = (dout, i, j) -> 2 * dout[i][j])
        .slip(
            "outside",
            "what comes from outside twice below the root",
            "It looks as if what comes from outside were added once more when the parent sends its"
                + " share.",
            down -> down.outside = (dout, i, j) -> (i == dout.length - 1 ? 1 : 2) * dout[i][j])
        .slip(
            "outside",
            "1 at the root",
            "It looks as if the gradient 1 arrived at the root. What arrives there stands in dout.",
            down -> down.outside = (dout, i, j) -> i == dout.length - 1 ? 1 : 0)
        .slip(
            "outside",
            "the root left out",
            "The last row is 0, and nothing comes from it: does the loop begin at the root?",
            down -> down.outside = (dout, i, j) -> i == dout.length - 1 ? 0 : dout[i][j])
        .slip(
            "outside",
            "the root's dout everywhere",
            "It looks as if the root's row of dout arrived at every node: dout[i] belongs to node"
                + " i.",
            down -> down.outside = (dout, i, j) -> dout[dout.length - 1][j]);
  }
}
