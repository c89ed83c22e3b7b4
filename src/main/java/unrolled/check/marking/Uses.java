package unrolled.check.marking;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The names of all that a compiled class uses: classes, {@code java.util.List}, and members, {@code
 * java.util.List.of}. Java has no way around them: whatever it calls is named in the class file,
 * together with the class that it is called on.
 */
final class Uses {

  private final Set<String> members = new LinkedHashSet<>();
  private final Set<String> types = new LinkedHashSet<>();

  private Uses() {}

  /** The names, members first, but for those of the shell's own classes, which cells become. */
  static Set<String> of(ClassNode node) {
    Uses uses = new Uses();
    uses.type(Type.getObjectType(node.superName));
    node.interfaces.forEach(name -> uses.type(Type.getObjectType(name)));
    node.fields.forEach(field -> uses.type(Type.getType(field.desc)));
    node.methods.forEach(uses::method);
    uses.members.addAll(uses.types);
    return uses.members;
  }

  private void method(MethodNode method) {
    signature(Type.getMethodType(method.desc));
    method.exceptions.forEach(name -> type(Type.getObjectType(name)));
    method.tryCatchBlocks.stream()
        .filter(block -> block.type != null)
        .forEach(block -> type(Type.getObjectType(block.type)));
    for (AbstractInsnNode instruction : method.instructions) {
      if (instruction instanceof MethodInsnNode call) {
        member(call.owner, call.name);
      } else if (instruction instanceof FieldInsnNode field) {
        member(field.owner, field.name);
      } else if (instruction instanceof TypeInsnNode made) {
        type(Type.getObjectType(made.desc));
      } else if (instruction instanceof MultiANewArrayInsnNode made) {
        type(Type.getType(made.desc));
      } else if (instruction instanceof LdcInsnNode loaded) {
        constant(loaded.cst);
      } else if (instruction instanceof InvokeDynamicInsnNode lambda) {
        constant(lambda.bsm);
        List.of(lambda.bsmArgs).forEach(this::constant);
      }
    }
  }

  private void signature(Type method) {
    type(method.getReturnType());
    List.of(method.getArgumentTypes()).forEach(this::type);
  }

  private void constant(Object constant) {
    if (constant instanceof Handle handle) {
      member(handle.getOwner(), handle.getName());
    } else if (constant instanceof ConstantDynamic made) {
      constant(made.getBootstrapMethod());
      for (int i = 0; i < made.getBootstrapMethodArgumentCount(); i++) {
        constant(made.getBootstrapMethodArgument(i));
      }
    } else if (constant instanceof Type type && type.getSort() != Type.METHOD) {
      type(type);
    }
  }

  private void type(Type type) {
    if (type.getSort() == Type.ARRAY) {
      type(type.getElementType());
    } else if (type.getSort() == Type.OBJECT) {
      add(type.getClassName(), types);
    }
  }

  private void member(String owner, String name) {
    if (!owner.startsWith("[")) { // the clone of an array
      add(owner.replace('/', '.') + "." + name, members);
    }
  }

  private static void add(String name, Set<String> names) {
    if (!name.startsWith("REPL.")) {
      names.add(name.replace('$', '.'));
    }
  }
}
