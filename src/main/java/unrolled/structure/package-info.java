/** Recurrence over structures: recursive networks over trees, message passing over graphs. */
package unrolled.structure;
