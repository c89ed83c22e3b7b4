package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * One number for a computation through everything in this package: the same on every JDK, compiled
 * or not.
 */
class SameBitsTest {

  private static final String DIGEST = "1d2f5c665f884a93";

  @Test
  void everyRoundGivesTheDigest() {
    // given that HotSpot interprets the first rounds and runs the last ones in vectors
    for (int round = 0; round < 40; round++) {
      assertEquals(DIGEST, digest(), "round " + round);
    }
  }

  @Test
  void theInterpreterGivesTheDigest() throws Exception {
    assertEquals(DIGEST, inChild(thisJava(), "1", "-Xint"));
  }

  @Test
  void narrowVectorsGiveTheDigest() throws Exception {
    assertEquals(
        DIGEST, inChild(thisJava(), "40", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=1"));
  }

  @Test
  void everyOtherJdkHereGivesTheDigest() throws Exception {
    for (Path java : otherJdks()) {
      assertEquals(DIGEST, inChild(java, "40"), java.toString());
    }
  }

  @Test
  void theVectorModuleGivesTheDigestOnEveryJdkThatHasIt() throws Exception {
    List<Path> jdks = new ArrayList<>(otherJdks());
    jdks.add(thisJava());
    for (Path java : jdks) {
      if (hasVectors(java)) {
        assertEquals(
            DIGEST + " in vectors",
            inChild(java, "40", "--add-modules=jdk.incubator.vector"),
            java.toString());
      }
    }
  }

  /** Prints the digest after the given number of rounds, and whether there are vectors. */
  public static void main(String[] args) {
    String digest = digest();
    for (int round = 1; round < Integer.parseInt(args[0]); round++) {
      if (!digest.equals(digest())) {
        digest = "changed in round " + round;
        break;
      }
    }
    System.out.println(digest + (FastestKernel.vector() == null ? "" : " in vectors"));
  }

  private static String digest() {
    Hash hash = new Hash();
    Rng rng = new Rng(42);

    double[] x = new double[1200];
    for (int i = 0; i < x.length; i++) {
      x[i] = rng.uniform(-1, 1) * Math.scalb(800.0, -rng.nextInt(20));
    }
    double[] tanh = x.clone();
    Elementary.tanh(tanh, 0, x.length);
    double[] sigmoid = x.clone();
    Elementary.sigmoid(sigmoid, 0, x.length);
    double[] exp = x.clone();
    Elementary.exp(exp, 0, x.length);
    hash.add(tanh);
    hash.add(sigmoid);
    hash.add(exp);
    for (double v : x) {
      hash.add(Elementary.expm1(v));
    }

    DMatrixRMaj h = new DMatrixRMaj(5, 37);
    DMatrixRMaj a = Init.gaussian(new DMatrixRMaj(5, 37), 1, rng);
    DMatrixRMaj u = Init.orthogonal(new DMatrixRMaj(37, 37), rng);
    Packed packed = Packed.of(u);
    for (int t = 0; t < 6; t++) {
      DMatrixRMaj next = a.copy();
      packed.multAdd(h, next);
      Elementary.tanh(next.data, 0, next.getNumElements());
      h = next;
      hash.add(h.data);
    }
    DMatrixRMaj du = new DMatrixRMaj(37, 37);
    Product.multAddTransA(h, a, du);
    Product.multAddTransB(u, u.copy(), du);
    hash.add(du.data);

    hash.add(Init.he(new DMatrixRMaj(3, 4), rng).data);
    hash.add(Init.glorot(new DMatrixRMaj(3, 4), rng).data);
    hash.add(Init.spectralRadius(Init.gaussian(new DMatrixRMaj(9, 9), 1, rng), 1.1).data);
    hash.add(Init.largestSingularValue(a));

    int[] order = new int[20];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Rng split = rng.split();
    split.shuffle(order);
    for (int i : order) {
      hash.add(i);
    }
    for (int i = 0; i < 50; i++) {
      hash.add(split.choose(new double[] {0.25, 0.5, 0.25}));
      String text = Numbers.text(exp[i]);
      text.chars().forEach(hash::add);
    }
    return hash.toString();
  }

  private static final class Hash {
    private long value;

    void add(double[] x) {
      for (double v : x) {
        add(v);
      }
    }

    void add(double x) {
      value = (value ^ Double.doubleToLongBits(x)) * 0x9e3779b97f4a7c15L;
      value ^= value >>> 29;
    }

    @Override
    public String toString() {
      return Long.toHexString(value);
    }
  }

  private static Path thisJava() {
    return java(Path.of(System.getProperty("java.home")));
  }

  private static Path java(Path home) {
    Path windows = home.resolve("bin/java.exe");
    return Files.exists(windows) ? windows : home.resolve("bin/java");
  }

  /** JDKs of 17 or later that stand beside the running one and have another version. */
  private static List<Path> otherJdks() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    List<Integer> seen = new ArrayList<>(List.of(Runtime.version().feature()));
    List<Path> found = new ArrayList<>();
    if (home.getParent() == null) {
      return found;
    }
    try (Stream<Path> siblings = Files.list(home.getParent())) {
      for (Path sibling : siblings.sorted().toList()) {
        int version = version(sibling);
        if (version >= 17 && !seen.contains(version) && Files.isExecutable(java(sibling))) {
          seen.add(version);
          found.add(java(sibling));
        }
      }
    }
    return found;
  }

  /** The feature version that a JDK's release file states, or 0. */
  private static int version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.matches("\\d+.*") ? Integer.parseInt(version.split("\\D", 2)[0]) : 0;
  }

  /** Whether our kernel in vectors is made for this JDK, and this JDK for it. */
  private static boolean hasVectors(Path java) throws Exception {
    return version(java.getParent().getParent()) < 26
        && new ProcessBuilder(java.toString(), "--describe-module", "jdk.incubator.vector")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  private static String inChild(Path java, String rounds, String... flags) throws Exception {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), SameBitsTest.class.getName(), rounds));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
    return output.strip();
  }
}
