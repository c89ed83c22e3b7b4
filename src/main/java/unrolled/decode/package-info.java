/** From scores to symbols: how the next one is chosen. */
package unrolled.decode;
