package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.golden.ChannelOrder;
import org.smoothadv.golden.GoldenCase;
import org.smoothadv.golden.GoldenNetwork;
import org.smoothadv.golden.Npy;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.training.ImportedState;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.ImageShape;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.run.Checkpoint;
import org.smoothadv.run.RunFolder;
import org.smoothadv.support.SmallGraph;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The reference's network as PyTorch saved it: in the older format, in zip, and on a GPU. */
class ImportGoldenTest {
  private static final int DAMAGED_COPIES = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint", "checkpoint-zip", "checkpoint-gpu"})
  void theRunHasTheTensorsAndLogitsOfTheReference(String name) throws IOException {
    Path run = imported(name, "cifar10");
    RunFolder imported = RunFolder.open(run);
    assertEquals("cifar-resnet-8", imported.description().configuration().network().architecture());
    Checkpoint checkpoint = imported.load();
    assertEquals(5, checkpoint.epochsDone());
    GoldenCase golden = GoldenCase.ofKind("forward").get(0);
    Map<String, FloatTensor> expected = GoldenNetwork.of(golden, "images").state();
    expected.forEach(
        (tensor, value) -> assertEquals(value, checkpoint.state().get(tensor), tensor));
    long parameters = imported.network().parameters().size();
    assertEquals(parameters, expected.size());
    FloatTensor images = ChannelOrder.channelsLast(golden.input("images").floats());
    float[] logits = logits(imported, checkpoint, images);
    golden.tolerance("logits_eval").assertElements(logits, golden.output("logits_eval"));
  }

  /** Trained behind a layer that only subtracts the mean, as its manifest says. */
  @Test
  void aCentredNetworkIsFoundOutAndHasTheLogitsOfTheReference() throws IOException {
    Path data = photographs();
    Path golden = pytorchFiles().resolve("checkpoints-centre");
    Path run = folder.resolve("centred");
    List<String> importing =
        List.of(
            "import %s --dataset cifar10 --data %s --sigma 0.25 --run %s"
                .formatted(golden.resolve("checkpoint.pth.tar"), data, run)
                .split(" "));
    Smoothadv.call(importing).assertRefused("centre fits its running statistics");
    List<String> wrong = new ArrayList<>(importing);
    wrong.addAll(List.of("--normalization", "standard"));
    Smoothadv.call(wrong).assertRefused("--normalization centre clearly better than standard");
    List<String> right = new ArrayList<>(importing);
    right.addAll(List.of("--normalization", "centre"));
    Smoothadv.call(right).assertDone();
    float[] pixels = new float[64 * 32 * 32 * 3];
    try (ImageDataset images = Datasets.open("cifar10", data, Split.TEST, ImageShape.ofSize(32))) {
      for (int i = 0; i < 64; i++) {
        System.arraycopy(images.pixels(i), 0, pixels, i * 32 * 32 * 3, 32 * 32 * 3);
      }
    }
    RunFolder imported = RunFolder.open(run);
    assertArrayEquals(
        Npy.read(golden.resolve("logits.npy")).floats().toArray(),
        logits(imported, imported.load(), FloatTensor.of(pixels, 64, 32, 32, 3)),
        1e-4f);
  }

  /** Too large for this repository; what they hold is that of the golden cases in it. */
  private static Path pytorchFiles() {
    Path files = Path.of(System.getProperty("pytorch.dir", ""));
    assumeTrue(
        Files.exists(files.resolve("checkpoints/checkpoint.pth.tar")),
        () -> "no files of PyTorch in " + files);
    return files;
  }

  private static Path photographs() {
    Path data = Path.of(System.getProperty("cifar10.dir", ""));
    assumeTrue(Files.exists(data.resolve("test_batch.bin")), () -> "no photographs in " + data);
    return data;
  }

  private static float[] logits(RunFolder run, Checkpoint checkpoint, FloatTensor images) {
    try (SmallGraph graph = new SmallGraph()) {
      Map<String, Operand<TFloat32>> weights = new HashMap<>();
      checkpoint.state().forEach((name, value) -> weights.put(name, graph.constant(value)));
      InferenceLayers<TFloat32> layers =
          new InferenceLayers<>(
              graph.tf(),
              TFloat32.class,
              BatchNormFolding.fold(graph.tf(), run.network(), weights));
      return graph.values(run.network().logits(layers, graph.constant(images)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint-zip", "checkpoint-gpu"})
  void momentumIsThatOfTheCheckpointInEveryFormat(String name) throws IOException {
    Map<String, FloatTensor> momentum = momentum("checkpoint");
    assertEquals(29, momentum.size());
    assertTrue(
        IntStream.range(0, 10).anyMatch(i -> momentum.get("momentum/fc.bias").toArray()[i] != 0));
    assertEquals(momentum, momentum(name));
  }

  @Test
  void momentumThatIsNoNumberIsRefused() throws IOException {
    float[] values = momentum("checkpoint").get("momentum/fc.bias").toArray();
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    String text = new String(Files.readAllBytes(file("checkpoint")), StandardCharsets.ISO_8859_1);
    int place = text.indexOf(new String(buffer.array(), StandardCharsets.ISO_8859_1));
    ByteBuffer content = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    content.order(ByteOrder.LITTLE_ENDIAN).putFloat(place, Float.NaN);
    Path changed = folder.resolve("changed.pth.tar");
    Files.write(changed, content.array());
    Path run = folder.resolve("refused");
    Smoothadv.call(
            "import %s --dataset synthetic --sigma 0.25 --run %s"
                .formatted(changed, run)
                .split(" "))
        .assertRefused(changed + ": tensor 'momentum/fc.bias' has an element NaN");
    assertFalse(Files.exists(run));
  }

  private Map<String, FloatTensor> momentum(String name) throws IOException {
    Map<String, FloatTensor> state =
        new HashMap<>(RunFolder.open(imported(name, "cifar10")).load().state());
    state.keySet().removeIf(tensor -> !tensor.startsWith("momentum/"));
    return state;
  }

  @Test
  void theRunCertifiesAndPredicts() throws IOException {
    String run = imported("checkpoint-gpu", "synthetic").toString();
    Smoothadv.call("certify", "--run", run, "--max", "3", "--n", "200").assertDone();
    assertEquals(4, Files.readAllLines(Path.of(run, "certify-0.25.tsv")).size());
    Smoothadv.call("predict", "--run", run, "--max", "3", "--n", "100").assertDone();
    assertEquals(4, Files.readAllLines(Path.of(run, "predict-0.25.tsv")).size());
  }

  private Path imported(String name, String dataset) {
    Path run = folder.resolve(name + "-" + dataset);
    Smoothadv.call(
            "import",
            file(name).toString(),
            "--dataset",
            dataset,
            "--sigma",
            "0.25",
            "--normalization",
            "standard",
            "--run",
            run.toString())
        .assertDone();
    return run;
  }

  private static Path file(String name) {
    return pytorchFiles().resolve("checkpoints").resolve(name + ".pth.tar");
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint", "checkpoint-zip", "checkpoint-gpu"})
  void everyPrefixIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file(name));
    Random random = new Random(1);
    Path cut = folder.resolve("cut.pth.tar");
    IntStream lengths =
        IntStream.concat(
            IntStream.of(0, 1, 2, 3, 4, 5, 15, 16, 17, whole.length - 1, whole.length - 2),
            random.ints(DAMAGED_COPIES, 0, whole.length));
    for (int length : lengths.toArray()) {
      Files.write(cut, Arrays.copyOf(whole, length));
      InvalidInputException e =
          assertThrows(InvalidInputException.class, () -> read(cut), "length " + length);
      assertTrue(e.getMessage().startsWith(cut.toString()), e.getMessage());
    }
  }

  /** In the older format nothing tells that a weight has changed. */
  @ParameterizedTest
  @ValueSource(strings = {"checkpoint", "checkpoint-zip", "checkpoint-gpu"})
  void changedBytesAreReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(file(name));
    Random random = new Random(2);
    Path changed = folder.resolve("changed.pth.tar");
    for (int i = 0; i < DAMAGED_COPIES; i++) {
      byte[] content = whole.clone();
      // Half of the changes go where the object and the directory are.
      int at =
          switch (i % 4) {
            case 0 -> random.nextInt(11_000);
            case 1 -> whole.length - 1 - random.nextInt(9_000);
            default -> random.nextInt(whole.length);
          };
      content[at] = (byte) random.nextInt(256);
      Files.write(changed, content);
      try {
        read(changed);
      } catch (InvalidInputException e) {
        assertTrue(e.getMessage().startsWith(changed.toString()), e.getMessage());
      } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("byte " + at + " is " + content[at], e);
      }
    }
  }

  private static void read(Path file) throws IOException {
    try (PyTorchCheckpoint source = PyTorchCheckpoint.open(file, "")) {
      ImportedState.read(source, Architectures.named("cifar-resnet-8", 10, 32));
    }
  }
}
