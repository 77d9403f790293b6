package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

import com.google.gson.TypeAdapter;
import com.google.gson.annotations.JsonAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.network.ImageShape;

/**
 * What a training run is trained on.
 *
 * @param dataset the dataset's name, as in {@code cifar10}
 * @param data the folder it was read from; empty where it needs none
 * @param imageSize the height, width and channels of the images
 * @param unlabelled the file of pseudo-labelled images that self-training adds (appendix E.2);
 *     empty for none
 * @param unlabelledWeight eta of appendix E.2, the factor of their loss, positive; 0 without them
 * @param limit training images used; 0 for all
 * @param evaluationLimit test images that each epoch's evaluation uses; 0 for all
 * @param evaluationShare the largest part of an epoch's work that the evaluation may take, in [0,
 *     1): it attacks fewer of these images where that takes more; 0 for all of them, as in runs of
 *     earlier versions
 */
public record TrainingData(
    String dataset,
    String data,
    @JsonAdapter(ShortShape.class) ImageShape imageSize,
    String unlabelled,
    double unlabelledWeight,
    int limit,
    int evaluationLimit,
    double evaluationShare)
    implements Serializable {
  private static final int EVALUATION_LIMIT = 1000;
  private static final double EVALUATION_SHARE = 0.05;

  /**
   * Validates what it can without looking at files.
   *
   * @throws org.smoothadv.input.InvalidSettingException naming the setting, its value and what is
   *     accepted
   */
  public TrainingData {
    Objects.requireNonNull(imageSize, "'imageSize' is missing");
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
    require(
        evaluationShare >= 0 && evaluationShare < 1,
        "evaluationShare",
        evaluationShare,
        "accepted is a part of an epoch in (0, 1), or 0 for no limit");
  }

  /**
   * All labelled images of a dataset, square and in colour; 1000 test images in each epoch's
   * evaluation, which takes at most 5% of the epoch.
   *
   * @param imageSize their height and width, in pixels
   */
  public static TrainingData of(String dataset, String data, int imageSize) {
    return of(dataset, data, ImageShape.ofSize(imageSize));
  }

  /**
   * All labelled images of a dataset; 1000 test images in each epoch's evaluation, which takes at
   * most 5% of the epoch.
   */
  public static TrainingData of(String dataset, String data, ImageShape imageSize) {
    return new TrainingData(dataset, data, imageSize, "", 0, 0, EVALUATION_LIMIT, EVALUATION_SHARE);
  }

  /** With pseudo-labelled images besides. */
  public TrainingData withUnlabelled(String file, double weight) {
    return new TrainingData(
        dataset, data, imageSize, file, weight, limit, evaluationLimit, evaluationShare);
  }

  /** With so many images at most, all of which are attacked; 0 for all. */
  public TrainingData withLimits(int trainingImages, int testImages) {
    return new TrainingData(
        dataset, data, imageSize, unlabelled, unlabelledWeight, trainingImages, testImages, 0);
  }

  /** With another largest part of an epoch for its evaluation; 0 for no limit. */
  public TrainingData withEvaluationShare(double part) {
    return new TrainingData(
        dataset, data, imageSize, unlabelled, unlabelledWeight, limit, evaluationLimit, part);
  }

  /** With its files elsewhere. */
  public TrainingData withFiles(String folder, String unlabelledFile) {
    return new TrainingData(
        dataset,
        folder,
        imageSize,
        unlabelledFile,
        unlabelledWeight,
        limit,
        evaluationLimit,
        evaluationShare);
  }

  /** A number for square images of three colours, as in files of earlier versions. */
  static final class ShortShape extends TypeAdapter<ImageShape> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,9})");

    @Override
    public void write(JsonWriter out, ImageShape shape) throws IOException {
      if (shape.equals(ImageShape.ofSize(shape.height()))) {
        out.value(shape.height());
      } else {
        out.value(shape.text());
      }
    }

    @Override
    public ImageShape read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NUMBER) {
        return ImageShape.ofSize(in.nextInt());
      }
      Matcher text = TEXT.matcher(in.nextString());
      if (!text.matches()) {
        throw new IllegalArgumentException("'imageSize' is neither a number nor such as 28x28x1");
      }
      return new ImageShape(
          Integer.parseInt(text.group(1)),
          Integer.parseInt(text.group(2)),
          Integer.parseInt(text.group(3)));
    }
  }
}
