package unrolled.layer;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.IdentityHashMap;

/** The names under which an object holds its parts: those of its fields. */
public final class FieldNames {
  private FieldNames() {}

  /**
   * Maps each object that a field holds to the field's name. A subclass's name wins; a field that
   * can't be read is left out.
   *
   * @param owner whose fields
   * @param top the class at which to end; its own fields don't count
   * @param types the fields of these types
   */
  public static IdentityHashMap<Object, String> in(Object owner, Class<?> top, Class<?>... types) {
    IdentityHashMap<Object, String> names = new IdentityHashMap<>();
    for (Class<?> c = owner.getClass(); c != top; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (Arrays.stream(types).anyMatch(type -> type.isAssignableFrom(field.getType()))) {
          Object held = read(field, owner);
          if (held != null) {
            names.putIfAbsent(held, field.getName());
          }
        }
      }
    }
    return names;
  }

  private static Object read(Field field, Object owner) {
    try {
      field.setAccessible(true);
      return field.get(owner);
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
  }
}
