package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.Sha256;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.onnx.OnnxWriter;
import org.smoothadv.network.ImageShape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Networks in ONNX files, certified and attacked. */
class AdoptOnnxTest {
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);

  @TempDir Path folder;

  private Adopting adopting() {
    return new Adopting(folder);
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

  @Test
  void anOnnxFileAnswersWithItsBrightestColour() throws IOException {
    adopting().adopt(meansOfColours()).assertDone();
    ImageDataset images = Datasets.open("synthetic", Path.of(""), Split.TEST, SHAPE);
    List<String> lines = adopting().asked("predict", "--model", folder.resolve("model"));
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
    adopting()
        .asked(
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
    adopting().adopt(meansOfColours()).assertDone();
    List<String> lines = adopting().asked("certify", "--model", folder.resolve("model"));
    Path open = meansOfColours(-1, 3, -1, -1);
    adopting().adopt(open, "--out", folder.resolve("open").toString()).assertDone();
    assertEquals(lines, adopting().asked("certify", "--model", folder.resolve("open")));
    String place = folder.resolve("larger").toString();
    Outcome larger =
        adopting()
            .adopt(open, "--dataset", "folder", "--image-size", "48", "--out", place)
            .assertDone();
    assertTrue(larger.out().contains("48 x 48 x 3"), larger.out());
    String[] other = {"--out", folder.resolve("other").toString()};
    adopting()
        .adopt(open, "--image-size", "48", other[0], other[1])
        .assertRefused("--image-size", "'folder' takes any size");
    Path unknown = meansOfColours(-1, -1, -1, -1);
    adopting().adopt(unknown, other).assertRefused("--layout is missing");
    adopting().adopt(unknown, "--layout", "nchw", other[0], other[1]).assertDone();
    assertEquals(lines, adopting().asked("certify", "--model", folder.resolve("other")));
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
    adopting().adopt(file, "--output-kind", "classes").assertDone();
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
    adopting().adopt(meansOfColours()).assertDone();
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
  void whereNothingWouldBeRoundedBfloat16IsRefused() throws IOException {
    adopting().adopt(meansOfColours()).assertDone();
    String model = folder.resolve("model").toString();
    String log = folder.resolve("log.tsv").toString();
    Smoothadv.call("certify", "--model", model, "--precision", "bfloat16", "--log", log)
        .assertRefused("--precision bfloat16", "no convolution or matrix product between");
  }
}
