package unrolled.network;

import unrolled.layer.Targets;
import unrolled.sequence.Sequence;

/**
 * What a network is trained on in one update: sequences, and what it should say of them.
 *
 * @param x the sequences
 * @param y one target for each row of the network's answer
 */
public record Batch(Sequence x, Targets y) {}
