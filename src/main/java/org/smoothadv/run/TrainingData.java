package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

/**
 * What a training run is trained on.
 *
 * @param dataset the dataset's name, as in {@code cifar10}
 * @param data the folder it was read from; empty where it needs none
 * @param imageSize the height and width of the images, in pixels
 * @param unlabelled the file of pseudo-labelled images that self-training adds (appendix E.2);
 *     empty for none
 * @param unlabelledWeight eta of appendix E.2, the factor of their loss, positive; 0 without them
 * @param limit training images used; 0 for all
 * @param evaluationLimit test images that each epoch's evaluation uses; 0 for all
 */
public record TrainingData(
    String dataset,
    String data,
    int imageSize,
    String unlabelled,
    double unlabelledWeight,
    int limit,
    int evaluationLimit) {
  private static final int EVALUATION_LIMIT = 1000;

  /**
   * Validates what it can without looking at files.
   *
   * @throws org.smoothadv.input.InvalidSettingException naming the setting, its value and what is
   *     accepted
   */
  public TrainingData {
    require(imageSize >= 1, "imageSize", imageSize, "accepted is a number of pixels, at least 1");
    require(
        unlabelled.isEmpty()
            ? unlabelledWeight == 0
            : unlabelledWeight > 0 && unlabelledWeight < 1e6,
        "unlabelledWeight",
        unlabelledWeight,
        "accepted is a positive factor below 1000000 with {unlabelled} FILE, and none without");
    require(limit >= 0, "limit", limit, "accepted is a number of images, at least 1");
    require(
        evaluationLimit >= 0,
        "evaluationLimit",
        evaluationLimit,
        "accepted is a number of images, or 0 for all");
  }

  /** All labelled images of a dataset; 1000 test images in each epoch's evaluation. */
  public static TrainingData of(String dataset, String data, int imageSize) {
    return new TrainingData(dataset, data, imageSize, "", 0, 0, EVALUATION_LIMIT);
  }

  /** With pseudo-labelled images besides. */
  public TrainingData withUnlabelled(String file, double weight) {
    return new TrainingData(dataset, data, imageSize, file, weight, limit, evaluationLimit);
  }

  /** With so many images at most; 0 for all. */
  public TrainingData withLimits(int trainingImages, int testImages) {
    return new TrainingData(
        dataset, data, imageSize, unlabelled, unlabelledWeight, trainingImages, testImages);
  }
}
