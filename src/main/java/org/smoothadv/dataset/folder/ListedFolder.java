package org.smoothadv.dataset.folder;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Images of one folder, all of one class. The names lie behind each other in one array: a list of
 * the 1.28 million of ImageNet takes 31 MB.
 */
final class ListedFolder {
  private final Path folder;
  private final int label;
  private final byte[] names;
  private final int[] ends;

  /**
   * Lists files.
   *
   * @param files of this folder, in their order
   */
  ListedFolder(Path folder, int label, List<Path> files) {
    this.folder = folder;
    this.label = label;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ends = new int[files.size()];
    for (int i = 0; i < ends.length; i++) {
      bytes.writeBytes(RawName.of(files.get(i)));
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
    return RawName.in(
        folder, Arrays.copyOfRange(names, index == 0 ? 0 : ends[index - 1], ends[index]));
  }
}
