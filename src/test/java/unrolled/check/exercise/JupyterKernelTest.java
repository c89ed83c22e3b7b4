package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;

/** Law: who watches a kernel's cells never disturbs the kernel. */
class JupyterKernelTest {

  @Test
  void whereThereIsNoKernelNobodyWatches() {
    // given
    List<JShell> watched = new ArrayList<>();
    // when
    JupyterKernel.watch(
        shell -> {
          watched.add(shell);
          return (code, evaluation) -> evaluation.call();
        });
    // then
    assertEquals(List.of(), watched);
  }

  @Test
  void aCellHasRunEvenIfNothingCanBeToldOfIt() throws Exception {
    // given
    JShell shell = JShell.builder().executionEngine("local").build();
    Cells cells = Cells.of(shell);
    List<String> ran = new ArrayList<>();
    // when
    cells.run(
        "int f() {\n",
        () -> {
          shell.close();
          return ran.add("to its end");
        });
    // then
    assertEquals(List.of("to its end"), ran);
  }
}
