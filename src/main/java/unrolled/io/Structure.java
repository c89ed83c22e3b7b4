package unrolled.io;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import unrolled.layer.Weights;
import unrolled.math.Numbers;

/**
 * What a network is besides its weights, as texts by name, so that a file can say it: the class of
 * each part, and its choices, which decide what the weights mean.
 *
 * <pre>
 *   network                   RecurrentNetwork
 *   network.readout           LAST
 *   network.rnn.cell          Gru
 *   network.rnn.cell.zKeeps   true
 * </pre>
 *
 * <p>A choice is a final field that holds a number, a truth value or one of a list of names; a
 * field that may change, such as how to initialise, is none.
 */
final class Structure {
  private static final String ROOT = "network";

  private Structure() {}

  /** Says what a network and everything in it is. */
  static Map<String, String> of(Weights network) {
    Map<String, String> texts = new TreeMap<>();
    network
        .namedParts()
        .forEach(
            (name, part) -> {
              String path = name.isEmpty() ? ROOT : ROOT + "." + name;
              texts.put(path, className(part));
              choices(part, path, texts);
            });
    return texts;
  }

  /** Where two differ in what both of them say. */
  static List<String> differences(Map<String, String> there, Map<String, String> here) {
    return here.entrySet().stream()
        .filter(e -> there.containsKey(e.getKey()))
        .filter(e -> !there.get(e.getKey()).equals(e.getValue()))
        .map(
            e ->
                e.getKey()
                    + " is "
                    + there.get(e.getKey())
                    + " in the file, "
                    + e.getValue()
                    + " here")
        .toList();
  }

  /** The name of the class, or of the one that it extends if it has none itself. */
  private static String className(Weights part) {
    Class<?> type = part.getClass();
    while (type.isAnonymousClass()) {
      type = type.getSuperclass();
    }
    return type.getSimpleName();
  }

  private static void choices(Weights part, String path, Map<String, String> texts) {
    for (Class<?> c = part.getClass(); c != Weights.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers) && !field.isSynthetic()) {
          String text = text(field, part);
          if (text != null) {
            texts.putIfAbsent(path + "." + field.getName(), text);
          }
        }
      }
    }
  }

  /** What a field holds, or null if that is no choice or can't be read. */
  private static String text(Field field, Weights owner) {
    try {
      field.setAccessible(true);
      Object held = field.get(owner);
      if (held instanceof Enum<?> one) {
        return one.name();
      }
      if (held instanceof Double number) {
        return Numbers.text(number, 17);
      }
      if (held instanceof int[] numbers) {
        return Arrays.toString(numbers);
      }
      return held instanceof Boolean || held instanceof Integer || held instanceof Long
          ? held.toString()
          : null;
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
  }
}
