package org.smoothadv.dataset.folder;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The last name of a path as the bytes that the file system holds. A {@code String} of it would be
 * lossy where Java decodes names otherwise than they were written, as in the POSIX locale.
 */
final class RawName {
  private RawName() {}

  /** Returns the bytes of a path's last name. */
  static byte[] of(Path path) {
    String name = path.getFileName().toString();
    // ASCII is what it looks like in every encoding of names.
    return isAscii(name) ? name.getBytes(StandardCharsets.US_ASCII) : unescaped(path.toUri());
  }

  /** Returns a path in a folder, by the bytes of its last name. */
  static Path in(Path folder, byte[] name) {
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
