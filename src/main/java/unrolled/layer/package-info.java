/** Layers without time: what owns weights, the linear layer, embeddings, activations, losses. */
package unrolled.layer;
