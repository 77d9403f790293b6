package org.smoothadv.internal.files;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Files that come in the place of the one that was meant, told by how they begin. */
public final class ForeignFile {
  /** How many bytes of a file {@link #describe} looks at. */
  public static final int START_BYTES = 512;

  /** What {@link #describe} says of the files that PyTorch exports. */
  public static final String ONNX = "an ONNX file";

  private static final int TAR_MAGIC_AT = 257;

  /** The members of the archives of PyTorch before 0.2. */
  private static final List<String> OLD_PYTORCH =
      List.of("sys_info", "pickle", "tensors", "storages");

  /** By their first characters, as Latin-1. */
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(
        "version https://git-lfs",
        "a pointer of Git LFS, not the file itself: fetch that with 'git lfs pull'");
    KINDS.put("\u001f\u008b", "compressed with gzip: unpack it first (gunzip, or tar -xzf)");
    KINDS.put("BZh", "compressed with bzip2: unpack it first");
    KINDS.put("\u00fd7zXZ", "compressed with xz: unpack it first");
    KINDS.put("(\u00b5/\u00fd", "compressed with zstd: unpack it first");
    KINDS.put("7z\u00bc\u00af", "a 7z archive: unpack it first");
    KINDS.put("Rar!", "a RAR archive: unpack it first");
    KINDS.put("\u0089HDF", "an HDF5 file, as Keras writes it");
    KINDS.put("\u0093NUMPY", "an array of NumPy");
    KINDS.put("%PDF", "a PDF document");
    KINDS.put("\u0089PNG", "a PNG image");
    KINDS.put("\u00ff\u00d8\u00ff", "a JPEG image");
    KINDS.put("\u007fELF", "a program");
    KINDS.put("GGUF", "a GGUF file, as of language models");
  }

  private ForeignFile() {}

  /**
   * Says what a file is, where that can be told.
   *
   * @param start its first bytes, up to {@link #START_BYTES} of them
   * @return such as {@code a web page: download the file itself}; empty where it is not known
   */
  public static Optional<String> describe(ByteBuffer start) {
    if (!start.hasRemaining()) {
      return Optional.of("an empty file: an interrupted copy or download");
    }
    String text = StandardCharsets.ISO_8859_1.decode(start.duplicate()).toString();
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      if (text.startsWith(kind.getKey())) {
        return Optional.of(kind.getValue());
      }
    }
    if (text.startsWith("ustar", TAR_MAGIC_AT)) {
      String first = text.substring(0, Math.max(0, text.indexOf('\0')));
      return Optional.of(
          OLD_PYTORCH.contains(first)
              ? "a tar archive, as PyTorch before 0.2 wrote them; load it there and save it again"
              : "a tar archive, not a file of it: unpack it first (tar -xf)");
    }
    if (text.chars().allMatch(c -> c == 0)) {
      return Optional.of("nothing but zeros at its start: an interrupted download");
    }
    String words = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
    words = words.stripLeading().toLowerCase(Locale.ROOT);
    if (words.startsWith("<")) {
      return Optional.of("a web page: download the file itself");
    }
    if (words.startsWith("{") || words.startsWith("[")) {
      return Optional.of("JSON text, perhaps an answer of a server: download the file itself");
    }
    return text.contains("pytorch") && text.charAt(0) == '\b'
        ? Optional.of(ONNX)
        : Optional.empty();
  }
}
