package unrolled.structure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A batch of trees, of any shapes, whose nodes are laid out by height: first all leaves, then all
 * nodes of height 1, and so on.
 *
 * <p>So a level is a block of rows that can be computed in one go, whichever trees its nodes are
 * of, and every child stands in a row before its parent's.
 */
public final class TreeBatch {
  private final int[] symbols; // by row
  private final int[] left; // by row: the row of the left child, −1 for none
  private final int[] right;
  private final int[] first; // by level: its first row; and one more, the number of rows
  private final List<int[]> rows = new ArrayList<>(); // by tree: its nodes' rows, in pre-order

  private TreeBatch(int size, int levels) {
    symbols = new int[size];
    left = new int[size];
    right = new int[size];
    first = new int[levels + 1];
  }

  /**
   * Lays out these trees.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static TreeBatch of(Tree... trees) {
    if (trees.length == 0) {
      throw new IllegalArgumentException("an empty batch: give at least one tree");
    }
    int size = Arrays.stream(trees).mapToInt(Tree::size).sum();
    int levels = 1 + Arrays.stream(trees).mapToInt(Tree::height).max().getAsInt();
    TreeBatch batch = new TreeBatch(size, levels);
    List<List<Tree>> nodes = new ArrayList<>(); // by tree, in pre-order
    for (Tree tree : trees) {
      nodes.add(preOrder(tree));
      nodes.get(nodes.size() - 1).forEach(node -> batch.first[node.height() + 1]++);
    }
    for (int level = 1; level <= levels; level++) {
      batch.first[level] += batch.first[level - 1];
    }
    int[] next = batch.first.clone();
    nodes.forEach(of -> batch.place(of, next));
    return batch;
  }

  /** A node, then its left tree, then its right one: without recursion, so of any height. */
  private static List<Tree> preOrder(Tree root) {
    List<Tree> nodes = new ArrayList<>();
    Deque<Tree> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Tree node = open.pop();
      nodes.add(node);
      if (node.right != null) {
        open.push(node.right);
      }
      if (node.left != null) {
        open.push(node.left);
      }
    }
    return nodes;
  }

  /** Gives the nodes of one tree their rows. */
  private void place(List<Tree> nodes, int[] next) {
    int[] own = nodes.stream().mapToInt(node -> next[node.height()]++).toArray();
    for (int i = 0; i < own.length; i++) {
      Tree node = nodes.get(i);
      symbols[own[i]] = node.symbol;
      left[own[i]] = node.left == null ? -1 : own[i + 1]; // in pre-order a left child comes next
      right[own[i]] = node.right == null ? -1 : own[i + 1 + node.left.size()];
    }
    rows.add(own);
  }

  /** The number of trees. */
  public int trees() {
    return rows.size();
  }

  /** The number of nodes of all trees, which is the number of rows. */
  public int size() {
    return symbols.length;
  }

  /** The number of levels: the largest height, and one more. */
  public int levels() {
    return first.length - 1;
  }

  /** The rows of tree b's nodes in pre-order: the root, its left tree, its right tree. */
  public int[] rows(int b) {
    return rows.get(b).clone();
  }

  /** The row of each tree's root. */
  public int[] roots() {
    return rows.stream().mapToInt(own -> own[0]).toArray();
  }

  /** The symbols, row by row. */
  public int[] symbols() {
    return symbols.clone();
  }

  /** The first row of a level; of level {@code levels()} the number of rows. */
  int first(int level) {
    return first[level];
  }

  /** The rows of the left children of a level's nodes, −1 for none. */
  int[] left(int level) {
    return Arrays.copyOfRange(left, first[level], first[level + 1]);
  }

  /** The rows of the right children of a level's nodes, −1 for none. */
  int[] right(int level) {
    return Arrays.copyOfRange(right, first[level], first[level + 1]);
  }
}
