package org.smoothadv.internal.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.option.BenchOptions;
import org.smoothadv.internal.command.option.OptionConverters;

/**
 * One of several ways to do the same work.
 *
 * @param name what the user wrote
 * @param options what is measured
 * @param jar the program of another build; empty for this one
 */
record BenchVariant(String name, BenchOptions options, Optional<Path> jar) {
  /** The variant that changes nothing. */
  static final String BASE = "base";

  private static final String JAR = "jar";

  /** Reads what the user wrote; without variants what the command line says is the only one. */
  static List<BenchVariant> of(List<String> texts, BenchOptions base) {
    if (texts.isEmpty()) {
      return List.of(new BenchVariant(BASE, base, Optional.empty()));
    }
    if (new LinkedHashSet<>(texts).size() < Math.max(2, texts.size())) {
      throw new InvalidSettingException(
          "compare",
          "{compare} %s; accepted are two or more different variants, such as base,precision=bfloat16 or batch=64,batch=128+precision=bfloat16",
          String.join(",", texts));
    }
    List<BenchVariant> variants = new ArrayList<>();
    for (String text : texts) {
      variants.add(InvalidInputException.at("--compare " + text, () -> of(text, base)));
    }
    return variants;
  }

  private static BenchVariant of(String text, BenchOptions base) {
    Map<String, String> values = new LinkedHashMap<>();
    if (!text.equals(BASE)) {
      for (String part : text.split("\\+", -1)) {
        int equals = part.indexOf('=');
        if (equals < 1
            || values.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
          throw new InvalidInputException(
              "a variant is 'base', or settings such as batch=64+precision=bfloat16, each once");
        }
      }
    }
    Optional<Path> jar =
        Optional.ofNullable(values.remove(JAR))
            .map(file -> OptionConverters.path("--" + JAR, file));
    if (jar.isPresent() && !Files.isRegularFile(jar.get())) {
      throw new InvalidInputException(
          "there is no file " + jar.get() + "; accepted is the smoothadv.jar of another build");
    }
    return new BenchVariant(text, base.with(values), jar);
  }
}
