/** Recurrent cells, one file each, and the few operations that they are written in. */
package unrolled.cell;
