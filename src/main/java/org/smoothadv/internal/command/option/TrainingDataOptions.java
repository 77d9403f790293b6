package org.smoothadv.internal.command.option;

import static java.util.Objects.requireNonNullElse;
import static org.smoothadv.input.InvalidSettingException.require;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.network.ImageShape;
import org.smoothadv.run.TrainingData;

/** The options that say which images train the network. A field that is null was not given. */
public final class TrainingDataOptions {
  @Parameter(
      names = "--dataset",
      category = "Data",
      placeholder = "NAME",
      description =
          "synthetic, cifar10, cifar100, svhn, mnist, fashion-mnist, imagenet32, imagenet, or folder or npz for your own images (cifar10)",
      order = 0)
  String dataset;

  @Parameter(
      names = "--data",
      category = "Data",
      placeholder = "DIR",
      description =
          "folder of the dataset's files, the archive of cifar10 or cifar100, or an npz file (datasets/NAME of the project)",
      order = 1)
  Path data;

  @Parameter(
      names = "--image-size",
      category = "Data",
      placeholder = "N",
      description =
          "height and width in pixels at which images of 'folder' are shown to the network (32)",
      order = 2)
  Integer imageSize;

  @Parameter(
      names = "--limit",
      category = "Data",
      placeholder = "N",
      description =
          "train on N images only (all): of class folders the same share of each, else the first",
      order = 3)
  Integer limit;

  @Parameter(
      names = "--eval-limit",
      category = "Data",
      placeholder = "N",
      description =
          "evaluate every epoch on N test images (1000; 0 for all), chosen as those of --limit; all of them under attack too, where --eval-share does not say otherwise",
      order = 4)
  Integer evaluationLimit;

  @Parameter(
      names = "--eval-share",
      category = "Data",
      placeholder = "X",
      description =
          "the largest part of an epoch's work that its evaluation may take: it attacks fewer of its test images where that takes more, but 100 in any case (0.05; with --eval-limit 0, no limit)",
      order = 4)
  Double evaluationShare;

  @Parameter(
      names = "--unlabelled",
      category = "Data",
      placeholder = "FILE",
      description =
          "self-training: every other step on average takes images of this file, with their pseudo-labels (none)",
      order = 5)
  Path unlabelled;

  @Parameter(
      names = "--unlabelled-weight",
      category = "Data",
      placeholder = "ETA",
      description =
          "with --unlabelled: factor of their loss; 0.1, 0.5 and 1 in the paper; reported losses exclude this factor",
      order = 6)
  Double unlabelledWeight;

  /**
   * Images in the height and width that were asked for, if any.
   *
   * @throws org.smoothadv.input.InvalidSettingException if that is below 1 or too large
   */
  public static ImageShape sized(ImageShape usual, Integer size) {
    require(
        size == null || size >= 1, "imageSize", size, "accepted is a number of pixels, at least 1");
    if (size == null || size == usual.height()) {
      return usual;
    }
    InvalidSettingException.forSetting("imageSize", () -> Datasets.requireSize(size));
    return usual.withSize(size);
  }

  /** What a new run has where nothing is given: who says how many images are evaluated has them. */
  TrainingData freshly(TrainingData usual) {
    return evaluationLimit == null ? usual : usual.withEvaluationShare(0);
  }

  /** What was given, or else what the base has. */
  TrainingData or(TrainingData base) {
    return new TrainingData(
        requireNonNullElse(dataset, base.dataset()),
        data == null ? base.data() : TrainingOptions.absolute(data),
        sized(base.imageSize(), imageSize),
        unlabelled == null ? base.unlabelled() : TrainingOptions.absolute(unlabelled),
        requireNonNullElse(unlabelledWeight, base.unlabelledWeight()),
        requireNonNullElse(limit, base.limit()),
        requireNonNullElse(evaluationLimit, base.evaluationLimit()),
        requireNonNullElse(evaluationShare, base.evaluationShare()));
  }
}
