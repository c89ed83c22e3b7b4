/**
 * Checks: {@link unrolled.check.Claim} asserts the course's claims with measured numbers, {@link
 * unrolled.check.GradientCheck} compares gradients with finite differences.
 */
package unrolled.check;
