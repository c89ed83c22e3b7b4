/** Training: optimisers, clipping, the loop, and what is left to look at afterwards. */
package unrolled.train;
