/**
 * From what a model thinks of the next token to whole sequences: greedy, by chance, beam search,
 * and all of them tried. Nothing here knows a network: only {@link unrolled.decode.NextToken}.
 */
package unrolled.decode;
