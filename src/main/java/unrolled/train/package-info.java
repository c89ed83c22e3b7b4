/** Training. */
package unrolled.train;
