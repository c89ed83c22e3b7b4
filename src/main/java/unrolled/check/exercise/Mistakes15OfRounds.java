package unrolled.check.exercise;

import static unrolled.check.exercise.TreeFormulas.plus;
import static unrolled.check.exercise.TreeFormulas.senders;
import static unrolled.check.exercise.TreeFormulas.times;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import unrolled.check.exercise.Mistakes15.Family;
import unrolled.check.exercise.TreeFormulas.Divisor;

/** What is typically wrong with a round of messages, alone and in pairs. */
final class Mistakes15OfRounds {

  private static final List<String> OFTEN_ROUND =
      List.of(
          "the sum",
          "0/0",
          "divided by N",
          "divided by what leaves",
          "divided by one more",
          "the mean of means, from the first message",
          "the last message alone",
          "against the edges",
          "both ways",
          "itself among them",
          "an edge twice counts once",
          "h for x",
          "without x",
          "its own state, too",
          "x at every k",
          "no tanh",
          "tanh of the message alone",
          "u transposed",
          "without u",
          "x for h",
          "one after the other",
          "as it was where nothing arrives",
          "0 where nothing arrives");

  private Mistakes15OfRounds() {}

  static Exercise<Exercise15.Round> of(Exercise<Exercise15.Round> exercise) {
    Family<TreeFormulas.Round, Exercise15.Round> slips =
        new Family<>(
            new Slips<>("“Along the edges”", TreeFormulas.Round::new, round -> round), OFTEN_ROUND);
    divisors(slips);
    steps(slips);
    edges(slips);
    ownParts(slips);
    newStates(slips);
    return slips.addTo(
        exercise.mistake(
            "nothing",
            "All is 0: does what you compute reach what comes back?",
            (h, from, to, x, u) -> new double[h.length][u.length]));
  }

  private static void divisors(Family<TreeFormulas.Round, Exercise15.Round> slips) {
    divisor(
        slips,
        "the sum",
        "It looks like the sum: nothing has been divided.",
        (i, count, from, to, nodes) -> 1);
    divisor(
        slips,
        "0/0",
        "Where nothing arrives, a sum of nothing is divided by 0, and 0/0 is NaN; the mean shall be"
            + " 0 there.",
        (i, count, from, to, nodes) -> count);
    divisor(
        slips,
        "divided by N",
        "It looks as if you had divided by the number of nodes, or of edges, in the whole graph. How"
            + " many messages have arrived here?",
        (i, count, from, to, nodes) -> nodes);
    divisor(
        slips,
        "divided by the other nodes",
        "It looks as if you had divided by the number of other nodes, N − 1. How many messages have"
            + " arrived here?",
        (i, count, from, to, nodes) -> Math.max(1, nodes - 1));
    divisor(
        slips,
        "divided by the edges",
        "It looks as if you had divided by the number of all edges. How many messages have arrived"
            + " here?",
        (i, count, from, to, nodes) -> Math.max(1, to.length));
    divisor(
        slips,
        "divided by what leaves",
        "It looks as if you had divided by the number of edges that leave the node: count those"
            + " that arrive.",
        (i, count, from, to, nodes) -> Math.max(1, senders(to, from, i).length));
    divisor(
        slips,
        "divided by what arrives and leaves",
        "It looks as if you had divided by the number of all edges at the node: count those that"
            + " arrive.",
        (i, count, from, to, nodes) -> Math.max(1, senders(to, from, i).length + count));
    divisor(
        slips,
        "divided by one more",
        "It looks as if you had divided by one more than arrive.",
        (i, count, from, to, nodes) -> count + 1);
    divisor(
        slips,
        "divided by one less",
        "It looks as if you had divided by one less than arrive.",
        (i, count, from, to, nodes) -> Math.max(1, count - 1));
    divisor(
        slips,
        "divided by different senders",
        "It looks as if you had divided by the number of different senders. Two edges from the same"
            + " node are two messages.",
        (i, count, from, to, nodes) ->
            Math.max(1, Arrays.stream(senders(from, to, i)).distinct().count()));
    divisor(
        slips,
        "divided twice",
        "It looks as if the sum had been divided twice by what arrives.",
        (i, count, from, to, nodes) -> Math.max(1, count * count));
    divisor(
        slips,
        "one count for all nodes",
        "It looks as if the count went on from node to node: where is it set back?",
        (i, count, from, to, nodes) ->
            Math.max(1, Arrays.stream(to).filter(node -> node <= i).count()));
    divisor(
        slips,
        "integer division",
        "It looks as if you multiplied by 1 / count. That is a division of whole numbers: 1 / 3 is"
            + " 0 in Java, 1.0 / 3 is not.",
        (i, count, from, to, nodes) -> count > 1 ? Double.POSITIVE_INFINITY : 1);
    slips.slip(
        "divisor",
        "divided by what the sender sends",
        "It looks as if each sender divided by the number of edges that leave it. The receiver"
            + " divides, by the number that arrive.",
        round -> {
          round.divisor = (i, count, from, to, nodes) -> 1;
          round.sendersShare = true;
        });
  }

  private static void divisor(
      Family<TreeFormulas.Round, Exercise15.Round> slips, String name, String looks, Divisor by) {
    slips.slip("divisor", name, looks, round -> round.divisor = by);
  }

  private static void steps(Family<TreeFormulas.Round, Exercise15.Round> slips) {
    stepwise(
        slips,
        "divided at every message",
        "It looks as if the whole sum were divided at every message: what was divided once is"
            + " divided again.",
        (m, message, c, all) -> (m + message) / all);
    stepwise(
        slips,
        "divided at every message while counting",
        "It looks as if the whole sum were divided at every message by how many had come so far."
            + " Add first, and divide once.",
        (m, message, c, all) -> (m + message) / c);
    stepwise(
        slips,
        "divided while counting",
        "It looks as if each message were divided by how many had come so far: how many there are"
            + " is known when all have come.",
        (m, message, c, all) -> m + message / c);
    stepwise(
        slips,
        "the mean of means",
        "It looks as if each message were averaged with what was there: (m + h) / 2. Then the last"
            + " one counts half.",
        (m, message, c, all) -> (m + message) / 2);
    stepwise(
        slips,
        "the mean of means, from the first message",
        "It looks as if each further message were averaged with the mean so far. Add first, and"
            + " divide once.",
        (m, message, c, all) -> c == 1 ? message : (m + message) / 2);
    stepwise(
        slips,
        "the last message alone",
        "It looks as if each message overwrote the one before: = where += belongs.",
        (m, message, c, all) -> message);
    stepwise(
        slips,
        "the first message alone",
        "It looks as if only the first message to arrive counted.",
        (m, message, c, all) -> c == 1 ? message : m);
    stepwise(
        slips,
        "the largest",
        "That is the largest that arrives, number by number. The formula has the mean.",
        (m, message, c, all) -> c == 1 ? message : Math.max(m, message));
    stepwise(
        slips,
        "the largest above 0",
        "That is the largest that arrives, beginning with 0. The formula has the mean.",
        (m, message, c, all) -> Math.max(m, message));
    slips
        .slip(
            "step",
            "the last message alone, divided",
            "It looks as if each message overwrote the one before, = where += belongs, and"
                + " the last were divided.",
            round -> round.step = (m, message, c, all) -> message)
        .slip(
            "begins",
            "one sum for all nodes",
            "It looks as if the sum went on from node to node: where is it set back?",
            round -> round.goesOn = true)
        .slip(
            "message",
            "tanh of the mean, too",
            "It looks as if the mean had a tanh of its own.",
            round -> round.message = StrictMath::tanh)
        .slip(
            "message",
            "x for h",
            "It looks as if the messages were x of the neighbours, not their states.",
            round -> round.messagesOfX = true)
        .slip(
            "order",
            "one after the other",
            "It looks as if later nodes had read what earlier ones made in the same round. All read"
                + " the states from before.",
            round -> round.inPlace = true);
  }

  private static void stepwise(
      Family<TreeFormulas.Round, Exercise15.Round> slips,
      String name,
      String looks,
      TreeFormulas.Step step) {
    slips.slip(
        "divisor",
        name,
        looks,
        round -> {
          round.divisor = (i, count, from, to, nodes) -> 1;
          round.step = step;
        });
  }

  private static void edges(Family<TreeFormulas.Round, Exercise15.Round> slips) {
    edges(
        slips,
        "against the edges",
        "It looks as if messages went from to[e] to from[e].",
        (nodes, from, to) -> new int[][] {to, from});
    edges(
        slips,
        "both ways",
        "It looks as if messages went both ways along each edge. They go from from[e] to to[e].",
        (nodes, from, to) -> new int[][] {both(from, to), both(to, from)});
    slips.slip(
        "edges",
        "both ways, divided by what arrives",
        "It looks as if messages went both ways along each edge, and those alone were counted that"
            + " arrive. They go from from[e] to to[e].",
        round -> {
          round.edges = (nodes, from, to) -> new int[][] {both(from, to), both(to, from)};
          round.divisor = (i, count, from, to, nodes) -> Math.max(1, senders(from, to, i).length);
        });
    edges(
        slips,
        "itself among them",
        "It looks as if each node counted itself among those whose messages arrive.",
        (nodes, from, to) -> new int[][] {both(from, numbers(nodes)), both(to, numbers(nodes))});
    edges(
        slips,
        "an edge twice counts once",
        "It looks as if two edges between the same two nodes counted once. The mean is over edges:"
            + " a Set of senders loses one.",
        (nodes, from, to) -> where(from, to, e -> isFirst(from, to, e)));
    edges(
        slips,
        "no edge from a node to itself",
        "It looks as if an edge from a node to itself were left out. It is an edge like others.",
        (nodes, from, to) -> where(from, to, e -> from[e] != to[e]));
    edges(
        slips,
        "the mean of all nodes",
        "It looks as if every node heard all nodes. Who hears whom, the edges say.",
        (nodes, from, to) -> {
          int[] each = IntStream.range(0, nodes * nodes).toArray();
          return new int[][] {
            Arrays.stream(each).map(e -> e % nodes).toArray(),
            Arrays.stream(each).map(e -> e / nodes).toArray()
          };
        });
    edges(
        slips,
        "the first edge left out",
        "It looks as if edge 0 were left out: where does the loop over the edges begin?",
        (nodes, from, to) -> where(from, to, e -> e > 0));
    edges(
        slips,
        "the last edge left out",
        "It looks as if the last edge were left out: where does the loop over the edges end?",
        (nodes, from, to) -> where(from, to, e -> e < to.length - 1));
    edges(
        slips,
        "as many edges as nodes",
        "It looks as if the loop over the edges ended at N, the number of nodes.",
        (nodes, from, to) -> where(from, to, e -> e < nodes));
  }

  private static void edges(
      Family<TreeFormulas.Round, Exercise15.Round> slips,
      String name,
      String looks,
      TreeFormulas.Edges edges) {
    slips.slip("edges", name, looks, round -> round.edges = edges);
  }

  private static int[][] where(int[] from, int[] to, IntPredicate kept) {
    int[] edges = IntStream.range(0, to.length).filter(kept).toArray();
    return new int[][] {
      Arrays.stream(edges).map(e -> from[e]).toArray(),
      Arrays.stream(edges).map(e -> to[e]).toArray()
    };
  }

  private static boolean isFirst(int[] from, int[] to, int e) {
    return IntStream.range(0, e).noneMatch(d -> from[d] == from[e] && to[d] == to[e]);
  }

  private static int[] both(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }

  private static int[] numbers(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static void ownParts(Family<TreeFormulas.Round, Exercise15.Round> slips) {
    own(
        slips,
        "h for x",
        "It looks as if the node's own state stood where x belongs.",
        (i, x, h, u, count) -> h);
    own(slips, "without x", "It looks as if x were missing.", (i, x, h, u, count) -> scaled(x, 0));
    own(
        slips,
        "x through u",
        "It looks as if x were multiplied by u, too. It is added as it is.",
        (i, x, h, u, count) -> times(x, u));
    own(
        slips,
        "x at every k",
        "It looks as if x were added inside the loop over k, n times.",
        (i, x, h, u, count) -> scaled(x, x.length));
    own(
        slips,
        "x at every message",
        "It looks as if x were added once for each message. It is added once.",
        (i, x, h, u, count) -> scaled(x, Math.max(1, count)));
    own(
        slips,
        "x at every message, where nothing arrives never",
        "It looks as if x were added once for each message, and never where nothing arrives. It is"
            + " added once.",
        (i, x, h, u, count) -> scaled(x, count));
    own(
        slips,
        "its own state, too",
        "It looks as if the node's own state, times u, were added. Here a node hears others alone.",
        (i, x, h, u, count) -> added(x, times(h, u)));
    own(
        slips,
        "its own state beside x",
        "It looks as if the node's own state were added beside x.",
        (i, x, h, u, count) -> added(x, h));
    own(
        slips,
        "x divided, too",
        "It looks as if x were divided, too. Only what arrives is.",
        (i, x, h, u, count) -> scaled(x, 1.0 / Math.max(1, count)));
  }

  private static void own(
      Family<TreeFormulas.Round, Exercise15.Round> slips,
      String name,
      String looks,
      TreeFormulas.Own own) {
    slips.slip("own", name, looks, round -> round.own = own);
  }

  private static double[] scaled(double[] x, double factor) {
    return Arrays.stream(x).map(number -> number * factor).toArray();
  }

  private static double[] added(double[] x, double[] y) {
    return plus(new double[][] {x}, new double[][] {y})[0];
  }

  private static void newStates(Family<TreeFormulas.Round, Exercise15.Round> slips) {
    fresh(
        slips,
        "without messages",
        "It looks like tanh(x): no message has arrived.",
        (own, m) -> StrictMath.tanh(own));
    fresh(slips, "no tanh", "It looks as if the tanh were missing.", Double::sum);
    fresh(
        slips,
        "tanh of the message alone",
        "It looks as if x were added behind the tanh.",
        (own, m) -> own + StrictMath.tanh(m));
    fresh(
        slips,
        "tanh of x alone",
        "It looks as if the message were added behind the tanh.",
        (own, m) -> StrictMath.tanh(own) + m);
    fresh(
        slips,
        "tanh twice",
        "It looks as if there were two tanh, one of the other.",
        (own, m) -> StrictMath.tanh(StrictMath.tanh(own + m)));
    fresh(
        slips,
        "the logistic function",
        "It looks like σ in place of tanh.",
        (own, m) -> 1 / (1 + StrictMath.exp(-own - m)));
    slips
        .slip(
            "layout",
            "u transposed",
            "It looks as if the indices of u were exchanged: the sum is over the first one, the"
                + " message's number.",
            round -> round.layout = TreeFormulas::transposed)
        .slip(
            "layout",
            "number by number",
            "It looks as if number j of the message met u[j][j] alone.",
            round -> round.layout = TreeFormulas::diagonal)
        .slip(
            "layout",
            "the message's number j",
            "It looks like m[i][j] inside the sum over k: it is the message's number k that meets"
                + " u[k][j].",
            round -> round.layout = TreeFormulas::columnSums)
        .slip(
            "layout",
            "without u",
            "It looks as if the mean were added without u.",
            round -> round.layout = Mistakes15::one)
        .slip(
            "residual",
            "the old state added",
            "It looks as if the old state were added. The new one is the tanh alone.",
            round -> round.residual = true)
        .slip(
            "alone",
            "x where nothing arrives",
            "It looks as if a node at which nothing arrives had the state x. It has its tanh, too.",
            round -> round.alone = (next, h, x, u) -> x)
        .slip(
            "alone",
            "as it was where nothing arrives",
            "It looks as if a node at which nothing arrives kept its state. It takes the step, too,"
                + " with a mean of 0.",
            round -> round.alone = (next, h, x, u) -> h)
        .slip(
            "alone",
            "0 where nothing arrives",
            "It looks as if a node at which nothing arrives had the state 0. It takes the step,"
                + " too, with a mean of 0.",
            round -> round.alone = (next, h, x, u) -> new double[next.length])
        .slip(
            "alone",
            "its own message where nothing arrives",
            "It looks as if a node at which nothing arrives heard itself. Its mean is 0.",
            round ->
                round.alone =
                    (next, h, x, u) ->
                        Arrays.stream(added(x, times(h, u))).map(StrictMath::tanh).toArray())
        .slip(
            "scope",
            "node 0 left out",
            "The first row is 0: does the loop begin at node 0?",
            round -> round.there = (i, nodes) -> i > 0)
        .slip(
            "scope",
            "the last node left out",
            "The last row is 0: does the loop reach the last node?",
            round -> round.there = (i, nodes) -> i < nodes - 1);
  }

  private static void fresh(
      Family<TreeFormulas.Round, Exercise15.Round> slips,
      String name,
      String looks,
      TreeFormulas.Fresh fresh) {
    slips.slip("tanh", name, looks, round -> round.fresh = fresh);
  }
}
