package org.smoothadv.internal.numpy;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.ZipException;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.files.ZipContents;

/**
 * A zip file of arrays by name, as {@code numpy.savez} and {@code savez_compressed} write it. An
 * array is read when it is asked for: one that is stored stays in the file, which is mapped into
 * memory; one that is compressed is held in memory.
 */
public final class NpzFile implements Closeable {
  private static final String SUFFIX = ".npy";

  private final Path file;
  private final ZipContents zip;

  private NpzFile(Path file, ZipContents zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Opens a file; its arrays are not read yet.
   *
   * @throws InvalidInputException if there is no such file, or it is no zip file, or cut short, or
   *     has two entries of one name
   * @throws IOException if a good file cannot be read
   */
  public static NpzFile open(Path file) throws IOException {
    try {
      return new NpzFile(file, ZipContents.open(file));
    } catch (ZipException e) {
      throw new InvalidInputException(
          file + ": not an npz file, or cut short or damaged: save or fetch it again", e);
    }
  }

  /** The names of the arrays, in file order. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String entry : zip.names()) {
      if (entry.endsWith(SUFFIX)) {
        names.add(entry.substring(0, entry.length() - SUFFIX.length()));
      }
    }
    return names;
  }

  /**
   * Reads an array.
   *
   * @throws InvalidInputException if there is none of this name, it is damaged, or its elements are
   *     no numbers, truth values or texts
   * @throws IOException if a good file cannot be read
   */
  public NdArray array(String name) throws IOException {
    String entry = name + SUFFIX;
    if (!zip.names().contains(entry)) {
      throw new InvalidInputException("%s: there is no array %s".formatted(file, Quoted.of(name)));
    }
    try {
      zip.requirePlausible(entry);
      if (zip.size(entry) > Npy.MAX_BYTES) {
        throw new IllegalArgumentException(
            "%,d bytes; arrays of up to %,d are read: split it into several files"
                .formatted(zip.size(entry), Npy.MAX_BYTES));
      }
      return Npy.read(zip.content(entry));
    } catch (IllegalArgumentException e) {
      throw refused(name, e.getMessage(), e);
    } catch (ZipException | EOFException e) {
      throw refused(name, "damaged: its compressed bytes cannot be read", e);
    }
  }

  private InvalidInputException refused(String name, String problem, Exception cause) {
    return new InvalidInputException(
        "%s: array %s: %s".formatted(file, Quoted.of(name), problem), cause);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
