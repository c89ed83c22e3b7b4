/**
 * Decoding: from a model of the next token to whole sequences, by greedy search, sampling, beam
 * search or exhaustive search. Nothing here knows a network: only {@link
 * unrolled.decode.NextToken}.
 */
package unrolled.decode;
