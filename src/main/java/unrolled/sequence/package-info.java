/** Time: batches of sequences, and the unrolling of a cell over them, forward and backward. */
package unrolled.sequence;
