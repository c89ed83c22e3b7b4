/** The toy tasks of the course, drawn afresh with a seed, and how texts become symbols. */
package unrolled.data;
