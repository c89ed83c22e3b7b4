/**
 * Marking alone: what a submission's cells were compiled to is looked at before it runs, so that no
 * cell forges a mark. A reader's own kernel knows nothing of it.
 */
package unrolled.check.marking;
