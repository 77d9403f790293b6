package org.smoothadv.dataset.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The formats that are decoded, known by the first bytes of a file and not by its name. */
enum ImageFormat {
  JPEG("\u00ff\u00d8\u00ff"),
  PNG("\u0089PNG\r\n\u001a\n"),
  GIF("GIF8"),
  BMP("BM");

  private final String signature;

  ImageFormat(String signature) {
    this.signature = signature;
  }

  /** Returns the format of a file's content, if it is one of these. */
  static Optional<ImageFormat> of(byte[] content) {
    String begin = new String(content, 0, Math.min(8, content.length), StandardCharsets.ISO_8859_1);
    return Arrays.stream(values()).filter(format -> begin.startsWith(format.signature)).findFirst();
  }
}
