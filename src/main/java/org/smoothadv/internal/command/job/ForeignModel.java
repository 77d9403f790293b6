package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.adopt.AdoptedModel;
import org.smoothadv.internal.adopt.FlatNetwork;
import org.smoothadv.internal.onnx.OnnxImport;
import org.smoothadv.internal.savedmodel.SavedModelImport;

/**
 * A network in a file or folder that another program made.
 *
 * @param network its operations
 * @param signature that of a SavedModel which was chosen; empty of an ONNX file
 * @param sha256 of its files, in hexadecimal
 */
public record ForeignModel(FlatNetwork network, String signature, String sha256) {
  private static final int BUFFER = 1 << 16;

  /**
   * Reads it.
   *
   * @param source an ONNX file, or the folder of a SavedModel
   * @param sizes gives the shape of the images the sizes that an ONNX file leaves open
   * @throws InvalidInputException if there is none, or it cannot be adopted
   */
  public static ForeignModel read(
      Path source,
      Optional<String> signature,
      Optional<String> input,
      Optional<String> output,
      UnaryOperator<List<Long>> sizes)
      throws IOException {
    if (AdoptedModel.isOne(source)) {
      throw new InvalidInputException(
          source + " was adopted already: certify, predict and others take it as it is");
    }
    if (Files.isDirectory(source)) {
      SavedModelImport.Signature chosen = SavedModelImport.read(source, signature, input, output);
      return new ForeignModel(chosen.network(), chosen.name(), digest(filesOf(source)));
    }
    if (!Files.isRegularFile(source)) {
      throw new InvalidInputException(
          source + " does not exist: name an ONNX file, or the folder of a SavedModel");
    }
    if (source.getFileName().toString().equals("saved_model.pb")) {
      throw new InvalidInputException(source + " is part of a SavedModel: name its folder");
    }
    if (signature.isPresent()) {
      throw new InvalidSettingException(
          "signature", "{signature} %s: an ONNX file has no signatures", signature.get());
    }
    return new ForeignModel(
        OnnxImport.read(source, input, output, sizes), "", digest(List.of(source)));
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String digest(List<Path> files) throws IOException {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
