package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.onnx.OnnxWriter;
import org.smoothadv.internal.savedmodel.Networks;
import org.smoothadv.network.ImageShape;
import org.smoothadv.support.NumpyArrays;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Our own export is a SavedModel like any other: adopted again it must be the same classifier. */
class AdoptCommandTest {
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);

  @TempDir Path folder;

  private Outcome adopt(Path source, String... more) {
    List<String> options = new ArrayList<>(List.of("--signature", "logits"));
    options.addAll(List.of(more));
    return adoptOnnx(source, options.toArray(String[]::new));
  }

  private List<String> asked(String command, String option, Path classifier, String... more)
      throws IOException {
    Path log = Files.createTempDirectory(folder, command).resolve("log.tsv");
    List<String> words = new ArrayList<>(List.of(command, option, classifier.toString()));
    words.addAll(List.of("--max", "6", "--n", "150", "--sigma", "0.5", "--log", log.toString()));
    words.addAll(List.of(more));
    Smoothadv.call(words.toArray(String[]::new)).assertDone();
    return LogLines.answers(log);
  }

  @Test
  void ourOwnExportAdoptedAgainVotesAndIsAttackedAsBefore()
      throws IOException, InterruptedException {
    Outcome outcome = adopt(TinyExport.folder()).assertDone();
    assertTrue(outcome.out().contains("32 x 32 x 3, 10 classes"), outcome.out());
    assertTrue(outcome.out().contains("on 100 images"), outcome.out());
    Path model = folder.resolve("model");
    Path run = TinyRun.folder();
    assertEquals(asked("certify", "--run", run), asked("certify", "--model", model));
    String[] attack = {"--attack", "pgd", "--epsilon", "1", "--steps", "3", "--noise-samples", "4"};
    assertEquals(
        asked("predict", "--run", run, attack), asked("predict", "--model", model, attack));
  }

  @Test
  void whatTheUserSaysOfTheInputCounts() throws IOException, InterruptedException {
    Outcome outcome = adopt(TinyExport.folder(), "--input-range", "0,255").assertDone();
    Outcome right = adopt(TinyExport.folder(), "--out", folder.resolve("b").toString());
    assertFalse(outcome.out().lines().toList().get(2).equals(right.out().lines().toList().get(2)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sigma 0 | --sigma is 0",
        "--sigma 64 | did you mean 64/255",
        "--input-range 0,2 | --input-range is 0,2",
        "--input-range 0,0/1,1 | --input-range is 0,0/1,1",
        "--input-range 0/0 | --input-range is 0/0",
        "--signature answers | answers",
        "--layout nchw | which images of 32 x 32 x 3 do not fit",
        "--layout left | --layout is 'left'; accepted is one of nhwc, nchw, flat",
        "--dataset cifar | there is no dataset 'cifar'",
        "--output-kind classes | 500 numbers for 5 images",
      })
  void refusesWhatDoesNotFit(String options, String problem)
      throws IOException, InterruptedException {
    adopt(TinyExport.folder(), options.split(" ", -1)).assertRefused(problem);
    assertFalse(Files.exists(folder.resolve("model")));
  }

  @Test
  void refusesWhatIsNoModel() throws IOException, InterruptedException {
    adopt(folder.resolve("nothing")).assertRefused("nothing does not exist");
    adopt(TinyExport.folder().resolve("saved_model.pb")).assertRefused("name its folder");
    Path zeros = Files.createDirectory(folder.resolve("zeros"));
    Files.write(zeros.resolve("saved_model.pb"), new byte[1 << 20]);
    adopt(zeros).assertRefused("saved_model.pb");
    Files.createDirectory(folder.resolve("model"));
    adopt(TinyExport.folder()).assertRefused("--out", "exists already");
  }

  /** Its logits are the means of red, of green and of blue, and 0 seven times. */
  private Path meansOfColours() throws IOException {
    return meansOfColours(-1, 3, 32, 32);
  }

  private Path meansOfColours(long... shape) throws IOException {
    float[] weights = new float[3 * 10];
    for (int colour = 0; colour < 3; colour++) {
      weights[colour * 10 + colour] = 1;
    }
    Path file = folder.resolve("means.onnx");
    return Files.write(
        file,
        new OnnxWriter(13)
            .input("pixels", shape)
            .constant("weights", weights, 3, 10)
            .node("GlobalAveragePool", List.of("pixels"), "means", Map.of())
            .node("Flatten", List.of("means"), "flat", Map.of())
            .node("MatMul", List.of("flat", "weights"), "logits", Map.of())
            .node("Softmax", List.of("logits"), "answers", Map.of("axis", -1))
            .output("answers")
            .bytes());
  }

  private Outcome adoptOnnx(Path source, String... more) {
    List<String> words = new ArrayList<>(List.of("adopt", source.toString()));
    Map<String, String> options = new LinkedHashMap<>();
    options.put("--out", folder.resolve("model").toString());
    options.put("--dataset", "synthetic");
    options.put("--sigma", "0.25");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    options.forEach((option, value) -> words.addAll(List.of(option, value)));
    return Smoothadv.call(words.toArray(String[]::new));
  }

  @Test
  void anOnnxFileAnswersWithItsBrightestColour() throws IOException {
    adoptOnnx(meansOfColours()).assertDone();
    ImageDataset images = Datasets.open("synthetic", Path.of(""), Split.TEST, SHAPE);
    List<String> lines = asked("predict", "--model", folder.resolve("model"));
    byte[] pixels = new byte[SHAPE.values()];
    for (int i = 0; i < 6; i++) {
      images.copyPixels(i, pixels, 0);
      long[] sums = new long[3];
      for (int k = 0; k < pixels.length; k++) {
        sums[k % 3] += pixels[k] & 0xff;
      }
      int brightest = sums[0] >= sums[1] ? 0 : 1;
      brightest = sums[brightest] >= sums[2] ? brightest : 2;
      assertEquals(brightest, Integer.parseInt(lines.get(i + 1).split("\t", -1)[3]), "image " + i);
    }
    asked(
        "predict",
        "--model",
        folder.resolve("model"),
        "--attack",
        "ddn",
        "--epsilon",
        "0.5",
        "--steps",
        "2",
        "--noise-samples",
        "2");
  }

  @Test
  void sizesThatAnOnnxFileLeavesOpenAreTheDatasets() throws IOException {
    adoptOnnx(meansOfColours()).assertDone();
    List<String> lines = asked("certify", "--model", folder.resolve("model"));
    Path open = meansOfColours(-1, 3, -1, -1);
    adoptOnnx(open, "--out", folder.resolve("open").toString()).assertDone();
    assertEquals(lines, asked("certify", "--model", folder.resolve("open")));
    String place = folder.resolve("larger").toString();
    Outcome larger =
        adoptOnnx(open, "--dataset", "folder", "--image-size", "48", "--out", place).assertDone();
    assertTrue(larger.out().contains("48 x 48 x 3"), larger.out());
    String[] other = {"--out", folder.resolve("other").toString()};
    adoptOnnx(open, "--image-size", "48", other[0], other[1])
        .assertRefused("--image-size", "'folder' takes any size");
    Path unknown = meansOfColours(-1, -1, -1, -1);
    adoptOnnx(unknown, other).assertRefused("--layout is missing");
    adoptOnnx(unknown, "--layout", "nchw", other[0], other[1]).assertDone();
    assertEquals(lines, asked("certify", "--model", folder.resolve("other")));
  }

  @Test
  void classesHaveNoGradientAndTheAnswerNamesSteins() throws IOException {
    Path file = meansOfColours();
    Files.write(
        file,
        new OnnxWriter(13)
            .input("pixels", -1, 3, 32, 32)
            .node("GlobalAveragePool", List.of("pixels"), "means", Map.of())
            .node("Flatten", List.of("means"), "flat", Map.of())
            .node("ArgMax", List.of("flat"), "class", Map.of("axis", 1, "keepdims", 0))
            .output("class")
            .bytes());
    adoptOnnx(file, "--output-kind", "classes").assertDone();
    String model = folder.resolve("model").toString();
    String[] attack = {
      "predict",
      "--model",
      model,
      "--attack",
      "pgd",
      "--epsilon",
      "0.5",
      "--steps",
      "2",
      "--noise-samples",
      "4",
      "--max",
      "1",
      "--n",
      "100",
      "--log",
      folder.resolve("l").toString()
    };
    Smoothadv.call(attack).assertRefused("--gradient plugin", "--gradient stein needs none");
    List<String> stein = new ArrayList<>(List.of(attack));
    stein.addAll(List.of("--gradient", "stein"));
    Smoothadv.call(stein.toArray(String[]::new)).assertDone();
  }

  /** Whoever makes the folder makes its checksum as well. */
  @Test
  void anAdoptedFolderOfAStrangerRunsNothingButSums() throws IOException {
    adoptOnnx(meansOfColours()).assertDone();
    Path network = folder.resolve("model/network.pb");
    Path about = folder.resolve("model/smoothadv.json");
    byte[] before = Files.readAllBytes(network);
    GraphDef.Builder graph = GraphDef.parseFrom(before).toBuilder();
    graph.addNode(NodeDef.newBuilder().setName("more").setOp("WriteFile"));
    byte[] after = graph.build().toByteArray();
    Files.write(network, after);
    Files.writeString(about, Files.readString(about).replace(Sha256.of(before), Sha256.of(after)));
    String model = folder.resolve("model").toString();
    Smoothadv.call("certify", "--model", model, "--log", folder.resolve("l").toString())
        .assertRefused("network.pb", "'more' (WriteFile) reads or writes files");
  }

  @Test
  void aDamagedModelIsRefused() throws IOException, InterruptedException {
    adopt(TinyExport.folder()).assertDone();
    Path network = folder.resolve("model/network.pb");
    byte[] content = Files.readAllBytes(network);
    content[content.length / 2] ^= 1;
    Files.write(network, content);
    String model = folder.resolve("model").toString();
    String log = folder.resolve("log.tsv").toString();
    Smoothadv.call("certify", "--model", model, "--n", "100", "--log", log)
        .assertRefused("network.pb is damaged", "adopt");
    Files.writeString(folder.resolve("model/smoothadv.json"), "{}");
    Smoothadv.call("certify", "--model", model, "--n", "100", "--log", log)
        .assertRefused("smoothadv.json is damaged");
    assertFalse(Files.exists(folder.resolve("log.tsv")));
  }

  @Test
  void anAdoptedModelIsExportedAndAdoptedOnceMore() throws IOException, InterruptedException {
    adopt(TinyExport.folder()).assertDone();
    String model = folder.resolve("model").toString();
    adopt(folder.resolve("model"), "--out", folder.resolve("copy").toString())
        .assertRefused("was adopted already");
    Path export = folder.resolve("export");
    Smoothadv.call("export", "--model", model, "--out", export.toString()).assertDone();
    Smoothadv.call("certify", "--model", export.toString(), "--log", folder.resolve("l").toString())
        .assertRefused("an export of an adopted model");
    Path again = folder.resolve("again");
    adopt(export, "--out", again.toString()).assertDone();
    assertEquals(
        asked("certify", "--model", folder.resolve("model")), asked("certify", "--model", again));
  }

  @Test
  void votesAndIsAttackedInBfloat16() throws IOException, InterruptedException {
    adopt(TinyExport.folder()).assertDone();
    Path model = folder.resolve("model");
    String[] brain = {"--precision", "bfloat16"};
    String[] attack = {
      "--precision", "bfloat16", "--attack", "pgd", "--epsilon", "1", "--steps", "2"
    };
    assertEquals(7, asked("certify", "--model", model, brain).size());
    assertEquals(7, asked("predict", "--model", model, attack).size());
    Path export = folder.resolve("export");
    String[] words = {"export", "--model", model.toString(), "--out", export.toString()};
    List<String> inBrain = new ArrayList<>(List.of(words));
    inBrain.addAll(List.of(brain));
    Smoothadv.call(inBrain).assertDone();
    assertTrue(
        Files.readString(export.resolve("assets.extra/smoothadv.json")).contains("bfloat16"));
  }

  @Test
  void whereNothingWouldBeRoundedBfloat16IsRefused() throws IOException {
    adoptOnnx(meansOfColours()).assertDone();
    String model = folder.resolve("model").toString();
    String log = folder.resolve("log.tsv").toString();
    Smoothadv.call("certify", "--model", model, "--precision", "bfloat16", "--log", log)
        .assertRefused("--precision bfloat16", "no convolution or matrix product between");
  }

  @Test
  void aNormalisationOfKerasIsPartOfTheConvolution() throws IOException {
    Path saved = Networks.convolutional().write(folder.resolve("keras"));
    NumpyArrays.savez(
        folder.resolve("x.npz"),
        Map.of(
            "data",
            NumpyArrays.bytes(List.of(2, 4, 4, 3), new byte[2 * 4 * 4 * 3]),
            "labels",
            NumpyArrays.longs(List.of(2), 0, 4)));
    List<String> words = new ArrayList<>(List.of("adopt", saved.toString(), "--sigma", "0.25"));
    words.addAll(List.of("--dataset", "npz", "--data", folder.resolve("x.npz").toString()));
    words.addAll(List.of("--out", folder.resolve("model").toString()));
    Smoothadv.call(words).assertDone();
    byte[] network = Files.readAllBytes(folder.resolve("model/network.pb"));
    List<String> operations =
        GraphDef.parseFrom(network).getNodeList().stream().map(NodeDef::getOp).toList();
    assertTrue(operations.contains("BiasAdd"), operations.toString());
    assertFalse(operations.contains("Mul"), operations.toString());
  }
}
