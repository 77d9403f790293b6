package org.smoothadv.internal.dataset;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The image files of a split, in order, with their classes. */
final class ImageList {
  private final List<Folder> folders;

  /** The number of images before each folder. */
  private final int[] starts;

  private final int size;

  /**
   * Joins folders.
   *
   * @throws ArithmeticException if there are more images than an int counts
   */
  ImageList(List<Folder> folders) {
    this.folders = List.copyOf(folders);
    starts = new int[folders.size()];
    int count = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = count;
      count = Math.addExact(count, folders.get(i).size());
    }
    size = count;
  }

  /** Returns the number of images. */
  int size() {
    return size;
  }

  /**
   * Returns the class of an image.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  int label(int index) {
    return folders.get(folderOf(index)).label();
  }

  /**
   * Returns the file of an image.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  Path file(int index) {
    int folder = folderOf(index);
    return folders.get(folder).file(index - starts[folder]);
  }

  private int folderOf(int index) {
    int place = Arrays.binarySearch(starts, Objects.checkIndex(index, size));
    return place >= 0 ? place : -place - 2;
  }

  /**
   * Images of one folder, all of one class. The names lie behind each other in one array: a list of
   * the 1.28 million of ImageNet takes 31 MB.
   */
  static final class Folder {
    private final Path folder;
    private final int label;
    private final byte[] names;
    private final int[] ends;

    /**
     * Lists files.
     *
     * @param files of this folder, in their order
     */
    Folder(Path folder, int label, List<Path> files) {
      this.folder = folder;
      this.label = label;
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ends = new int[files.size()];
      for (int i = 0; i < ends.length; i++) {
        bytes.writeBytes(rawName(files.get(i)));
        ends[i] = bytes.size();
      }
      names = bytes.toByteArray();
    }

    Path folder() {
      return folder;
    }

    int label() {
      return label;
    }

    int size() {
      return ends.length;
    }

    Path file(int index) {
      return child(
          folder, Arrays.copyOfRange(names, index == 0 ? 0 : ends[index - 1], ends[index]));
    }
  }

  /**
   * Returns the last name of a path as the bytes that the file system holds. A {@code String} of it
   * would be lossy where Java decodes names otherwise than they were written, as in the POSIX
   * locale.
   */
  private static byte[] rawName(Path path) {
    String name = path.getFileName().toString();
    // ASCII is what it looks like in every encoding of names.
    return isAscii(name) ? name.getBytes(StandardCharsets.US_ASCII) : unescaped(path.toUri());
  }

  /** Returns a path in a folder, by the bytes of its last name. */
  private static Path child(Path folder, byte[] name) {
    String text = new String(name, StandardCharsets.ISO_8859_1);
    return isAscii(text)
        ? folder.resolve(text)
        : Path.of(URI.create(withoutSlash(folder.toUri().toString()) + "/" + escaped(name)));
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private static byte[] unescaped(URI uri) {
    String path = withoutSlash(uri.getRawPath());
    String name = path.substring(path.lastIndexOf('/') + 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '%') {
        bytes.write(Integer.parseInt(name, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(name.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  /** The URI of a folder ends with a slash where there is such a folder. */
  private static String withoutSlash(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static String escaped(byte[] name) {
    StringBuilder escaped = new StringBuilder();
    for (byte b : name) {
      escaped.append("%%%02X".formatted(b));
    }
    return escaped.toString();
  }
}
