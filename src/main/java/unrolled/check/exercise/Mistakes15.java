package unrolled.check.exercise;

import static unrolled.check.exercise.TreeFormulas.filled;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import unrolled.check.exercise.TreeFormulas.Weighted;

/**
 * What the mistakes in exercise 15 have in common: which of them come in pairs, the matrices, and
 * who is whose child.
 */
final class Mistakes15 {

  private Mistakes15() {}

  /** Slips, of which the likelier ones come in pairs as well. */
  record Family<W, F>(Slips<W, F> slips, List<String> often) {

    Family<W, F> slip(String field, String name, String looks, Consumer<W> change) {
      if (often.contains(name)) {
        slips.slip(field, name, looks, change);
      } else {
        slips.alone(name, looks, change);
      }
      return this;
    }

    Family<W, F> mistake(String field, String name, String looks, Consumer<W> change) {
      if (often.contains(name)) {
        slips.mistake(field, name, looks, change);
        return this;
      }
      return slip(field, name, looks, change);
    }

    Exercise<F> addTo(Exercise<F> exercise) {
      return slips.addTo(exercise);
    }
  }

  static <W extends Weighted> void matrices(Family<W, ?> slips, String verb, String sum) {
    slips
        .slip(
            "which",
            "u for both",
            "It looks as if both children " + verb + " u. The right one has v.",
            way -> way.uForRight = true)
        .slip(
            "which",
            "v for both",
            "It looks as if both children " + verb + " v. The left one has u.",
            way -> way.vForLeft = true)
        .slip(
            "which",
            "u and v exchanged",
            "It looks as if left and right had changed places: u with v, or left[i] with right[i].",
            way -> {
              way.uForRight = true;
              way.vForLeft = true;
            })
        .slip(
            "layout",
            "u and v transposed",
            "It looks as if the indices of u and v were exchanged: the sum is over "
                + sum
                + ", whatever you call it.",
            way -> way.layout(TreeFormulas::transposed))
        .slip(
            "layout",
            "u transposed",
            "It looks as if the indices of u were exchanged, those of v not: the sum is over "
                + sum
                + ".",
            way -> way.left = TreeFormulas::transposed)
        .slip(
            "layout",
            "v transposed",
            "It looks as if the indices of v were exchanged, those of u not: the sum is over "
                + sum
                + ".",
            way -> way.right = TreeFormulas::transposed)
        .slip(
            "weights",
            "no u and no v",
            "It looks as if neither u nor v were multiplied.",
            way -> way.layout(Mistakes15::one))
        .slip(
            "weights",
            "no u",
            "It looks as if u were not multiplied.",
            way -> way.left = Mistakes15::one)
        .slip(
            "weights",
            "no v",
            "It looks as if v were not multiplied.",
            way -> way.right = Mistakes15::one);
  }

  static double[][] one(double[][] m) {
    return filled(m.length, m.length, (k, j) -> k == j ? 1 : 0);
  }

  /** A tree that is taken for another one. */
  static <W> void children(
      Family<W, ?> slips,
      String nothing,
      String order,
      BiConsumer<W, UnaryOperator<TreeShape>> take) {
    slips
        .mistake(
            "children",
            "no children",
            "It looks as if children " + nothing + ". Are they asked for at all?" + order,
            way -> take.accept(way, tree -> tree.mapped(child -> -1)))
        .slip(
            "children",
            "no right children",
            "It looks as if right children " + nothing + ".",
            way -> take.accept(way, tree -> tree.withRight(i -> -1)))
        .slip(
            "children",
            "no left children",
            "It looks as if left children " + nothing + ".",
            way -> take.accept(way, tree -> tree.withLeft(i -> -1)))
        .slip(
            "children",
            "the left one of two is none",
            "It looks as if left children " + nothing + " where there is a right one, too.",
            way -> take.accept(way, tree -> tree.withLeft(i -> single(tree, i))))
        .slip(
            "children",
            "a single child is none",
            "It looks as if a node with one child had none: ask for each child by itself.",
            way -> take.accept(way, tree -> tree.withLeft(i -> ofTwo(tree, i))))
        .slip(
            "children",
            "a single child is both",
            "It looks as if a single child were the right one, too.",
            way -> take.accept(way, tree -> tree.withRight(i -> orLeft(tree, i))))
        .slip(
            "children",
            "node 0 is nobody's child",
            "It looks as if node 0 were taken for no child: > 0 where >= 0 belongs?",
            way -> take.accept(way, tree -> tree.mapped(child -> child == 0 ? -1 : child)))
        .slip(
            "children",
            "node 0 is no left child",
            "It looks as if node 0 were taken for no child where it is a left one: > 0 where >= 0"
                + " belongs?",
            way ->
                take.accept(
                    way, tree -> tree.withLeft(i -> tree.left()[i] == 0 ? -1 : tree.left()[i])))
        .slip(
            "children",
            "node 0 is no right child",
            "It looks as if node 0 were taken for no child where it is a right one: > 0 where >= 0"
                + " belongs?",
            way ->
                take.accept(
                    way, tree -> tree.withRight(i -> tree.right()[i] == 0 ? -1 : tree.right()[i])))
        .slip(
            "children",
            "−1 is node 0",
            "It looks as if −1 were node 0. It means that there is no child.",
            way -> take.accept(way, tree -> tree.mapped(child -> Math.max(0, child))))
        .mistake(
            "children",
            "the two before",
            "It looks as if a node's children were the two nodes before it. left[i] and right[i]"
                + " say who they are.",
            way -> take.accept(way, Mistakes15::before))
        .slip(
            "children",
            "the right child is the node before",
            "It looks as if the right child were always the node before its parent. So it often is,"
                + " but nothing promises it: right[i] says who it is.",
            way -> take.accept(way, tree -> tree.withRight(i -> tree.right()[i] < 0 ? -1 : i - 1)))
        .slip(
            "children",
            "the left child twice",
            "It looks as if the left child stood in the right one's place, too: left[i] where"
                + " right[i] belongs?",
            way ->
                take.accept(
                    way, tree -> tree.withRight(i -> tree.right()[i] < 0 ? -1 : tree.left()[i])))
        .slip(
            "children",
            "the right child twice",
            "It looks as if the right child stood in the left one's place, too: right[i] where"
                + " left[i] belongs?",
            way ->
                take.accept(
                    way,
                    tree ->
                        tree.withLeft(
                            i -> tree.right()[i] < 0 ? tree.left()[i] : tree.right()[i])));
  }

  private static int single(TreeShape tree, int i) {
    return tree.right()[i] < 0 ? tree.left()[i] : -1;
  }

  private static int ofTwo(TreeShape tree, int i) {
    return tree.right()[i] < 0 ? -1 : tree.left()[i];
  }

  private static int orLeft(TreeShape tree, int i) {
    return tree.right()[i] < 0 ? tree.left()[i] : tree.right()[i];
  }

  private static TreeShape before(TreeShape tree) {
    return tree.withLeft(i -> tree.isLeaf(i) ? -1 : i - tree.children(i))
        .withRight(i -> tree.right()[i] < 0 ? -1 : i - 1);
  }
}
