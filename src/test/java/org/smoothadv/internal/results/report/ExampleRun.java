package org.smoothadv.internal.results.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A run of two epochs, with logs of four images and of one, and two adversarial examples. */
final class ExampleRun {
  private ExampleRun() {}

  static void write(Path folder, String name) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("run.json"),
        """
        {"format": 1, "configuration": {"dataset": "cifar10", "architecture": "cifar-resnet-20",
         "sigma": 0.25, "attack": "pgd", "epsilon": 0.5, "steps": 2, "noiseSamples": 1},
         "origin": {"sha256": "%s"}, "machine": {"threads": 2, "longNameOfASetting": "[1.0,1.0,1.0]"}}
        """
            .formatted("0123456789abcdef".repeat(4)));
    Files.writeString(
        run.resolve("train.tsv"),
        """
        epoch\ttime\ttrain_loss\ttest_acc\tattacked_acc
        0\t1.5\t2.1\t0.25\t
        1\t1.5\t1.9\t0.3\t0.2
        """);
    Files.writeString(
        run.resolve("certify-0.25.tsv"),
        """
        idx\tlabel\tpredict\tradius\tcorrect\ttime
        0\t3\t3\t0.57\t1\t1.0
        20\t7\t-1\t0.0\t0\t1.0
        40\t4\t8\t0.30000000\t0\t1.0
        60\t4\t4\t0.05\t1\t1.0
        """);
    Files.writeString(
        run.resolve("predict-0.25.tsv"),
        """
        idx\tlabel\tpredict\tbasePredict\tcorrect\ttime
        20\t7\t5\t3\t0\t1.0
        """);
    for (String example :
        List.of(
            "0",
            "predict-0.25/20-adversarial",
            "predict-0.25/20-clean",
            "predict-0.25/20-difference")) {
      writeImage(run.resolve("examples").resolve(example + ".png"));
    }
  }

  private static void writeImage(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", file.toFile());
  }
}
