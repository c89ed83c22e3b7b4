/** The toy tasks of the course: each a generator of batches, drawn afresh with a seed. */
package unrolled.data;
