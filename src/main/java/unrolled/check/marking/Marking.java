package unrolled.check.marking;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Looks at what the cells of a submission were compiled to, before it is loaded.
 *
 * <p>A cell that was handed out, word for word, may do what it does, but its checks must be the
 * course's: where it calls one, the compiled cell must call that one, and nothing of the same name.
 * All other cells may use what exercises need and no more. What may not run is loaded all the same,
 * with an exception that names the reason in place of every method: it costs what depends on it.
 */
public final class Marking {

  private static final String CHECKS = "unrolled.check.exercise.";
  private static final Pattern CHECK = Pattern.compile("\\b(Exercise\\w+\\.\\w+)\\(");

  private final JShell shell;
  private final Rules rules;
  private final Set<String> released = new LinkedHashSet<>();

  private Marking(JShell shell, Rules rules) {
    this.shell = shell;
    this.rules = rules;
  }

  /**
   * From now on every class of this shell is looked at.
   *
   * @param released the cells that were handed out, but for those to be filled in
   * @param more this exercise's own rules, such as {@code - unrolled.cell.Ops.softmax}
   * @throws IllegalStateException if the shell can't be watched: then nothing may be marked
   */
  public static void begin(JShell shell, Collection<String> released, Collection<String> more) {
    try {
      List<String> lines = new ArrayList<>(read("allowed.txt").lines().toList());
      lines.addAll(more);
      Marking marking = new Marking(shell, Rules.of(lines));
      released.forEach(marking::release);
      parsed(read("/java/lang/Object.class", Object.class)); // a JDK that is too new is told now
      marking.watch();
    } catch (IOException | ReflectiveOperationException | IllegalArgumentException e) {
      throw new IllegalStateException("Cells can't be looked at before they run: " + e, e);
    }
  }

  private static String read(String name) throws IOException {
    return new String(read(name, Marking.class), StandardCharsets.UTF_8);
  }

  private static byte[] read(String name, Class<?> beside) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** Notes the pieces of a cell as the shell will see them. */
  private void release(String cell) {
    CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(cell);
    while (next.completeness().isComplete()) {
      released.add(next.source().strip());
      next = shell.sourceCodeAnalysis().analyzeCompletion(next.remaining());
    }
  }

  /** Whatever the shell loads goes through here. */
  private void watch() throws ReflectiveOperationException {
    Field control = JShell.class.getDeclaredField("executionControl");
    control.setAccessible(true);
    Object kernels = control.get(shell);
    control.set(
        shell,
        Proxy.newProxyInstance(
            Marking.class.getClassLoader(),
            new Class<?>[] {ExecutionControl.class},
            (proxy, method, arguments) -> {
              if (arguments != null && arguments[0] instanceof ClassBytecodes[] classes) {
                arguments[0] = judged(classes);
              }
              try {
                return method.invoke(kernels, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private ClassBytecodes[] judged(ClassBytecodes[] classes) throws ReflectiveOperationException {
    ClassBytecodes[] judged = classes.clone();
    for (int i = 0; i < classes.length; i++) {
      ClassNode node = parsed(classes[i].bytecodes());
      String fault = fault(classes[i].name(), Uses.of(node));
      if (!fault.isEmpty()) {
        judged[i] = new ClassBytecodes(classes[i].name(), silenced(node, fault));
      }
    }
    return judged;
  }

  private static ClassNode parsed(byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, 0);
    return node;
  }

  private String fault(String type, Set<String> used) throws ReflectiveOperationException {
    Collection<Snippet> snippets = snippets(type);
    if (snippets.isEmpty() || !snippets.stream().allMatch(s -> released.contains(s.source()))) {
      return rules
          .refused(used)
          .map(name -> name.replaceAll("(.*)\\.<init>", "new $1"))
          .map(name -> name + " is not available when exercises are marked")
          .orElse("");
    }
    return snippets.stream()
        .filter(snippet -> !(snippet instanceof TypeDeclSnippet))
        .flatMap(snippet -> CHECK.matcher(snippet.source()).results())
        .map(check -> check.group(1))
        .filter(check -> !used.contains(CHECKS + check))
        .map(check -> check + " is not the course's: a cell has taken its name")
        .findFirst()
        .orElse("");
  }

  /** What the shell made this class of: it keeps that to itself. */
  private Collection<Snippet> snippets(String type) throws ReflectiveOperationException {
    Object wraps = field(shell, "outerMap");
    Method outer = wraps.getClass().getDeclaredMethod("getOuter", String.class);
    outer.setAccessible(true);
    Map<?, ?> snippets = (Map<?, ?>) field(outer.invoke(wraps, type), "wrapToSnippet");
    return snippets.values().stream().map(Snippet.class::cast).toList();
  }

  private static Object field(Object target, String name) throws ReflectiveOperationException {
    Field field = target.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(target);
  }

  /** Makes every method of a class throw. */
  private static byte[] silenced(ClassNode node, String fault) {
    for (MethodNode method : node.methods) {
      if ((method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0) {
        method.instructions = method.name.equals("<clinit>") ? nothing() : thrown(fault);
        method.tryCatchBlocks.clear();
        method.localVariables = null;
        method.visibleLocalVariableAnnotations = null;
        method.invisibleLocalVariableAnnotations = null;
      }
    }
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    node.accept(writer);
    return writer.toByteArray();
  }

  private static InsnList nothing() {
    InsnList code = new InsnList();
    code.add(new InsnNode(Opcodes.RETURN));
    return code;
  }

  private static InsnList thrown(String message) {
    String exception = Type.getInternalName(SecurityException.class);
    InsnList code = new InsnList();
    code.add(new TypeInsnNode(Opcodes.NEW, exception));
    code.add(new InsnNode(Opcodes.DUP));
    code.add(new LdcInsnNode(message));
    String takesText = "(Ljava/lang/String;)V";
    code.add(new MethodInsnNode(Opcodes.INVOKESPECIAL, exception, "<init>", takesText));
    code.add(new InsnNode(Opcodes.ATHROW));
    return code;
  }
}
