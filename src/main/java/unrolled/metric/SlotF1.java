package unrolled.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Precision, recall and F1 of whole slots in BIO tags: a slot is right if its first word, its last
 * word and its type are.
 *
 * <pre>
 *   precision = right / predicted      recall = right / true      F1 = 2·right / (predicted + true)
 * </pre>
 *
 * <p>All slots of all sentences are counted together. A slot begins at a B, and also at a stray I:
 * one that follows an O, the start of the sentence, or a tag of another type. It ends before the
 * next slot, before an O, and at the end of the sentence.
 *
 * <p>These are the rules of the program conlleval (E. F. Tjong Kim Sang and S. Buchholz,
 * "Introduction to the CoNLL-2000 shared task: chunking", 2000), and of seqeval by default.
 */
public final class SlotF1 {

  /**
   * A slot: words {@code from} to {@code to}, counted from 0, both included.
   *
   * @param type what stands behind the hyphen in its tags
   * @param from its first word
   * @param to its last word
   */
  public record Slot(String type, int from, int to) {}

  private static final class Count {
    int right;
    int predicted;
    int truth;
  }

  private final Map<String, Count> counts = new TreeMap<>();

  private SlotF1() {}

  /**
   * Compares the tags of some sentences with the true ones.
   *
   * @throws IllegalArgumentException if there are not as many sentences, or not as many tags in one
   */
  public static SlotF1 of(List<List<String>> truth, List<List<String>> predicted) {
    if (truth.size() != predicted.size()) {
      throw new IllegalArgumentException(
          "there are tags for "
              + predicted.size()
              + " sentences, but true ones for "
              + truth.size());
    }
    SlotF1 f1 = new SlotF1();
    for (int i = 0; i < truth.size(); i++) {
      if (truth.get(i).size() != predicted.get(i).size()) {
        throw new IllegalArgumentException(
            "sentence "
                + i
                + " has "
                + truth.get(i).size()
                + " words, but "
                + predicted.get(i).size()
                + " predicted tags");
      }
      f1.add(slots(truth.get(i)), slots(predicted.get(i)));
    }
    return f1;
  }

  private void add(List<Slot> truth, List<Slot> predicted) {
    Set<Slot> there = new HashSet<>(truth);
    truth.forEach(slot -> count(slot).truth++);
    predicted.forEach(slot -> count(slot).predicted++);
    predicted.stream().filter(there::contains).forEach(slot -> count(slot).right++);
  }

  private Count count(Slot slot) {
    return counts.computeIfAbsent(slot.type(), any -> new Count());
  }

  /**
   * The slots of a sentence, from left to right.
   *
   * @param tags O, or B or I with a hyphen and a type: "B-time"
   * @throws IllegalArgumentException if a tag is something else
   */
  public static List<Slot> slots(List<String> tags) {
    List<Slot> slots = new ArrayList<>();
    String open = ""; // the type of the slot under way, if there is one
    int from = 0;
    for (int i = 0; i <= tags.size(); i++) {
      String tag = i < tags.size() ? tags.get(i) : "O";
      if (!tag.matches("O|[BI]-.+")) {
        throw new IllegalArgumentException(
            "the tag \"" + tag + "\" of word " + i + ": give O, or B or I with a type, as B-time");
      }
      String type = tag.equals("O") ? "" : tag.substring(2);
      boolean goesOn = tag.startsWith("I") && type.equals(open);
      if (!goesOn && !open.isEmpty()) {
        slots.add(new Slot(open, from, i - 1));
      }
      if (!goesOn) {
        from = i;
        open = type;
      }
    }
    return slots;
  }

  /** The types of slots that there are, in alphabetical order. */
  public Set<String> types() {
    return Collections.unmodifiableSet(counts.keySet());
  }

  /** The number of predicted slots that are right. */
  public int right() {
    return counts.values().stream().mapToInt(c -> c.right).sum();
  }

  /** The number of slots that were predicted. */
  public int predicted() {
    return counts.values().stream().mapToInt(c -> c.predicted).sum();
  }

  /** The number of true slots. */
  public int truth() {
    return counts.values().stream().mapToInt(c -> c.truth).sum();
  }

  /** The share of the predicted slots that are right; 0 if none was predicted. */
  public double precision() {
    return share(right(), predicted());
  }

  /** The share of the true slots that were found; 0 if there is none. */
  public double recall() {
    return share(right(), truth());
  }

  /** The harmonic mean of precision and recall; 0 if there is no slot at all. */
  public double f1() {
    return share(2 * right(), predicted() + truth());
  }

  /** F1 of the slots of one type alone; 0 if there is none. */
  public double f1(String type) {
    Count c = counts.getOrDefault(type, new Count());
    return share(2 * c.right, c.predicted + c.truth);
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
