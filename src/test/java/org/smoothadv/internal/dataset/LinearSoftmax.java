package org.smoothadv.internal.dataset;

import java.util.function.Function;

/** Softmax regression trained by stochastic gradient descent: what a linear classifier can do. */
final class LinearSoftmax {
  private static final double LEARNING_RATE = 0.01;

  private final double[][] weights;
  private final double[] bias;

  private LinearSoftmax(int classes, int features) {
    weights = new double[classes][features];
    bias = new double[classes];
  }

  /** Trains for some passes over one dataset and returns the accuracy on another. */
  static double accuracy(
      Function<byte[], double[]> features, ImageDataset train, ImageDataset test, int epochs) {
    double[][] inputs = inputs(features, train);
    LinearSoftmax classifier = new LinearSoftmax(train.classes(), inputs[0].length);
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int i = 0; i < inputs.length; i++) {
        classifier.step(inputs[i], train.label(i));
      }
    }
    double[][] unseen = inputs(features, test);
    int right = 0;
    for (int i = 0; i < unseen.length; i++) {
      right += classifier.predict(unseen[i]) == test.label(i) ? 1 : 0;
    }
    return (double) right / unseen.length;
  }

  private static double[][] inputs(Function<byte[], double[]> features, ImageDataset images) {
    double[][] inputs = new double[images.size()][];
    byte[] image = new byte[images.shape().values()];
    for (int i = 0; i < inputs.length; i++) {
      images.copyPixels(i, image, 0);
      inputs[i] = features.apply(image);
    }
    return inputs;
  }

  private void step(double[] input, int label) {
    double[] probabilities = probabilities(input);
    for (int k = 0; k < bias.length; k++) {
      double rate = LEARNING_RATE * ((k == label ? 1 : 0) - probabilities[k]);
      bias[k] += rate;
      for (int j = 0; j < input.length; j++) {
        weights[k][j] += rate * input[j];
      }
    }
  }

  private int predict(double[] input) {
    double[] probabilities = probabilities(input);
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = probabilities[k] > probabilities[best] ? k : best;
    }
    return best;
  }

  private double[] probabilities(double[] input) {
    double[] values = bias.clone();
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < values.length; k++) {
      for (int j = 0; j < input.length; j++) {
        values[k] += weights[k][j] * input[j];
      }
      largest = Math.max(largest, values[k]);
    }
    double sum = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = Math.exp(values[k] - largest);
      sum += values[k];
    }
    for (int k = 0; k < values.length; k++) {
      values[k] /= sum;
    }
    return values;
  }
}
