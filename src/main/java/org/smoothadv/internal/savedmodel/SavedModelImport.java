package org.smoothadv.internal.savedmodel;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.smoothadv.checkpoint.SavedModelFile;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Words;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.files.FileBytes;
import org.smoothadv.internal.files.ForeignFile;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Reads networks of others from SavedModels: of Keras, of {@code tf.Module}, of TensorFlow 1. A
 * SavedModel is a program; read is what one of its signatures computes, if that are numbers from
 * images and nothing else.
 */
public final class SavedModelImport {
  private static final String TAG = "serve";

  /** Values of one image at one place of the graph; networks for photographs have some million. */
  private static final long MAX_VALUES = 1L << 30;

  private SavedModelImport() {}

  /** What a signature computes. */
  public record Signature(String name, FlatNetwork network) {}

  /**
   * Reads what a signature computes, as one flat list of operations and constants.
   *
   * @param folder the SavedModel's, or the {@code saved_model.pb} in it
   * @param signature its name; where empty, {@code serving_default}, or the only one of images
   * @param input the name of its images, where it has more than one input
   * @param output the name of its result, where it has more than one
   * @return the signature and its operations, in an order in which each follows those that it takes
   *     from
   * @throws InvalidInputException if files are missing, cut short or damaged, or the signature
   *     needs an operation that is not one of those known to compute numbers only; the message
   *     names file, operation or setting
   * @throws InvalidSettingException if what is asked for is not there
   */
  public static Signature read(
      Path folder, Optional<String> signature, Optional<String> input, Optional<String> output)
      throws IOException {
    Path file = file(folder);
    MetaGraphDef model = metaGraph(file);
    SignatureChoice choice =
        SignatureChoice.of(
            file, model.getSignatureDefMap(), new SignatureChoice.Wish(signature, input, output));
    Program program = new Program(file, model.getGraphDef(), choice.input().getName());
    SavedVariables variables =
        new SavedVariables(
            program, model.getSaverDef().getRestoreOpName(), file.resolveSibling("variables"));
    FlatNetwork network =
        new Flattening(program, variables, choice.input().getDtype(), anyNumber(choice.input()))
            .network(choice.output().getName());
    return new Signature(choice.name(), checked(file, network));
  }

  private static Path file(Path folder) {
    if (!Files.exists(folder)) {
      throw new InvalidInputException(folder + ": there is no such file or folder");
    }
    Path file = Files.isDirectory(folder) ? folder.resolve(SavedModelFile.NAME) : folder;
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          folder + ": it is no SavedModel, for " + file + " is missing");
    }
    return file;
  }

  private static MetaGraphDef metaGraph(Path file) throws IOException {
    SavedModel model = parse(file);
    List<MetaGraphDef> all = model.getMetaGraphsList();
    return all.stream()
        .filter(each -> each.getMetaInfoDef().getTagsList().contains(TAG))
        .min(Comparator.comparingInt(each -> each.getMetaInfoDef().getTagsCount()))
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "%s: it has no graph with the tag '%s', but %s"
                        .formatted(
                            file,
                            TAG,
                            all.isEmpty()
                                ? "no graph at all"
                                : Words.shortened(
                                    all.stream()
                                        .map(each -> each.getMetaInfoDef().getTagsList())
                                        .map(String::valueOf)
                                        .toList()))));
  }

  private static SavedModel parse(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      if (bytes.size() > Integer.MAX_VALUE) {
        throw new InvalidInputException(
            file + " has more than 2 GiB, which no SavedModel can have");
      }
      ByteBuffer content = bytes.slice(0, (int) bytes.size());
      try {
        return SavedModel.parseFrom(content);
      } catch (InvalidProtocolBufferException e) {
        ByteBuffer start = content.slice(0, (int) Math.min(bytes.size(), ForeignFile.START_BYTES));
        throw new InvalidInputException(
            file
                + ForeignFile.describe(start)
                    .map(": not a SavedModel, but "::concat)
                    .orElse(" is damaged or cut short, or no SavedModel: copy it again"),
            e);
      }
    }
  }

  /** The shape of an input for any number of images. */
  private static TensorShapeProto anyNumber(TensorInfo input) {
    TensorShapeProto.Builder shape = input.getTensorShape().toBuilder();
    shape.getDimBuilder(0).setSize(-1);
    return shape.build();
  }

  /**
   * Lets TensorFlow find the shapes of all operations. Of what is run for that, sizes computed from
   * constants, all are operations that only compute numbers.
   */
  private static FlatNetwork checked(Path file, FlatNetwork network) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(
          network.graph().toBuilder().setVersions(graph.toGraphDef().getVersions()).build());
      graph.operations().forEachRemaining(operation -> requireBounded(file, operation));
      Shape result = graph.operation(network.output()).output(0).shape();
      if (!result.isUnknown() && (result.numDimensions() == 0 || result.get(0) != -1)) {
        throw new InvalidInputException(
            "%s: its result is of the shape %s, whatever the number of images: save the model for batches of any size"
                .formatted(file, result));
      }
      return new FlatNetwork(graph.toGraphDef(), network.input(), network.output());
    } catch (IllegalArgumentException | TensorFlowException e) {
      throw new InvalidInputException(
          "%s: its operations do not fit each other: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void requireBounded(Path file, GraphOperation operation) {
    for (int i = 0; i < operation.numOutputs(); i++) {
      Shape shape = operation.output(i).shape();
      long values = 1;
      for (int d = 0; !shape.isUnknown() && d < shape.numDimensions(); d++) {
        long size = Math.max(1, shape.get(d));
        if (size > MAX_VALUES / values) {
          throw new InvalidInputException(
              "%s: its operation %s computes more than %s numbers, of the shape %s"
                  .formatted(file, operation.name(), MAX_VALUES, shape));
        }
        values *= size;
      }
    }
  }
}
