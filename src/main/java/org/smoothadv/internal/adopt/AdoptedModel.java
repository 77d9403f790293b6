package org.smoothadv.internal.adopt;

import com.google.gson.JsonParseException;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.Sha256;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.files.AtomicFile;
import org.smoothadv.internal.files.DescriptionJson;
import org.smoothadv.internal.files.NewFolder;
import org.smoothadv.network.Normalization;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;
import org.tensorflow.proto.GraphDef;

/**
 * A network of others that was adopted: a folder of its operations and of what is known of them.
 *
 * @param format 1, the version of this layout
 * @param source the file or folder that it came from
 * @param signature that of a SavedModel which is meant; empty of an ONNX file
 * @param sourceSha256 of its files, in hexadecimal
 * @param networkSha256 of {@code network.pb}, in hexadecimal
 * @param input the placeholder in that
 * @param output the operation in that which gives the result
 * @param ends how images enter it, and what comes out
 * @param dataset the name of the dataset that it was trained on
 * @param data its folder; empty where it needs none
 * @param sigma standard deviation of the noise that it is meant for, pixel units, positive
 */
public record AdoptedModel(
    int format,
    String source,
    String signature,
    String sourceSha256,
    String networkSha256,
    String input,
    String output,
    ModelInterface ends,
    String dataset,
    String data,
    double sigma) {
  private static final int FORMAT = 1;
  private static final String NETWORK = "network.pb";
  private static final String DESCRIPTION = "smoothadv.json";

  /** The names of the files in its folder. */
  public static final List<String> FILES = List.of(NETWORK, DESCRIPTION);

  public AdoptedModel {
    Objects.requireNonNull(source, "'source' is missing");
    Objects.requireNonNull(signature, "'signature' is missing");
    Objects.requireNonNull(sourceSha256, "'sourceSha256' is missing");
    Objects.requireNonNull(networkSha256, "'networkSha256' is missing");
    Objects.requireNonNull(input, "'input' is missing");
    Objects.requireNonNull(output, "'output' is missing");
    Objects.requireNonNull(ends, "'ends' is missing");
    Objects.requireNonNull(dataset, "'dataset' is missing");
    Objects.requireNonNull(data, "'data' is missing");
  }

  /** Whether a folder is one of these. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(DESCRIPTION))
        && Files.isRegularFile(folder.resolve(NETWORK));
  }

  /**
   * Writes the folder of an adopted network. It appears with all of its files, or not at all.
   *
   * @param signature that of a SavedModel which is meant; empty of an ONNX file
   * @param sourceSha256 of the files that it came from
   * @throws InvalidInputException if the folder exists or cannot be made
   * @throws IOException if writing fails, as on a full disk
   */
  static void write(
      Path folder,
      AdoptedClassifier classifier,
      String signature,
      String sourceSha256,
      String dataset,
      String data,
      double sigma)
      throws IOException {
    FlatNetwork network = classifier.network();
    byte[] content = network.graph().toByteArray();
    AdoptedModel model =
        new AdoptedModel(
            FORMAT,
            classifier.name(),
            signature,
            sourceSha256,
            Sha256.of(content),
            network.input(),
            network.output(),
            classifier.ends(),
            dataset,
            data,
            sigma);
    try {
      NewFolder.create(
          folder,
          files -> {
            AtomicFile.write(
                files.resolve(NETWORK),
                channel -> Channels.newOutputStream(channel).write(content));
            AtomicFile.write(
                files.resolve(DESCRIPTION),
                DescriptionJson.text(model).getBytes(StandardCharsets.UTF_8));
          });
    } catch (FileAlreadyExistsException e) {
      throw new InvalidSettingException(
              "out", "{out} %s exists already: remove it, or name another folder", folder)
          .because(e);
    } catch (FileSystemException e) {
      throw IoFailure.refusal(
          e,
          new InvalidSettingException(
              "out", "{out} %s cannot be written: %s", folder, IoFailure.describe(e)));
    }
  }

  /**
   * Opens an adopted network.
   *
   * @throws InvalidInputException if a file is missing or damaged
   */
  public static TrainedClassifier open(Path folder) throws IOException {
    Path about = folder.resolve(DESCRIPTION);
    Path file = folder.resolve(NETWORK);
    AdoptedModel model = read(about);
    byte[] content = Files.readAllBytes(file);
    if (!Sha256.of(content).equals(model.networkSha256)) {
      throw new InvalidInputException(
          "%s is damaged, or not the file that %s describes: its SHA-256 differs; adopt %s again"
              .formatted(file, about, model.source));
    }
    CodedInputStream bytes = CodedInputStream.newInstance(content);
    // Its weights stay where they are.
    bytes.enableAliasing(true);
    GraphDef graph = GraphDef.parseFrom(bytes);
    AdoptedClassifier classifier =
        InvalidInputException.at(
            file.toString(),
            () ->
                AdoptedClassifier.of(
                    model.source, new FlatNetwork(graph, model.input, model.output), model.ends));
    return new TrainedClassifier(model.classifier(), classifier::in);
  }

  /** The text of a folder's description. */
  public static String describe(Path folder) throws IOException {
    return TextFile.read(folder.resolve(DESCRIPTION));
  }

  private ClassifierDescription classifier() {
    String determining = DescriptionJson.text(List.of(networkSha256, input, output, ends));
    return new ClassifierDescription(
        ClassifierDescription.ADOPTED,
        ends.classes(),
        ends.shape(),
        Normalization.none(),
        dataset,
        data,
        0,
        sigma,
        Precision.FLOAT32,
        0,
        Sha256.of(determining.getBytes(StandardCharsets.UTF_8)));
  }

  private static AdoptedModel read(Path file) throws IOException {
    try {
      AdoptedModel model = DescriptionJson.FORMAT.fromJson(TextFile.read(file), AdoptedModel.class);
      if (model == null || model.format != FORMAT) {
        throw damaged(file, "it is not the description of an adopted model in format 1", null);
      }
      return model;
    } catch (CharacterCodingException e) {
      throw damaged(file, "it is not UTF-8 text", e);
    } catch (JsonParseException e) {
      throw damaged(file, "it is not JSON as this version of the program writes it", e);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      // So Gson passes on what a record's constructor throws.
      throw damaged(file, InvalidInputException.inJson(e), e);
    }
  }

  private static InvalidInputException damaged(Path file, String problem, Exception cause) {
    return new InvalidInputException(
        file + " is damaged (" + problem + "): restore it, or adopt the model again", cause);
  }
}
