package unrolled.structure;

/**
 * A binary tree with a symbol in every node: an expression, a parsed sentence.
 *
 * <p>A node has no child, one (the left one) or two. A chain, whose nodes have one child each, is a
 * sequence: the leaf is its first symbol, the root its last.
 */
public final class Tree {
  /** The symbol of this node. */
  public final int symbol;

  /** The left child, or null in a leaf. */
  public final Tree left;

  /** The right child, or null. */
  public final Tree right;

  private final int height;
  private final int size;

  private Tree(int symbol, Tree left, Tree right) {
    if (symbol < 0) {
      throw new IllegalArgumentException(
          "symbol " + symbol + " in a tree: give a number from 0 on, as a vocabulary does");
    }
    this.symbol = symbol;
    this.left = left;
    this.right = right;
    height = left == null ? 0 : 1 + Math.max(left.height, right == null ? 0 : right.height);
    size = 1 + (left == null ? 0 : left.size) + (right == null ? 0 : right.size);
  }

  /** A leaf. */
  public static Tree leaf(int symbol) {
    return new Tree(symbol, null, null);
  }

  /** A node with one child, such as the negation of something. */
  public static Tree of(int symbol, Tree child) {
    return of(symbol, child, null);
  }

  /**
   * A node with two children.
   *
   * @param right may be null for none
   */
  public static Tree of(int symbol, Tree left, Tree right) {
    if (left == null) {
      throw new IllegalArgumentException(
          "a node without a left child is a leaf: Tree.leaf makes it");
    }
    return new Tree(symbol, left, right);
  }

  /** A sequence as a tree: each symbol is the parent of the one before it. */
  public static Tree chain(int... symbols) {
    if (symbols.length == 0) {
      throw new IllegalArgumentException("an empty tree: give at least one symbol");
    }
    Tree tree = leaf(symbols[0]);
    for (int t = 1; t < symbols.length; t++) {
      tree = of(symbols[t], tree);
    }
    return tree;
  }

  /** Whether it has no child. */
  public boolean isLeaf() {
    return left == null;
  }

  /** The number of edges from here to the farthest leaf; 0 in a leaf. */
  public int height() {
    return height;
  }

  /** The number of nodes from here down. */
  public int size() {
    return size;
  }
}
