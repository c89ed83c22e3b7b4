/** Cells as a reader would write them, outside the library: does the interface fit? */
package unrolled.foreign;
