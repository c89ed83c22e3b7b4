/** Whole networks: something that reads a batch of sequences and answers with rows of scores. */
package unrolled.network;
