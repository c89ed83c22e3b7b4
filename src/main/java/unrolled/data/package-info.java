/**
 * The toy tasks of the course, drawn afresh with a seed; a series that only the sun can draw; and
 * how texts become symbols.
 */
package unrolled.data;
