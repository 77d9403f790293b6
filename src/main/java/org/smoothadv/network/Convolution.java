package org.smoothadv.network;

/**
 * A convolution without bias followed by batch normalisation. Square kernel, padding {@code kernel
 * / 2} on every side (also at stride 2, unlike TensorFlow's "SAME").
 *
 * @param name the convolution's state_dict prefix, as in {@code layer2.0.conv1}
 * @param batchNorm the batch normalisation's state_dict prefix, as in {@code layer2.0.bn1}
 * @param in input channels
 * @param out output channels
 * @param kernel kernel height and width, odd
 * @param stride step in both directions
 * @param outputSize height and width of the output, in pixels
 */
public record Convolution(
    String name, String batchNorm, int in, int out, int kernel, int stride, int outputSize) {}
