package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.PixelUnits;
import org.smoothadv.internal.adopt.Adoption;
import org.smoothadv.internal.adopt.Adoption.Said;
import org.smoothadv.internal.adopt.ModelInterface.Layout;
import org.smoothadv.internal.adopt.ModelInterface.OutputKind;
import org.smoothadv.internal.command.job.ForeignModel;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.command.option.Project;
import org.smoothadv.internal.command.option.TrainingDataOptions;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.dataset.NpzImages;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.SyntheticShapes;
import org.smoothadv.network.ImageShape;

/** Makes a model to certify and attack of a network that another program made. */
@Parameters(
    commandNames = "adopt",
    commandDescription =
        "A model to certify and attack from a SavedModel or an ONNX file that another program made")
public final class AdoptCommand implements Command {
  /** Images whose classes are compared with their labels. */
  private static final int TRIED = 100;

  @Parameter(description = "FILE.onnx|SAVEDMODEL_DIR")
  private List<String> sources = new ArrayList<>();

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "DIR",
      required = true,
      description = "folder of the model, which does not exist yet",
      order = 30)
  private Path out;

  @Parameter(
      names = "--dataset",
      category = "Data",
      placeholder = "NAME",
      required = true,
      description = "the dataset that the network was trained on",
      order = 10)
  private String dataset;

  @Parameter(
      names = "--data",
      category = "Data",
      placeholder = "DIR",
      description = "folder of the dataset's files (datasets/NAME)",
      order = 11)
  private Path data;

  @Parameter(
      names = "--image-size",
      category = "Data",
      placeholder = "N",
      description =
          "height and width of the images of --dataset folder (as the network's input tells; 32)",
      order = 12)
  private Integer imageSize;

  @Parameter(
      names = "--sigma",
      category = "Model",
      placeholder = "X",
      required = true,
      description =
          "standard deviation of the noise that it is meant for, in units where pixels are in [0,1]",
      order = 1)
  private Double sigma;

  @Parameter(
      names = "--signature",
      category = "Model",
      placeholder = "NAME",
      description = "of a SavedModel (serving_default)",
      order = 2)
  private String signature;

  @Parameter(
      names = "--input",
      category = "Model",
      placeholder = "NAME",
      description = "the input that takes images (the only one)",
      order = 3)
  private String input;

  @Parameter(
      names = "--output",
      category = "Model",
      placeholder = "NAME",
      description = "the output that gives the classes (the only one)",
      order = 4)
  private String output;

  @Parameter(
      names = "--layout",
      category = "Model",
      placeholder = "NAME",
      description = "of the input: nhwc, nchw, or flat (as its shape tells)",
      order = 5)
  private Layout layout;

  @Parameter(
      names = "--input-range",
      category = "Model",
      placeholder = "RANGE",
      description =
          "what pixels are to become: 0,1 or 0,255 or -1,1, or MEAN/STD of each channel of pixels in"
              + " [0,1] (0,1; where the input is of bytes 0,255)",
      order = 6)
  private String inputRange;

  @Parameter(
      names = "--output-kind",
      category = "Model",
      placeholder = "NAME",
      description =
          "logits, probabilities or classes (logits, those before a last softmax, sigmoid or arg max)",
      order = 7)
  private OutputKind outputKind;

  @Override
  public void run() throws IOException {
    if (sources.size() != 1) {
      throw new InvalidInputException(
          "adopt takes one ONNX file or the folder of one SavedModel, but "
              + (sources.isEmpty() ? "none is given" : String.join(", ", sources) + " are given"));
    }
    if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidSettingException(
          "out", "{out} %s exists already: remove it, or name another folder", out);
    }
    Path folder = data == null ? Project.folder("datasets").resolve(dataset) : data;
    InvalidSettingException.forSetting("dataset", () -> Datasets.requireKnown(dataset));
    ImageShape usual = TrainingDataOptions.sized(Datasets.usualShape(dataset, folder), imageSize);
    InvalidSettingException.forSetting("imageSize", () -> Datasets.requireShape(dataset, usual));
    ForeignModel foreign =
        ForeignModel.read(
            Path.of(sources.get(0)),
            Optional.ofNullable(signature),
            Optional.ofNullable(input),
            Optional.ofNullable(output),
            sizes -> Adoption.sized(sources.get(0), sizes, Optional.ofNullable(layout), usual));
    ImageShape shape =
        Datasets.isOfAnySize(dataset) && imageSize == null
            ? usual.withSize(foreign.network().imageSize().orElse(usual.height()))
            : usual;
    if (!(sigma > 0)) {
      throw new InvalidSettingException(
          "sigma", "{sigma} is %s; accepted is a positive standard deviation, such as 0.25", sigma);
    }
    PixelUnits.requireWithinCube("sigma", sigma, shape.height(), shape.width(), shape.channels());
    try (Opened images = open(folder, shape)) {
      Adoption adoption =
          Adoption.of(
              sources.get(0),
              foreign.network(),
              new Said(
                  Optional.ofNullable(layout),
                  Optional.ofNullable(inputRange),
                  Optional.ofNullable(outputKind),
                  shape,
                  // Labels in arrays of one's own need not show all classes.
                  images
                      .dataset()
                      .filter(it -> !it.name().equals(NpzImages.NAME))
                      .map(ImageDataset::classes)));
      images.dataset().ifPresent(it -> requireKnown(it.classes(), adoption, folder));
      adoption.tryOnNoise(Machine.current());
      String accuracy = images.dataset().map(it -> tried(adoption, it)).orElse("");
      adoption.write(
          out,
          foreign.signature(),
          foreign.sha256(),
          dataset,
          dataset.equals(SyntheticShapes.NAME)
              ? ""
              : folder.toAbsolutePath().normalize().toString(),
          sigma);
      System.out.println("model: " + out);
      System.out.printf("images: %s, %d classes%n", shape, adoption.classes());
      System.out.print(accuracy);
    }
  }

  /** The dataset's test images, where they are to be had. */
  private record Opened(Optional<ImageDataset> dataset) implements AutoCloseable {
    @Override
    public void close() {
      dataset.ifPresent(ImageDataset::close);
    }
  }

  private Opened open(Path folder, ImageShape shape) throws IOException {
    try {
      return new Opened(Optional.of(Datasets.open(dataset, folder, Split.TEST, shape)));
    } catch (InvalidInputException e) {
      if (data != null) {
        throw e;
      }
      Notices.print(
          List.of(
              "it is not tried on images, for they cannot be opened: "
                  + e.message(OptionParser::option)));
      return new Opened(Optional.empty());
    }
  }

  /** Labels in arrays of one's own may be of other classes than those of the network. */
  private static void requireKnown(int classes, Adoption adoption, Path folder) {
    if (classes > adoption.classes()) {
      throw new InvalidInputException(
          "the network knows %d classes, but a label in %s is %d; accepted is 0 to %d: other images, or another network?"
              .formatted(adoption.classes(), folder, classes - 1, adoption.classes() - 1));
    }
  }

  private static String tried(Adoption adoption, ImageDataset images) {
    IntactImages intact = new IntactImages(images);
    List<float[]> pixels = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    int step = Math.max(1, images.size() / TRIED);
    for (int i = 0; i < images.size() && pixels.size() < TRIED; i += step) {
      int index = i;
      intact
          .pixels(index)
          .ifPresent(
              image -> {
                pixels.add(image);
                labels.add(images.label(index));
              });
    }
    int[] answers = adoption.answers(pixels, Machine.current());
    if (!images.isLabelled()) {
      return "clean accuracy: not known, as the images have no labels\n";
    }
    int right = 0;
    for (int i = 0; i < answers.length; i++) {
      right += answers[i] == labels.get(i) ? 1 : 0;
    }
    double accuracy = right / (double) answers.length;
    if (isNearChance(right, answers.length, 1.0 / adoption.classes())) {
      Notices.print(
          List.of(
              "%d of %d images right is near chance: wrong --input-range or --layout, or another order of classes?"
                  .formatted(right, answers.length)));
    }
    return String.format(
        Locale.ROOT, "clean accuracy: %.2f on %d images%n", accuracy, answers.length);
  }

  /** Not two standard deviations more than guesses are right. */
  private static boolean isNearChance(int right, int images, double chance) {
    return right <= images * chance + 2 * Math.sqrt(images * chance * (1 - chance));
  }
}
