package org.smoothadv.internal.results.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Optional;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.TextFile;

/**
 * The values of one JSON object in a file, as the text that tables show.
 *
 * @param file where it was read
 * @param object its content
 */
record JsonProperties(Path file, JsonObject object) {
  /** As long as a path may be. */
  private static final int LONGEST = 4096;

  /**
   * Reads a file that holds one JSON object.
   *
   * @throws InvalidInputException if it does not
   * @throws IOException if the file cannot be read
   */
  static JsonProperties read(Path file) throws IOException {
    try {
      return new JsonProperties(
          file, JsonParser.parseString(TextFile.read(file)).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException | CharacterCodingException e) {
      throw new InvalidInputException(
          file + " is not a JSON object: mend it, or remove it to do without", e);
    }
  }

  /**
   * An object inside of this one.
   *
   * @throws InvalidInputException if there is none
   */
  JsonProperties inner(String key) {
    if (object.get(key) instanceof JsonObject inner) {
      return new JsonProperties(file, inner);
    }
    throw new InvalidInputException(file + ": there must be an object '" + key + "'");
  }

  /**
   * The text of a value; numbers as decimals without exponent; empty where it is missing or null.
   *
   * @throws InvalidInputException if the value is neither text, number nor truth value, or too long
   */
  Optional<String> text(String key) {
    JsonElement value = object.get(key);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive) {
      try {
        return Optional.of(
            primitive.isNumber()
                ? LogDescription.number(Decimals.parsePrintable(primitive.getAsString()))
                : bounded(key, primitive.getAsString()));
      } catch (NumberFormatException e) {
        throw new InvalidInputException(
            file + ": '" + key + "' must be a number" + Decimals.BOUNDS, e);
      }
    }
    throw new InvalidInputException(file + ": '" + key + "' must be a text or a number");
  }

  private String bounded(String key, String text) {
    if (text.length() > LONGEST) {
      throw new InvalidInputException(
          "%s: '%s' has %,d characters; up to %,d are read"
              .formatted(file, key, text.length(), LONGEST));
    }
    return text;
  }
}
