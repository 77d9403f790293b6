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
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter;
import org.smoothadv.run.RunFolder;

/** How training scripts put weights into files, and what else they put there. */
class ImportedFormsTest {
  private static final Map<String, FloatTensor> WEIGHTS =
      ImportCommandTest.weights("cifar-resnet-8", 10);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"net", "model", "model_state_dict", "state_dict_ema", "whatever"})
  void weightsAreFoundInWhateverField(String field) throws IOException {
    Outcome done = imports(writer("module.", WEIGHTS).archiveOf(field, "epoch", "K\3"));
    assertTrue(done.out().contains("read: field '" + field + "', names behind 'module.'"));
    assertEquals(3, RunFolder.open(folder.resolve("run")).epochsDone());
  }

  @Test
  void ofAveragesAndWeightsTheWeightsAreRead() throws IOException {
    Map<String, FloatTensor> incomplete = new LinkedHashMap<>(WEIGHTS);
    incomplete.remove("fc.bias"); // the last one: the others share their storages
    String averages = writer("", incomplete).opcodes();
    byte[] both = writer("", WEIGHTS).archiveOf("state_dict", "model_ema", averages);
    Outcome done = imports(both);
    assertTrue(done.out().contains("not read: weights of fields 'model_ema'"), done.out());
    clear();
    call("--state-dict", "model_ema").assertRefused("no tensor 'fc.bias'", "field 'model_ema'");
    call("--state-dict", "ema").assertRefused("field 'ema'", "'state_dict'", "'model_ema'");
    refused(
        writer("", WEIGHTS).archiveOf("first", "second", averages),
        "'second', 'first'",
        "--state-dict");
  }

  @Test
  void whatElseIsInTheFileIsPassedOverAndNeverRun() throws IOException {
    imports(
        writer("1.", WEIGHTS)
            .archiveOf(
                "state_dict",
                "namespace",
                "cargparse\nNamespace\n)\u0081}X\2\0\0\0lrK\1sb",
                "getter",
                "coperator\nitemgetter\n(K\1tR",
                "path",
                "cpathlib\nPosixPath\n(X\1\0\0\0atR",
                "set",
                "c__builtin__\nset\n](K\1K\2e\u0085R",
                "newer set",
                "\u008f(K\1K\2\u0090",
                "frozenset",
                "(K\1K\2\u0091",
                "counter",
                "ccollections\nCounter\n}X\1\0\0\0aK\2s\u0085R",
                "defaultdict",
                "ccollections\ndefaultdict\nc__builtin__\nint\n\u0085RX\1\0\0\0aK\2s",
                "deque",
                "ccollections\ndeque\n)R(K\1K\2e",
                "dtype",
                "ctorch\nfloat32\n",
                "keys",
                "}K\1K\2\u0086K\3sctorch\nfloat16\nK\4s",
                "enum",
                "c__builtin__\ngetattr\nc__main__\nColour\nX\3\0\0\0RED\u0086R",
                "own class",
                "c__main__\nConfig\n)\u0081}X\1\0\0\0aK\1sb",
                "with keywords",
                "c__main__\nConfig\n)}\u0092",
                "old class",
                "(K\1i__main__\nOld\n",
                "objects of NumPy",
                "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\u0085U\1b\u0087R"
                    + "(K\1K\1\u0085cnumpy\ndtype\nU\2O8\u0089\u0088\u0087R\u0089]Natb"));
  }

  @Test
  void aWholeNetworkIsAProgramAndRefused() throws IOException {
    String module = "cresnet\nResNet\n)\u0081}X\1\0\0\0aK\1sb";
    refused(
        new TorchWriter().archiveOf("epoch", "net", module),
        "'net' (an object of class 'resnet.ResNet')",
        "state_dict()");
  }

  @Test
  void otherFieldsAreNamedWhereNoneHoldsWeights() throws IOException {
    refused(new TorchWriter().archiveOf("optimizer", "lr", "K\1"), "'lr', 'optimizer'");
    Map<String, FloatTensor> vgg = new LinkedHashMap<>();
    for (int i = 0; i < 12; i++) {
      vgg.put("module.features." + i + ".weight", FloatTensor.of(new float[1], 1));
    }
    refused(
        new TorchWriter().addAll(vgg).archiveOf("net"),
        "'net' has tensors 'module.features.0.weight'",
        "(12 in all), all behind 'module.features.'",
        "'conv1.weight'");
  }

  @Test
  void tensorsBesideTheNetworkAreNamed() throws IOException {
    Map<String, FloatTensor> tensors = ImportCommandTest.prefixed("backbone.", WEIGHTS);
    tensors.put("n_averaged", FloatTensor.of(new float[] {3}));
    imports(new TorchWriter().addAll(tensors).archiveOf("model"));
    tensors.put("head.weight", FloatTensor.of(new float[100], 10, 10));
    refused(
        new TorchWriter().addAll(tensors).archiveOf("model"),
        "'head.weight' is no part of it",
        "behind 'backbone.'");
    tensors.remove("backbone.fc.weight");
    refused(
        new TorchWriter().addAll(tensors).archiveOf("model"),
        "'fc.weight' is missing",
        "not 'head.weight'");
  }

  @Test
  void twoNetworksInOneDictionaryAreRefused() throws IOException {
    Map<String, FloatTensor> two = ImportCommandTest.prefixed("encoder_q.", WEIGHTS);
    two.putAll(ImportCommandTest.prefixed("encoder_k.", WEIGHTS));
    refused(new TorchWriter().addAll(two).archiveOf("state_dict"), "'encoder_k.', 'encoder_q.'");
    Map<String, FloatTensor> twice = new LinkedHashMap<>(WEIGHTS);
    twice.put("module.fc.bias", FloatTensor.of(new float[10], 10));
    refused(
        new TorchWriter().addAll(twice).archiveOf("state_dict"),
        "'fc.bias' and 'module.fc.bias' are both");
  }

  @Test
  void namesOfTheAuthorsArchitecturesAreKnown() throws IOException {
    imports(new TorchWriter().addAll(WEIGHTS).archive("imagenet32_resnet8"));
    refused(
        new TorchWriter().addAll(WEIGHTS).archive("ResNet18"),
        "field 'arch' is 'ResNet18'",
        "--arch cifar-resnet-8");
  }

  @Test
  void safetensorsAreImported() throws IOException {
    Path file = folder.resolve("net.safetensors");
    SafeTensors.write(file, NamedTensors.of(ImportCommandTest.prefixed("module.net.", WEIGHTS)));
    Outcome done = call(file).assertDone();
    assertTrue(done.out().contains("names behind 'module.net.'"), done.out());
    assertSameWeights();
    clear();
    SafeTensors.write(
        file, NamedTensors.of(Map.of("features.0.weight", FloatTensor.of(new float[1], 1))));
    call(file).assertRefused(file.toString(), "'features.0.weight'", "'conv1.weight'");
    SafeTensors.write(
        file, NamedTensors.of(Map.of("momentum/fc.bias", FloatTensor.of(new float[1], 1))));
    call(file).assertRefused("a checkpoint of this program", "--model");
    call(file, "--state-dict", "net").assertRefused("--state-dict net", "no fields");
  }

  private static TorchWriter writer(String prefix, Map<String, FloatTensor> tensors) {
    return new TorchWriter().addAll(ImportCommandTest.prefixed(prefix, tensors));
  }

  /** Imports, and compares the weights. */
  private Outcome imports(byte[] checkpoint) throws IOException {
    clear();
    Files.write(folder.resolve("checkpoint.pt"), checkpoint);
    Outcome done = call().assertDone();
    assertSameWeights();
    return done;
  }

  private void clear() {
    if (Files.exists(folder.resolve("run"))) {
      Folders.delete(folder.resolve("run"));
    }
  }

  private void assertSameWeights() throws IOException {
    Map<String, FloatTensor> state = RunFolder.open(folder.resolve("run")).load().state();
    WEIGHTS.forEach((name, value) -> assertEquals(value, state.get(name), name));
  }

  private void refused(byte[] checkpoint, String... words) throws IOException {
    clear();
    Files.write(folder.resolve("checkpoint.pt"), checkpoint);
    call().assertRefused(words);
    assertFalse(Files.exists(folder.resolve("run")));
  }

  private Outcome call(String... options) {
    return call(folder.resolve("checkpoint.pt"), options);
  }

  private Outcome call(Path file, String... options) {
    String run = folder.resolve("run").toString();
    List<String> words = new ArrayList<>(List.of("import", file.toString(), "--run", run));
    words.addAll(List.of("--dataset", "synthetic", "--sigma", "0.5"));
    words.addAll(List.of("--normalization", "standard"));
    words.addAll(List.of(options));
    return Smoothadv.call(words);
  }
}
