/** Sequence-to-sequence models: an encoder reads, a decoder writes. */
package unrolled.seq2seq;
