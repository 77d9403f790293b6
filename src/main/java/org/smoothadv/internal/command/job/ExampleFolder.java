package org.smoothadv.internal.command.job;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.monitor.AdversarialPicture;
import org.smoothadv.network.ImageShape;
import org.smoothadv.results.LogProvenance;

/**
 * Pictures of attacked images beside their log: for image I of log NAME.tsv {@code
 * examples/NAME/I-clean.png}, {@code I-adversarial.png}, and {@code I-difference-xK.png}, the
 * difference K times magnified. The report of a run shows them.
 *
 * @param folder where they are
 */
record ExampleFolder(Path folder) {
  /** The folder that belongs to a log. */
  static ExampleFolder of(Path log) {
    return new ExampleFolder(log.resolveSibling("examples").resolve(LogProvenance.stem(log)));
  }

  /**
   * Saves the pictures of an image.
   *
   * @param index of the image in its dataset
   * @param clean its pixels, HWC
   * @param attacked the same after the attack
   */
  void save(ImageShape shape, int index, float[] clean, float[] attacked) throws IOException {
    AdversarialPicture picture =
        AdversarialPicture.of(shape.height(), shape.width(), clean, attacked);
    write(index + "-clean", picture.clean());
    write(index + "-adversarial", picture.adversarial());
    write(index + "-difference-x" + picture.magnification(), picture.difference());
  }

  private void write(String name, BufferedImage picture) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    OutputFile.write(folder.resolve(name + ".png"), png.toByteArray());
  }
}
