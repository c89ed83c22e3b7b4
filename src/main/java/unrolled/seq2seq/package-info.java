/** From sequence to sequence: an encoder reads, a decoder writes. */
package unrolled.seq2seq;
