package unrolled.check.exercise;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.function.Function;
import jdk.jshell.JShell;

/**
 * JJava, the kernel under the course's notebooks, as seen from inside a cell that it runs.
 *
 * <p>No name of JJava's is known at compile time, and two fields have to be looked into. Under
 * another kernel or none, nothing is found: then nobody watches the cells, and all else works.
 */
final class Kernel {

  private static final String JJAVA = "org.dflib.jjava.jupyter.";

  private Kernel() {}

  /** Gets each cell's text, and what runs it. */
  @FunctionalInterface
  interface Watcher {
    void run(String code, Callable<Object> evaluation) throws Exception;
  }

  /** From the next cell on, the kernel's cells are run by a watcher, made for its shell. */
  static void watch(Function<JShell, Watcher> watchers) {
    try {
      Class<?> base = Class.forName(JJAVA + "kernel.BaseKernel");
      Object kernel = base.getMethod("notebookKernel").invoke(null);
      Watcher watcher = watchers.apply((JShell) call(kernel, "getJShell"));
      Object cell = field(field(call(kernel, "getIO"), "display"), "env");
      Object connection = field(call(cell, "getShell"), "connection");
      Class<?> request = Class.forName(JJAVA + "messages.request.ExecuteRequest");
      Object execute = request.getField("MESSAGE_TYPE").get(null);
      Object handler = call(connection, "getHandler", execute);
      call(connection, "setHandler", execute, watched(handler, watcher));
    } catch (ReflectiveOperationException | LinkageError | RuntimeException anotherKernel) {
      return;
    }
  }

  /** A handler of JJava's around another: {@code handle(environment, message)} runs a cell. */
  private static Object watched(Object handler, Watcher watcher) throws ClassNotFoundException {
    Class<?> type = Class.forName(JJAVA + "channels.ShellHandler");
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (!method.getName().equals("handle")) {
            return method.invoke(handler, arguments);
          }
          Object code = call(call(arguments[1], "getContent"), "getCode");
          try {
            watcher.run((String) code, () -> method.invoke(handler, arguments));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
          return null;
        });
  }

  private static Object call(Object target, String name, Object... arguments)
      throws ReflectiveOperationException {
    for (Method method : target.getClass().getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        return method.invoke(target, arguments);
      }
    }
    throw new NoSuchMethodException(name);
  }

  private static Object field(Object target, String name) throws ReflectiveOperationException {
    Field field = target.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(target);
  }
}
