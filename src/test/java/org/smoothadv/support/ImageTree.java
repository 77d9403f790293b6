package org.smoothadv.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A folder of images by split and class, as users have them: three classes of pictures, each of a
 * colour of its own, in sizes of their own.
 *
 * @param folder that holds the splits
 */
public record ImageTree(Path folder) {
  private static final String[] CLASSES = {"blue sky", "grün", "red"};
  private static final int[] COLOURS = {0x3050e0, 0x20c040, 0xd03020};

  /**
   * Writes images 0.jpg, 1.PNG, 2.jpg, ... of each class.
   *
   * @param split such as {@code train}
   * @param images of each class
   */
  public ImageTree with(String split, int images) throws IOException {
    for (int label = 0; label < CLASSES.length; label++) {
      for (int i = 0; i < images; i++) {
        boolean jpeg = i % 2 == 0;
        write(
            file(split, label, i + (jpeg ? ".jpg" : ".PNG")),
            Pictures.encoded(
                jpeg ? "jpg" : "png",
                Pictures.plain(20 + 7 * i % 50, 30 + 5 * label, COLOURS[label])));
      }
    }
    return this;
  }

  /** Where a file of a class is. */
  public Path file(String split, int label, String name) {
    return folder.resolve(split).resolve(CLASSES[label]).resolve(name);
  }

  /** Writes files of a class that are no images. */
  public ImageTree withTexts(String split, int label, String... names) throws IOException {
    for (String name : names) {
      write(file(split, label, name), "a text".getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  private static void write(Path file, byte[] content) throws IOException {
    Pictures.write(file, content);
  }
}
