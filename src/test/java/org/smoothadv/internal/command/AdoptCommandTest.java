package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.internal.savedmodel.Networks;
import org.smoothadv.support.NumpyArrays;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Our own export is a SavedModel like any other: adopted again it must be the same classifier. */
class AdoptCommandTest {
  @TempDir Path folder;

  private Adopting adopting() {
    return new Adopting(folder);
  }

  private Outcome adopt(Path source, String... more) {
    List<String> options = new ArrayList<>(List.of("--signature", "logits"));
    options.addAll(List.of(more));
    return adopting().adopt(source, options.toArray(String[]::new));
  }

  @Test
  void ourOwnExportAdoptedAgainVotesAndIsAttackedAsBefore()
      throws IOException, InterruptedException {
    Outcome outcome = adopt(TinyExport.folder()).assertDone();
    assertTrue(outcome.out().contains("32 x 32 x 3, 10 classes"), outcome.out());
    assertTrue(outcome.out().contains("on 100 images"), outcome.out());
    Path model = folder.resolve("model");
    Path run = TinyRun.folder();
    assertEquals(
        adopting().asked("certify", "--run", run), adopting().asked("certify", "--model", model));
    String[] attack = {"--attack", "pgd", "--epsilon", "1", "--steps", "3", "--noise-samples", "4"};
    assertEquals(
        adopting().asked("predict", "--run", run, attack),
        adopting().asked("predict", "--model", model, attack));
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
        adopting().asked("certify", "--model", folder.resolve("model")),
        adopting().asked("certify", "--model", again));
  }

  @Test
  void votesAndIsAttackedInBfloat16() throws IOException, InterruptedException {
    adopt(TinyExport.folder()).assertDone();
    Path model = folder.resolve("model");
    String[] brain = {"--precision", "bfloat16"};
    String[] attack = {
      "--precision", "bfloat16", "--attack", "pgd", "--epsilon", "1", "--steps", "2"
    };
    assertEquals(7, adopting().asked("certify", "--model", model, brain).size());
    assertEquals(7, adopting().asked("predict", "--model", model, attack).size());
    Path export = folder.resolve("export");
    String[] words = {"export", "--model", model.toString(), "--out", export.toString()};
    List<String> inBrain = new ArrayList<>(List.of(words));
    inBrain.addAll(List.of(brain));
    Smoothadv.call(inBrain).assertDone();
    assertTrue(
        Files.readString(export.resolve("assets.extra/smoothadv.json")).contains("bfloat16"));
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
