package org.smoothadv.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.smoothadv.fuzz.Target.Reader;
import org.smoothadv.fuzz.Target.Sample;
import org.smoothadv.internal.dataset.Cifar;
import org.smoothadv.internal.dataset.IdxImages;
import org.smoothadv.internal.dataset.ImageNet32;
import org.smoothadv.internal.dataset.NpzImages;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.dataset.Svhn;
import org.smoothadv.internal.dataset.image.Framing.CentreCrop;
import org.smoothadv.internal.dataset.image.ImageDecoder;
import org.smoothadv.internal.numpy.NumpyPickle;
import org.smoothadv.internal.onnx.OnnxImport;
import org.smoothadv.internal.onnx.OnnxWriter;
import org.smoothadv.internal.pickle.PythonPickles;
import org.smoothadv.support.NumpyArrays;
import org.smoothadv.support.PickleBytes;
import org.smoothadv.support.Pictures;
import org.smoothadv.support.PublishedFiles;

/** All kinds of files that the program reads. */
final class Targets {
  private static final int IMAGE_BYTES = 32 * 32 * 3;
  private static final int TEST_IMAGES = 3;

  private Targets() {}

  /**
   * The kinds.
   *
   * @param folder for files that stand beside those that are tried
   */
  static List<Target> all(Path folder) throws IOException {
    return List.of(
        new Target("pickle", pickles()),
        new Target("pytorch", Tensors.ofPyTorch()),
        new Target("safetensors", Tensors.safeTensors()),
        new Target("numpy", Tensors.numpy()),
        new Target("onnx", onnx()),
        new Target("saved model", Models.savedModels(folder)),
        new Target("images", images()),
        new Target("cifar", cifar()),
        new Target("datasets", datasets()),
        new Target("logs", Texts.logs()),
        // What a study is to be done with, 12,000 generated images, is opened before it is listed.
        new Target("study", Texts.studies(folder), Duration.ofSeconds(5)),
        new Target("run", Texts.runs(folder)));
  }

  private static List<Sample> pickles() {
    List<Sample> samples = new ArrayList<>();
    for (int protocol = 0; protocol <= 5; protocol++) {
      samples.add(new Sample("a.pkl", PythonPickles.ofProtocol(protocol), NumpyPickle::read));
    }
    return samples;
  }

  private static List<Sample> onnx() {
    byte[] network =
        new OnnxWriter(13)
            .input("x", -1, 3, 8, 8)
            .output("y")
            .constant("kernel", new float[2 * 3 * 3 * 3], 2, 3, 3, 3)
            .constant("weights", new float[2 * 3], 3, 2)
            .node("Conv", List.of("x", "kernel"), "a", Map.of("pads", new long[] {1, 1, 1, 1}))
            .node("Clip", List.of("a"), "b", Map.of("min", 0f, "max", 6f))
            .node("GlobalAveragePool", List.of("b"), "c", Map.of())
            .node("Flatten", List.of("c"), "d", Map.of())
            .node("Gemm", List.of("d", "weights"), "y", Map.of("transB", 1))
            .bytes();
    return List.of(
        new Sample(
            "a.onnx",
            network,
            file ->
                OnnxImport.read(
                    file, Optional.empty(), Optional.empty(), UnaryOperator.identity())));
  }

  private static List<Sample> images() throws IOException {
    ImageDecoder decoder = new ImageDecoder(32);
    Reader reader = file -> decoder.read(file, CentreCrop.customary(32), new byte[IMAGE_BYTES], 0);
    List<Sample> samples = new ArrayList<>();
    for (String format : List.of("jpg", "png", "gif", "bmp")) {
      byte[] image = Pictures.encoded(format, Pictures.photograph(20, 15, 1));
      samples.add(new Sample("image", image, reader));
      if (format.equals("png")) {
        samples.add(new Sample("image", image, PngChecksums::corrected, reader));
      }
    }
    return samples;
  }

  private static List<Sample> datasets() throws IOException {
    byte[] pixels = new byte[TEST_IMAGES * IMAGE_BYTES];
    new Random(1).nextBytes(pixels);
    byte[] labels = {1, 2, 3};
    byte[] grey = Arrays.copyOf(pixels, TEST_IMAGES * 28 * 28);
    byte[] idx = PublishedFiles.idx(grey, TEST_IMAGES, 28, 28);
    Reader mnist =
        file -> {
          Files.write(
              file.resolveSibling("t10k-labels-idx1-ubyte"),
              PublishedFiles.idx(labels, TEST_IMAGES));
          IdxImages.MNIST.read(file.getParent(), Split.TEST);
        };
    byte[] record = Arrays.copyOf(new byte[] {5}, 1 + IMAGE_BYTES);
    byte[] archive = PublishedFiles.tarGz(Map.of("cifar-10-batches-bin/test_batch.bin", record));
    Path npz = Files.createTempFile("images", ".npz");
    NumpyArrays.savez(
        npz,
        Map.of(
            "x", NumpyArrays.floats(List.of(1, 2, 2), 0, 0.5f, 1, 0),
            "y", NumpyArrays.longs(List.of(1), 3)));
    byte[] arrays = Files.readAllBytes(npz);
    Files.delete(npz);
    return List.of(
        new Sample("mnist/t10k-images-idx3-ubyte", idx, mnist),
        new Sample("mnist2/t10k-images-idx3-ubyte.gz", PublishedFiles.gzip(idx), mnist),
        new Sample(
            "svhn/test_32x32.mat",
            PublishedFiles.svhn(pixels, labels),
            file -> Svhn.read(file.getParent(), Split.TEST)),
        new Sample("cifar.tar.gz", archive, file -> Cifar.TEN.read(file, Split.TEST)),
        new Sample("x.npz", arrays, file -> NpzImages.read(file, Split.TEST, OptionalInt.empty())));
  }

  private static List<Sample> cifar() throws IOException {
    byte[] records = new byte[TEST_IMAGES * (1 + IMAGE_BYTES)];
    new Random(0).nextBytes(records);
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < TEST_IMAGES; i++) {
      records[i * (1 + IMAGE_BYTES)] = (byte) i;
      labels.add(i + 1);
    }
    Reader imageNet = file -> ImageNet32.read(file.getParent(), Split.TEST);
    var arrays =
        Map.of(
            "data",
            NumpyArrays.bytes(
                List.of(TEST_IMAGES, IMAGE_BYTES), new byte[TEST_IMAGES * IMAGE_BYTES]),
            "labels",
            labels);
    return List.of(
        new Sample(
            "cifar/test_batch.bin", records, file -> Cifar.TEN.read(file.getParent(), Split.TEST)),
        new Sample("imagenet2/val_data", PickleBytes.python2(arrays), imageNet),
        new Sample("imagenet3/val_data", PickleBytes.python3(arrays), imageNet));
  }
}
