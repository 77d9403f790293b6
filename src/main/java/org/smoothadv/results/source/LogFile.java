package org.smoothadv.results.source;

import java.nio.file.Path;
import org.smoothadv.results.LogFormat;

/**
 * A log that was found.
 *
 * @param file where it lies
 * @param name what it is called in tables: the path as the user gave it, or relative to the folder
 *     that the user gave
 * @param argument the file or folder, as the user gave it, that led to it
 * @param format its kind, by its header
 */
public record LogFile(Path file, String name, String argument, LogFormat<?> format) {}
