package unrolled.check.exercise;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * All that a lambda reaches, as it is now: the arrays and objects of the learner's that it has
 * captured, the variables of the notebook that its code names, and what is in them.
 *
 * <p>A shell puts each variable into a class of its own, as a static field. Which classes some code
 * names stands in the table of constants of its class file.
 */
final class Reached {

  private static final String NOTEBOOK = "REPL/";
  private static final Map<Class<?>, Set<String>> NAMES =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final IdentityHashMap<Object, List<Object>> contents = new IdentityHashMap<>();

  private Reached() {}

  static Reached from(Object lambda) {
    Reached reached = new Reached();
    reached.fields(lambda).forEach(reached::add);
    reached.variables(lambda.getClass().getNestHost());
    return reached;
  }

  private void variables(Class<?> code) {
    if (contents.containsKey(code)) {
      return;
    }
    List<Object> values = new ArrayList<>();
    contents.put(code, values);
    for (Field field : code.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        values.add(value(field, null));
      }
    }
    values.forEach(this::add);
    for (String name : names(code)) {
      if (name.startsWith(NOTEBOOK)) {
        try {
          variables(Class.forName(name.replace('/', '.'), false, code.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
          // not there yet: then nothing is in it
        }
      }
    }
  }

  /** The classes that this one's code names; none if its class file can't be found. */
  private static Set<String> names(Class<?> code) {
    return NAMES.computeIfAbsent(
        code,
        c -> {
          Set<String> names = new LinkedHashSet<>();
          try (InputStream file =
              c.getResourceAsStream("/" + c.getName().replace('.', '/') + ".class")) {
            if (file != null) {
              readNames(new DataInputStream(file), names);
            }
          } catch (IOException e) {
            names.clear();
          }
          return names;
        });
  }

  private static void readNames(DataInputStream file, Set<String> names) throws IOException {
    file.skipNBytes(8); // the magic number and the version
    int count = file.readUnsignedShort();
    String[] texts = new String[count];
    List<Integer> classes = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      int tag = file.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = file.readUTF();
        case 7 -> classes.add(file.readUnsignedShort());
        case 8, 16, 19, 20 -> file.skipNBytes(2);
        case 15 -> file.skipNBytes(3);
        case 5, 6 -> {
          file.skipNBytes(8);
          i++; // a long or a double takes two places
        }
        default -> file.skipNBytes(4);
      }
    }
    classes.forEach(i -> names.add(texts[i]));
  }

  private static Object value(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // of a module that is closed
    }
  }

  private void add(Object found) {
    if (found == null || contents.containsKey(found)) {
      return;
    }
    List<Object> inside = inside(found);
    if (inside != null) {
      contents.put(found, inside);
      inside.forEach(this::add);
    }
  }

  /** What is in there; null if it is a value, or something that is not looked into. */
  private List<Object> inside(Object found) {
    if (found instanceof double[] numbers) {
      return new ArrayList<>(Arrays.stream(numbers).boxed().toList());
    }
    if (found instanceof int[] numbers) {
      return new ArrayList<>(Arrays.stream(numbers).boxed().toList());
    }
    if (found instanceof Object[] parts) {
      return new ArrayList<>(Arrays.asList(parts));
    }
    String type = found.getClass().getName();
    if (type.startsWith("java.util.Collections$") || type.startsWith("java.util.concurrent.")) {
      return null; // may be made for several threads
    }
    if (found instanceof Map<?, ?> || found instanceof Collection<?>) {
      boolean isMap = found instanceof Map<?, ?>;
      Collection<?> all = isMap ? ((Map<?, ?>) found).values() : (Collection<?>) found;
      List<Object> inside = new ArrayList<>(all);
      inside.add(0, all.size());
      return inside;
    }
    boolean isOurs = type.startsWith("unrolled.") || found.getClass().getClassLoader() == null;
    return isOurs || found.getClass().isArray() ? null : fields(found);
  }

  private List<Object> fields(Object object) {
    List<Object> values = new ArrayList<>();
    for (Field field : object.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        values.add(value(field, object));
      }
    }
    return values;
  }

  /** Who has written to which place. */
  static final class Writers {
    private final IdentityHashMap<Object, List<Integer>> writers = new IdentityHashMap<>();

    /** Notes what a task has changed; tells, in words, of a place that another has changed. */
    Optional<String> add(int task, Reached before, Reached now) {
      for (Map.Entry<Object, List<Object>> entry : before.contents.entrySet()) {
        Object place = entry.getKey();
        List<Object> was = entry.getValue();
        List<Object> is = now.contents.getOrDefault(place, was);
        List<Integer> by = writers.computeIfAbsent(place, p -> new ArrayList<>());
        for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
          while (by.size() <= i) {
            by.add(null);
          }
          if (i < was.size() && i < is.size() && same(was.get(i), is.get(i))) {
            continue;
          }
          Integer other = by.set(i, task);
          if (other != null && other != task) {
            return Optional.of(inWords(place, i, other, task));
          }
        }
      }
      return Optional.empty();
    }

    private static boolean same(Object a, Object b) {
      return a == b || ((a instanceof Number || a instanceof Boolean) && Objects.equals(a, b));
    }

    private static String inWords(Object place, int i, int one, int other) {
      String both = "c = " + one + " and c = " + other + " both change ";
      if (place instanceof double[] numbers) {
        return both + "[" + i + "] of a double[] of length " + numbers.length + ".";
      }
      if (place instanceof int[] numbers) {
        return both + "[" + i + "] of an int[] of length " + numbers.length + ".";
      }
      if (place instanceof Object[] parts) {
        return both + "[" + i + "] of an array of length " + parts.length + ".";
      }
      if (place instanceof Class<?>) {
        return both + "a variable that stands outside of your method.";
      }
      return both + "one " + place.getClass().getSimpleName() + ".";
    }
  }
}
