/**
 * Layers without time: what owns weights, the linear layer, convolution and pooling of pictures,
 * embeddings, activations, losses.
 */
package unrolled.layer;
