package unrolled.show;

import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes with texts in them, joined by arrows: a chain, a tree or a graph, with the numbers that it
 * computes.
 *
 * <p>Nodes stand in columns, counted to the right, and rows, counted downward; neither need be
 * whole numbers. The columns share the figure's width.
 */
public final class NodeLinks extends Figure {

  private static final double LINE = 15;
  private static final double PAD = 5;
  private static final double WIDEST_COLUMN = 110;

  private static final class Node {
    final double column;
    final double row;
    final List<String> lines;
    Color colour = Palette.INK;

    Node(double column, double row, String... lines) {
      this.column = column;
      this.row = row;
      this.lines = List.of(lines);
    }

    double halfWidth() {
      return Math.max(10, Canvas.widest(lines, Fonts.SMALL) / 2 + PAD);
    }

    double halfHeight() {
      return LINE * Math.max(1, lines.size()) / 2 + PAD;
    }
  }

  private record Link(Node from, Node to) {}

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final List<Node> notes = new ArrayList<>();
  private Node last;
  private double rowHeight = 56;

  /** A figure without nodes, under a title that states what it shows. */
  public NodeLinks(String title) {
    super(title);
  }

  /**
   * Adds a node.
   *
   * @param name for links; it is not drawn
   * @param lines what stands in it
   * @throws IllegalArgumentException if there is a node of this name
   */
  public NodeLinks node(String name, double column, double row, String... lines) {
    last = new Node(column, row, lines);
    if (nodes.putIfAbsent(name, last) != null) {
      throw new IllegalArgumentException("there is a node \"" + name + "\" already");
    }
    return this;
  }

  /**
   * Adds an arrow from one node to another, both of them added before.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public NodeLinks link(String from, String to) {
    links.add(new Link(named(from), named(to)));
    return this;
  }

  private Node named(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "no node is called \"" + name + "\"; there are " + nodes.keySet());
    }
    return node;
  }

  /** Adds a text of its own, around its place. */
  public NodeLinks note(String text, double column, double row) {
    last = new Node(column, row, text);
    last.colour = Palette.GREY;
    notes.add(last);
    return this;
  }

  /** Draws the last node or note in this colour; a coloured node has a thick edge. */
  public NodeLinks colour(Color colour) {
    if (last == null) {
      throw new IllegalStateException("there is no node yet: call node(…) before colour(…)");
    }
    last.colour = colour;
    return this;
  }

  /** Sets how far apart rows are, in pixels. Default: 56. */
  public NodeLinks rowHeight(double pixels) {
    rowHeight = pixels;
    return this;
  }

  @Override
  void describe(Digest digest) {
    List<Node> all = all();
    for (Node node : all) {
      digest.add(node.lines).add(node.column, node.row).add(node.colour);
    }
    for (Link link : links) {
      digest.add(all.indexOf(link.from), all.indexOf(link.to));
    }
  }

  private List<Node> all() {
    List<Node> all = new ArrayList<>(nodes.values());
    all.addAll(notes);
    return all;
  }

  // Layout.

  private double highest() {
    return all().stream().mapToDouble(node -> node.row).min().orElse(0);
  }

  private double y(Node node) {
    double halfHeight = all().stream().mapToDouble(Node::halfHeight).max().orElse(0);
    return halfHeight + 8 + (node.row - highest()) * rowHeight;
  }

  private double x(Node node) {
    double first = all().stream().mapToDouble(n -> n.column).min().orElse(0);
    double columns = all().stream().mapToDouble(n -> n.column).max().orElse(0) - first;
    double left = all().stream().mapToDouble(n -> n.halfWidth()).max().orElse(0) + MARGIN;
    double column = Math.min(WIDEST_COLUMN, (width() - 2 * left) / Math.max(columns, 1));
    return width() / 2.0 + (node.column - first - columns / 2) * column;
  }

  @Override
  double bodyHeight() {
    return all().stream().mapToDouble(node -> y(node) + node.halfHeight()).max().orElse(0) + 10;
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    if (nodes.isEmpty()) {
      throw new IllegalStateException("nothing to draw: call node(…) before show(…)");
    }
    links.forEach(link -> drawLink(canvas, link));
    nodes.values().forEach(node -> drawNode(canvas, node));
    notes.forEach(note -> drawText(canvas, note));
  }

  /** An arrow between the edges of two nodes. */
  private void drawLink(Canvas canvas, Link link) {
    double dx = x(link.to) - x(link.from);
    double dy = y(link.to) - y(link.from);
    double leaves = inside(link.from, dx, dy);
    double arrives = 1 - inside(link.to, dx, dy);
    if (leaves < arrives) { // they don't touch
      canvas.arrow(
          x(link.from) + leaves * dx,
          y(link.from) + leaves * dy,
          x(link.from) + arrives * dx,
          y(link.from) + arrives * dy,
          Palette.GREY,
          1.3);
    }
  }

  /** Which share of a way from a node's middle lies in it, with a little room around it. */
  private static double inside(Node node, double dx, double dy) {
    return Math.min(
        (node.halfWidth() + 2) / Math.max(1e-9, Math.abs(dx)),
        (node.halfHeight() + 2) / Math.max(1e-9, Math.abs(dy)));
  }

  private void drawNode(Canvas canvas, Node node) {
    double w = node.halfWidth();
    double h = node.halfHeight();
    var edge = new RoundRectangle2D.Double(x(node) - w, y(node) - h, 2 * w, 2 * h, 12, 12);
    canvas.fill(edge, Palette.PAPER);
    canvas.outline(edge, node.colour, node.colour.equals(Palette.INK) ? 1.2 : 2.6);
    drawText(canvas, node);
  }

  private void drawText(Canvas canvas, Node node) {
    double y = y(node) - LINE * (node.lines.size() - 1) / 2;
    for (String line : node.lines) {
      Color ink = Palette.legible(node.colour);
      canvas.centred(line, x(node), y, Canvas.Align.CENTRE, Fonts.SMALL, ink);
      y += LINE;
    }
  }
}
