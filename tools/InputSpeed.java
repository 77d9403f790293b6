import org.smoothadv.network.ImageShape;
import java.nio.file.Path;
import java.util.Locale;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageBatches;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.dataset.Split;

/**
 * How many images a second the input pipeline brings, from files to batches, with nothing else to
 * do: an epoch of training, then the same images in order as a test shows them.
 *
 * <pre>java -cp target/smoothadv.jar tools/InputSpeed.java DATASET FOLDER [SIZE [BATCH]]</pre>
 *
 * <p>Prints a line for each. A first epoch, not timed, brings the files into the system's cache.
 */
public final class InputSpeed {
  private InputSpeed() {}

  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    ImageShape usual = Datasets.usualShape(name, Path.of(arguments[1]));
    ImageShape size =
        arguments.length > 2 ? usual.withSize(Integer.parseInt(arguments[2])) : usual;
    int batch = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 64;
    try (ImageDataset dataset =
        Datasets.open(name, Path.of(arguments[1]), Split.TRAIN, size)) {
      IntactImages images = new IntactImages(dataset);
      pass(ImageBatches.ofEpoch(images, batch, 0, 0));
      report("training", pass(ImageBatches.ofEpoch(images, batch, 0, 1)));
      report("test", pass(ImageBatches.inOrder(images, batch)));
    }
  }

  private static double pass(ImageBatches batches) {
    long start = System.nanoTime();
    long images = 0;
    try (batches) {
      while (batches.hasNext()) {
        images += batches.next().size();
      }
    }
    return images / ((System.nanoTime() - start) / 1e9);
  }

  private static void report(String what, double speed) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f images/s on %d processors%n",
        what,
        speed,
        Runtime.getRuntime().availableProcessors());
  }
}
