/** Models without a network, which a network has to beat before it is worth its trouble. */
package unrolled.baseline;
