/**
 * The arithmetic under the course: matrix products, exp, tanh and sigmoid, seeded randomness,
 * initial weights, and numbers as text. Everything here gives the same bits on every run, JDK,
 * processor and vector width; the matrix type is EJML's row-major {@link
 * org.ejml.data.DMatrixRMaj}.
 */
package unrolled.math;
