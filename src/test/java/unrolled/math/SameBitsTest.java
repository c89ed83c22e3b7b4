package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import unrolled.ChildJvm;

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
    assertEquals(DIGEST, inChild("1", "-Xint"));
  }

  @Test
  void narrowVectorsGiveTheDigest() throws Exception {
    assertEquals(DIGEST, inChild("40", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=1"));
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_25) // those that our kernel in vectors is made for
  void theVectorModuleGivesTheDigest() throws Exception {
    assumeTrue(ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent());
    assertEquals(DIGEST + " in vectors", inChild("40", "--add-modules=jdk.incubator.vector"));
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

  private static String inChild(String rounds, String... options) throws Exception {
    Process child =
        ChildJvm.with(List.of(options), SameBitsTest.class.getName(), rounds)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(child.waitFor(60, TimeUnit.SECONDS), "still running");
    return output.strip();
  }
}
