package org.smoothadv.export;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.files.DescriptionJson;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * What an export's {@code smoothadv.json} says.
 *
 * @param format 2, the version of this layout
 * @param classifier sigma and precision are those of the export
 * @param batch samples that its graph takes through the network together
 * @param sha256 of its {@code saved_model.pb}, in hexadecimal
 */
record ExportDescription(int format, ClassifierDescription classifier, int batch, String sha256) {
  private static final int FORMAT = 2;

  ExportDescription {
    Objects.requireNonNull(classifier, "'classifier' is missing");
    Objects.requireNonNull(sha256, "'sha256' is missing");
  }

  /** Describes an export of this version of the program. */
  ExportDescription(ClassifierDescription classifier, int batch, String sha256) {
    this(FORMAT, classifier, batch, sha256);
  }

  /** Stands in the model's file too, so that nobody exchanges or edits what is said about it. */
  static String digest(ClassifierDescription classifier, int batch) {
    return Sha256.of(
        (DescriptionJson.FORMAT.toJson(classifier) + batch).getBytes(StandardCharsets.UTF_8));
  }

  /** The text of smoothadv.json. */
  String toJson() {
    return DescriptionJson.text(this);
  }

  /**
   * Reads the text of smoothadv.json.
   *
   * @throws JsonParseException if it is not a description as this version writes it; the message is
   *     one line
   */
  static ExportDescription fromJson(String json) {
    try {
      JsonElement parsed = JsonParser.parseString(json);
      ExportDescription description =
          DescriptionJson.FORMAT.fromJson(parsed, ExportDescription.class);
      // Gson reads 0 or null for what is missing, and passes over what it does not know.
      if (description == null
          || description.format != FORMAT
          || !DescriptionJson.FORMAT.toJsonTree(description).equals(parsed)) {
        throw new JsonParseException("it is not the description of an export in format " + FORMAT);
      }
      return description;
    } catch (JsonSyntaxException e) {
      throw new JsonParseException("it is not JSON as this version of the program writes it", e);
    } catch (JsonParseException e) {
      throw e;
    } catch (RuntimeException e) {
      // So Gson passes on what a record's constructor throws.
      throw new JsonParseException(InvalidInputException.inJson(e), e);
    }
  }
}
