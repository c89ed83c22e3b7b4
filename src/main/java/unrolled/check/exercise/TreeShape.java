package unrolled.check.exercise;

import static unrolled.check.exercise.TreeFormulas.indexed;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Who is whose child in exercise 15; −1 is nobody. Children stand before their parents. */
record TreeShape(int[] left, int[] right) {

  /** In the order of reading: a point is a leaf, 1 and 2 are nodes with so many children. */
  static TreeShape of(String postOrder) {
    int[] left = new int[postOrder.length()];
    int[] right = new int[postOrder.length()];
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < left.length; i++) {
      char node = postOrder.charAt(i);
      right[i] = node == '2' ? open.pop() : -1;
      left[i] = node == '.' ? -1 : open.pop();
      open.push(i);
    }
    return new TreeShape(left, right);
  }

  static TreeShape[] all(String... postOrders) {
    return Arrays.stream(postOrders).map(TreeShape::of).toArray(TreeShape[]::new);
  }

  /** Every other one is numbered by height. */
  static TreeShape[] alternating(TreeShape... shapes) {
    TreeShape[] out = shapes.clone();
    for (int i = 0; i < out.length; i += 2) {
      out[i] = shapes[i].byHeight();
    }
    return out;
  }

  /** A tree numbered anew: leaves first, from right to left, then all of height 1, and so on. */
  private TreeShape byHeight() {
    int[] height = new int[left.length];
    for (int i = 0; i < height.length; i++) {
      height[i] = left[i] < 0 ? 0 : 1 + height[left[i]];
      height[i] = right[i] < 0 ? height[i] : Math.max(height[i], 1 + height[right[i]]);
    }
    int[] before =
        IntStream.range(0, left.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> height[i])
                    .thenComparing(Comparator.reverseOrder()))
            .mapToInt(i -> i)
            .toArray();
    int[] now = new int[before.length];
    for (int i = 0; i < now.length; i++) {
      now[before[i]] = i;
    }
    return new TreeShape(
        indexed(left, i -> left[before[i]] < 0 ? -1 : now[left[before[i]]]),
        indexed(right, i -> right[before[i]] < 0 ? -1 : now[right[before[i]]]));
  }

  int size() {
    return left.length;
  }

  boolean isLeaf(int i) {
    return left[i] < 0;
  }

  /** How many children a node has. */
  int children(int i) {
    return (left[i] < 0 ? 0 : 1) + (right[i] < 0 ? 0 : 1);
  }

  /** In a chain the nodes' own numbers; in larger trees some twice. */
  int[] symbols() {
    if (size() > 1 && Arrays.stream(right).allMatch(child -> child < 0)) {
      return IntStream.range(0, size()).toArray();
    }
    int[] symbols = new int[size()];
    int[] ofLeaves = {7, 0, 4};
    int[] ofInner = {9, 2};
    int leaves = 0;
    int inner = 0;
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = left[i] < 0 ? ofLeaves[leaves++ % 3] : ofInner[inner++ % 2];
    }
    return symbols;
  }

  /** These nodes with other left children, said for each node. */
  TreeShape withLeft(IntUnaryOperator ofNode) {
    return new TreeShape(indexed(left, ofNode), right);
  }

  /** These nodes with other right children, said for each node. */
  TreeShape withRight(IntUnaryOperator ofNode) {
    return new TreeShape(left, indexed(right, ofNode));
  }

  /** Every child through this. */
  TreeShape mapped(IntUnaryOperator child) {
    return new TreeShape(
        Arrays.stream(left).map(child).toArray(), Arrays.stream(right).map(child).toArray());
  }
}
