package org.smoothadv.internal.command.option;

import static org.smoothadv.input.InvalidSettingException.require;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.dataset.NpzImages;
import org.smoothadv.internal.dataset.Split;

/**
 * The options that say which images a classifier is asked about. A field that is null was not
 * given.
 */
public final class ImageOptions {
  @Parameter(
      names = "--dataset",
      category = "Data",
      placeholder = "NAME",
      description =
          "the dataset: the classifier's (the usual one), or npz for arrays of images and labels",
      order = 10)
  private String dataset;

  @Parameter(
      names = "--data",
      category = "Data",
      placeholder = "DIR",
      description = "folder of the dataset's files (the training's), or the npz file",
      order = 11)
  private Path data;

  @Parameter(
      names = "--split",
      category = "Data",
      placeholder = "NAME",
      description = "train or test",
      order = 12)
  private Split split = Split.TEST;

  @Parameter(
      names = "--skip",
      category = "Data",
      placeholder = "K",
      description = "take every K-th image",
      order = 13)
  private int skip = 1;

  @Parameter(
      names = "--max",
      category = "Data",
      placeholder = "N",
      description = "take at most N images (all)",
      order = 14)
  private Integer max;

  @Parameter(
      names = "--shard",
      category = "Data",
      placeholder = "I/K",
      description =
          "take every K-th of these images, from the I-th: one job of K, with a log of its own (1/1)",
      order = 15)
  private String shard;

  /**
   * Checks what can be checked without the dataset.
   *
   * @throws InvalidInputException naming the option, its value and what is accepted
   */
  void validate() {
    shard();
    require(skip >= 1, "skip", skip, "accepted is a step between images, at least 1");
    require(max == null || max >= 1, "max", max, "accepted is a number of images, at least 1");
  }

  /**
   * Checks that the dataset is the classifier's.
   *
   * @param classifier where it is
   */
  void requireDataset(TrainedFor trained, Path classifier) {
    if (dataset != null && !dataset.equals(trained.dataset()) && !dataset.equals(NpzImages.NAME)) {
      throw new InvalidSettingException(
          "dataset",
          "{dataset} %s: the classifier in %s was trained on %s; accepted is that, or npz for arrays of your own",
          dataset,
          classifier,
          trained.dataset());
    }
  }

  /**
   * The name of the dataset; {@code otherwise} where the user named none.
   *
   * @throws InvalidInputException if it is one of the user's own whose place is not named
   */
  public String datasetOr(String otherwise) {
    if (dataset != null && !dataset.equals(otherwise) && data == null) {
      throw new InvalidSettingException(
          "data", "{data} is missing: the npz file of images and labels");
    }
    return dataset == null ? otherwise : dataset;
  }

  /** The folder of the dataset's files; {@code otherwise} where the user named none. */
  public Path dataOr(String otherwise) {
    return data == null ? Path.of(otherwise) : data;
  }

  /** The part of the dataset that is asked about. */
  public Split split() {
    return split;
  }

  /** Every how many images one is asked about, at least 1. */
  public int skip() {
    return skip;
  }

  /** The chosen ones of so many images, in ascending order. */
  public int[] chosen(int images) {
    int most = max == null ? images : max;
    return IntStream.range(0, images)
        .filter(image -> image % skip == 0 && image / skip < most)
        .filter(image -> shard().isEmpty() || shard().get().has(image / skip))
        .toArray();
  }

  /** Whether the images are those of one job of several. */
  public boolean isPart() {
    return shard().map(part -> part.count() > 1).orElse(false);
  }

  private Optional<Shard> shard() {
    return Optional.ofNullable(shard).map(Shard::parse);
  }

  /** What the name of a log says of the shard. */
  String shardInName() {
    return shard().map(s -> "-shard-" + s.number() + "-of-" + s.count()).orElse("");
  }

  /**
   * These options by name, for the provenance of a log.
   *
   * @param digest of the split that they choose from
   * @param images the number of its images
   */
  Map<String, Object> determining(String digest, int images) {
    Map<String, Object> determining = new LinkedHashMap<>();
    determining.put("data", digest);
    determining.put("images", images);
    determining.put("skip", skip);
    determining.put("max", max == null ? "all" : max);
    shard().ifPresent(part -> determining.put("shard", part.toString()));
    return determining;
  }
}
