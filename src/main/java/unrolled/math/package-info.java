/**
 * The arithmetic under the course: matrix products, exp, tanh and sigmoid, seeded randomness,
 * initial weights, and numbers as text. Everything here gives the same bits on every run, JDK,
 * processor and vector width; the matrix type is EJML's row-major {@link
 * org.ejml.data.DMatrixRMaj}.
 *
 * <p>Matrix products are faster on a processor with vectors of eight doubles (AVX-512) if the JVM
 * is started with {@code --add-modules jdk.incubator.vector}, as the course's own kernel is.
 */
package unrolled.math;
