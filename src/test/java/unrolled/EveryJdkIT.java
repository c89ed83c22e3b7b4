package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Law: the course builds, passes its tests and runs a chapter on every JDK that this machine has.
 *
 * <p>Each of them gets a copy of the checkout and is asked for one chapter there, as a reader would
 * ask; being asked for one chapter, it does not ask others in its turn. Every JVM in it gets an
 * option by each of the variables that companies and containers like to set, and says so on stderr:
 * neither tests nor notebooks may mind.
 */
@DisabledIfSystemProperty(
    named = "chapter",
    matches = ".+",
    disabledReason = "one chapter alone is asked for")
class EveryJdkIT {
  private static final Path CHECKOUT = Path.of("").toAbsolutePath();
  private static final Path TARGET = CHECKOUT.resolve("target");

  @TestFactory
  Stream<DynamicTest> everyOtherJdkVerifiesAChapter() throws Exception {
    TreeMap<Integer, File> jdks = new TreeMap<>();
    NodeList found =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(TARGET.resolve("jdks.xml").toFile())
            .getElementsByTagName("toolchain");
    for (int i = 0; i < found.getLength(); i++) {
      Element jdk = (Element) found.item(i);
      int version = Integer.parseInt(text(jdk, "version").split("\\D", 2)[0]); // JDK 8 says 1.8
      if (version >= 17 && version != Runtime.version().feature()) {
        jdks.putIfAbsent(version, new File(text(jdk, "jdkHome")));
      }
    }
    System.out.println(
        jdks.isEmpty()
            ? "This machine has no other JDK of 17 or later: nothing is tried on another one."
            : "Other JDKs of this machine: " + jdks);
    return jdks.entrySet().stream()
        .map(
            jdk ->
                DynamicTest.dynamicTest(
                    "JDK " + jdk.getKey(), () -> verifiesAChapter(jdk.getKey(), jdk.getValue())));
  }

  private static void verifiesAChapter(int version, File jdk) throws Exception {
    // given
    Path copy = Maven.freshClone("jdk-" + version);
    Path environment = CHECKOUT.resolve(".venv");
    Path kernel = environment.resolve("share/jupyter/kernels/java/kernel.json");
    byte[] ours = Files.readAllBytes(kernel);
    // when
    InvocationRequest verify = Maven.in(copy).addArg("verify").addArg("-Dchapter=00");
    verify.addArg("-Dlab.environment=" + environment).setJavaHome(jdk);
    for (String name : ChildJvm.OPTIONS) {
      String theirs = System.getenv().getOrDefault(name, "");
      verify.addShellEnvironment(name, (theirs + " -Dsome.option=x").strip());
    }
    Maven.Run run;
    try {
      run = Maven.run(verify);
    } finally {
      Files.write(kernel, ours); // the other JDK has put itself there
    }
    // then
    Files.writeString(TARGET.resolve("jdk-" + version + ".log"), run.output());
    assertEquals(0, run.status(), run::output);
    assertFalse(Files.exists(copy.resolve(".venv")), "it has the use of ours");
    System.out.println("JDK " + version + ": built, tested, and chapter 00 runs.");
  }

  private static String text(Element jdk, String name) {
    return jdk.getElementsByTagName(name).item(0).getTextContent();
  }
}
