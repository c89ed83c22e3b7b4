/**
 * What makes the course answer for itself: {@link unrolled.check.Claim} asserts the ledger's claims
 * with measured numbers, in the reader's words.
 */
package unrolled.check;
