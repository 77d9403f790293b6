package org.smoothadv.internal.adopt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.adopt.ModelInterface.Layout;
import org.smoothadv.internal.adopt.ModelInterface.OutputKind;
import org.smoothadv.network.ImageShape;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Finds out how images enter a network of others, tries it, and makes it a model. */
public final class Adoption {
  /** Rounding: the order of sums may depend on the number of images. */
  private static final double AGREEMENT = 1e-3;

  private static final Set<String> WITHOUT_EFFECT =
      Set.of("Identity", "StopGradient", "Reshape", "Squeeze");

  private final AdoptedClassifier classifier;

  private Adoption(AdoptedClassifier classifier) {
    this.classifier = classifier;
  }

  /**
   * What a user says of a network; empty for what the network is to tell.
   *
   * @param layout where the axes of images go
   * @param range the numbers that pixels become: {@code 0,1}, {@code 0,255}, {@code -1,1} or
   *     MEAN/STD of each channel
   * @param output what comes out
   * @param shape the size of the images
   * @param classes how many there are
   */
  public record Said(
      Optional<Layout> layout,
      Optional<String> range,
      Optional<OutputKind> output,
      ImageShape shape,
      Optional<Integer> classes) {}

  /**
   * Prepares a network.
   *
   * @param name what it is called
   * @throws InvalidInputException if what was said does not fit, or something must be said that was
   *     not
   */
  public static Adoption of(String name, FlatNetwork network, Said said) {
    List<Long> expected = network.inputShape();
    Layout layout = said.layout().orElseGet(() -> layout(name, expected));
    ImageShape shape = said.shape();
    requireFitting(name, expected, layout, shape);
    FlatNetwork ending = network;
    OutputKind kind = said.output().orElse(OutputKind.LOGITS);
    NodeDef last = network.node(network.output());
    while (WITHOUT_EFFECT.contains(last.getOp())) {
      last = network.node(FlatNetwork.source(last.getInput(0)));
    }
    boolean logits = kind != OutputKind.CLASSES || said.output().isEmpty();
    switch (last.getOp()) {
      case "Softmax", "LogSoftmax", "Sigmoid", "ArgMax" -> {
        if (logits) {
          ending = network.upTo(FlatNetwork.source(last.getInput(0)));
          kind = OutputKind.LOGITS;
        }
      }
      default -> {
        // What comes out is what the user says it is.
      }
    }
    boolean bytes =
        network.node(network.input()).getAttrOrThrow("dtype").getType() == DataType.DT_UINT8;
    InputRange range =
        InputRange.parse(said.range().orElse(bytes ? "0,255" : "0,1"), shape.channels());
    int rank = expected.isEmpty() ? 4 : expected.size();
    ModelInterface unknown =
        new ModelInterface(shape, layout, rank, range.mean(), range.deviation(), kind, 2);
    int classes = classes(name, ending, unknown, said.classes());
    ModelInterface ends =
        new ModelInterface(shape, layout, rank, range.mean(), range.deviation(), kind, classes);
    return new Adoption(AdoptedClassifier.of(name, AffineFolding.of(ending), ends));
  }

  /**
   * The shape of a network's input with what is open in it taken from the images; the first, their
   * number, stays as it is.
   *
   * @param name what the network is called
   * @param expected the shape of its input, -1 for what is open
   * @throws InvalidInputException if the layout must be said and was not
   */
  public static List<Long> sized(
      String name, List<Long> expected, Optional<Layout> said, ImageShape images) {
    if (expected.isEmpty() || expected.stream().skip(1).allMatch(size -> size > 0)) {
      return expected;
    }
    List<Integer> actual =
        sizes(expected.size(), said.orElseGet(() -> layout(name, expected)), images);
    List<Long> sized = new ArrayList<>(expected);
    for (int i = 0; i < actual.size(); i++) {
      sized.set(i + 1, expected.get(i + 1) > 0 ? expected.get(i + 1) : actual.get(i));
    }
    return sized;
  }

  /** Those of an image as an input of so many axes has them, without their number. */
  private static List<Integer> sizes(int axes, Layout layout, ImageShape shape) {
    return switch (axes) {
      case 4 ->
          layout == Layout.NCHW
              ? List.of(shape.channels(), shape.height(), shape.width())
              : List.of(shape.height(), shape.width(), shape.channels());
      case 3 -> List.of(shape.height(), shape.width());
      case 2 -> List.of(shape.values());
      default -> List.of();
    };
  }

  private static Layout layout(String name, List<Long> expected) {
    if (expected.size() == 2) {
      return Layout.FLAT;
    }
    boolean first = expected.size() == 4 && isChannels(expected.get(1));
    boolean last = expected.size() == 4 && isChannels(expected.get(3));
    if (expected.size() == 3 || (last && !first)) {
      return Layout.NHWC;
    }
    if (first && !last) {
      return Layout.NCHW;
    }
    throw new InvalidSettingException(
        "layout",
        "{layout} is missing: %s takes an input of shape %s, which does not tell where the channels are; give nhwc, nchw or flat",
        name,
        expected);
  }

  private static boolean isChannels(long dimension) {
    return dimension == 1 || dimension == 3;
  }

  private static void requireFitting(
      String name, List<Long> expected, Layout layout, ImageShape shape) {
    List<Integer> actual = sizes(expected.size(), layout, shape);
    boolean fits = expected.size() != 3 || shape.channels() == 1;
    for (int i = 0; i < actual.size(); i++) {
      fits &= fits(expected.get(i + 1), actual.get(i));
    }
    if (!fits) {
      throw new InvalidInputException(
          "%s takes an input of shape %s, which images of %s do not fit: another dataset, or another layout?"
              .formatted(name, expected, shape));
    }
  }

  private static boolean fits(long expected, int actual) {
    return expected < 0 || expected == actual;
  }

  private static int classes(
      String name, FlatNetwork network, ModelInterface ends, Optional<Integer> said) {
    if (ends.output() == OutputKind.CLASSES) {
      return said.orElseThrow(
          () ->
              new InvalidInputException(
                  name + " answers with classes, and the dataset does not say how many there are"));
    }
    long last = -1;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ImageShape shape = ends.shape();
      Placeholder<TFloat32> images =
          tf.placeholder(
              TFloat32.class,
              Placeholder.shape(Shape.of(1, shape.height(), shape.width(), shape.channels())));
      Shape result =
          network.build(tf, ends.entering(tf, images), Weights.SHAPES).asOutput().shape();
      last = result.isUnknown() ? -1 : result.size();
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          "%s cannot be built for images of %s: %s"
              .formatted(name, ends.shape(), AdoptedClassifier.firstLine(e)),
          e);
    }
    int own = last == 1 ? 2 : last < 0 ? said.orElse(-1) : Math.toIntExact(last);
    if (own < 2) {
      throw new InvalidInputException(
          name + " does not say how many classes it knows, nor does the dataset");
    }
    if (said.isPresent() && said.get() != own) {
      throw new InvalidInputException(
          "%s knows %d classes, but the images have %d".formatted(name, own, said.get()));
    }
    return own;
  }

  /**
   * Asks the network about noise.
   *
   * @throws InvalidInputException if its answers depend on the number of images, or are not finite
   */
  public void tryOnNoise(Machine machine) {
    float[] together = classifier.answersToNoise(AdoptedClassifier.MOST_NOISES, machine);
    float[] alone = classifier.answersToNoise(1, machine);
    double largest = 1e-6;
    double difference = 0;
    for (int c = 0; c < alone.length; c++) {
      largest = Math.max(largest, Math.abs(together[c]));
      difference = Math.max(difference, Math.abs(together[c] - alone[c]));
    }
    if (!(difference <= AGREEMENT * largest)) {
      throw new InvalidInputException(
          "%s answers otherwise about an image alone than among others (its logits differ by %s of their largest): noise of one image would change the votes of another"
              .formatted(classifier.name(), (float) (difference / largest)));
    }
  }

  /** The size of the images. */
  public ImageShape shape() {
    return classifier.shape();
  }

  /** How many classes it knows. */
  public int classes() {
    return classifier.classes();
  }

  /**
   * The classes that the network answers.
   *
   * @param images HWC, in [0, 1], at least one
   * @throws InvalidInputException if TensorFlow cannot compute them
   */
  public int[] answers(List<float[]> images, Machine machine) {
    int values = shape().values();
    float[] pixels = new float[images.size() * values];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, pixels, i * values, values);
    }
    float[] together = classifier.answers(pixels, images.size(), machine);
    int[] answers = new int[images.size()];
    for (int i = 0; i < answers.length; i++) {
      for (int c = 1; c < classes(); c++) {
        if (together[i * classes() + c] > together[i * classes() + answers[i]]) {
          answers[i] = c;
        }
      }
    }
    return answers;
  }

  /**
   * Writes the model.
   *
   * @param folder does not exist yet
   * @param signature that of a SavedModel which was chosen; empty of an ONNX file
   * @param sourceSha256 of the files that the network came from
   * @param data the dataset's folder; empty where it needs none
   * @param sigma standard deviation of the noise that it is meant for, pixel units
   * @throws InvalidInputException if it cannot be written
   */
  public void write(
      Path folder, String signature, String sourceSha256, String dataset, String data, double sigma)
      throws IOException {
    AdoptedModel.write(folder, classifier, signature, sourceSha256, dataset, data, sigma);
  }
}
