/** Attention over a whole sequence: scores, weights and the context that they make. */
package unrolled.attention;
