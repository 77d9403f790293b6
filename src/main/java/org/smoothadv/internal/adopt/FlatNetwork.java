package org.smoothadv.internal.adopt;

import org.tensorflow.proto.GraphDef;

/**
 * A network of others as one flat list of operations and constants, without functions, variables
 * and control flow.
 *
 * @param graph its operations
 * @param input the name of the only placeholder: float32 or uint8, the number of images first,
 *     which is unknown
 * @param output the name of the operation whose first output is the result, [N, classes]
 */
public record FlatNetwork(GraphDef graph, String input, String output) {}
