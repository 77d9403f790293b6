package org.smoothadv.internal.files;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/**
 * The form of the JSON files that say what lies beside them: run.json, and the descriptions of
 * exports, graphs and logs.
 */
public final class DescriptionJson {
  /** Indented, and legible: no character is escaped that JSON lets stand. */
  public static final Gson FORMAT =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private DescriptionJson() {}

  /** An object as the text of a file. */
  public static String text(Object described) {
    return FORMAT.toJson(described) + "\n";
  }
}
