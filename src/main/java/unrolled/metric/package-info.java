/** Metrics: how good answers are, beyond the share that is right. */
package unrolled.metric;
