package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.device.Machine;
import org.smoothadv.network.Precision;
import org.smoothadv.run.RunFolder;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.NoiseKind;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.support.NumpyArrays;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** {@code --noise discrete}, wherever votes are counted. */
class NoiseOptionTest {
  private static final String[] DISCRETE = {"--noise", "discrete"};

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void findRun() throws IOException, InterruptedException {
    run = TinyRun.folder();
  }

  /** The answers of a log, without time and settings. */
  private List<String> certify(String name, String... options) throws IOException {
    certifying(name, options).assertDone();
    return LogLines.answers(folder.resolve(name));
  }

  private Outcome certifying(String name, String... options) {
    List<String> given = List.of(options);
    List<String> arguments = new ArrayList<>(List.of("certify", "--run", run.toString()));
    arguments.addAll(List.of("--log", folder.resolve(name).toString(), "--max", "9"));
    Map.of("--n", "200", "--sigma", "0.5")
        .forEach(
            (option, usual) -> {
              if (!given.contains(option)) {
                arguments.addAll(List.of(option, usual));
              }
            });
    arguments.addAll(given);
    return Smoothadv.call(arguments);
  }

  private static String[] discrete(String... more) {
    List<String> options = new ArrayList<>(List.of(DISCRETE));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  private JsonObject described(String name) throws IOException {
    String json = Files.readString(folder.resolve(name + ".json"));
    return JsonParser.parseString(json).getAsJsonObject();
  }

  @Test
  void votesAreOthersAndTheLogSaysSo() throws IOException {
    List<String> gaussian = certify("gaussian.tsv");
    List<String> discrete = certify("discrete.tsv", DISCRETE);
    assertNotEquals(gaussian, discrete);
    assertFalse(described("gaussian").has("noise"), "old logs and new ones are alike");
    assertFalse(described("gaussian").has("noiseRemainder"));
    assertEquals("discrete", described("discrete").get("noise").getAsString());
    double remainder = described("discrete").get("noiseRemainder").getAsDouble();
    assertTrue(remainder > 0 && remainder < 1e-12, remainder + "");
    assertEquals(gaussian, certify("named.tsv", "--noise", "gaussian"));
    assertEquals(
        Files.readAllLines(folder.resolve("gaussian.tsv")).get(1).replaceAll(".*\t", ""),
        Files.readAllLines(folder.resolve("named.tsv")).get(1).replaceAll(".*\t", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch 16", "--batch 10"})
  void countsDoNotDependOnHowTheyAreComputed(String options) throws IOException {
    List<String> expected = certify("64.tsv", discrete("--batch", "64"));
    assertEquals(expected, certify("other.tsv", discrete(options.split(" "))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--bound top-two", "--sampling adaptive --radii 0.1,0.25,0.5 --n 1000"})
  void resumedLogsAndShardsAreTheWholeLog(String options) throws IOException {
    String[] with = discrete(options.isEmpty() ? new String[0] : options.split(" "));
    List<String> expected = certify("whole.tsv", with);
    Path log = folder.resolve("resumed.tsv");
    certify("resumed.tsv", with);
    LogLines.cutAfter(log, 4);
    List<String> resume = new ArrayList<>(List.of(with));
    resume.add("--resume");
    assertEquals(expected, certify("resumed.tsv", resume.toArray(String[]::new)));
    TreeSet<String> parts = new TreeSet<>();
    for (int i = 1; i <= 2; i++) {
      List<String> shard = new ArrayList<>(List.of(with));
      shard.addAll(List.of("--shard", i + "/2"));
      parts.addAll(certify("shard" + i + ".tsv", shard.toArray(String[]::new)));
    }
    assertEquals(new TreeSet<>(expected), parts);
  }

  @Test
  void severalThreadsCountAsOne() throws IOException {
    SmoothingParameters parameters =
        new SmoothingParameters(0.5, 50, 200, 0.01, NoiseKind.DISCRETE);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      float[] image = new float[3072];
      Arrays.fill(image, (20 + 25 * i) / 255f);
      images.add(image);
    }
    try (SmoothedClassifier smoothed = RunFolder.open(run).smoothedClassifier(parameters, 5)) {
      List<Certification> together = smoothed.certify(images);
      assertEquals(together, images.stream().map(smoothed::certify).toList());
    }
  }

  @Test
  void recertificationKnowsWhatTheNoiseLeavesOfAlpha() throws IOException {
    certify("log.tsv", DISCRETE);
    List<String> expected = certify("other.tsv", discrete("--alpha", "0.01"));
    Path again = folder.resolve("again.tsv");
    Smoothadv.call(
            "recertify",
            folder.resolve("log.tsv").toString(),
            "--alpha",
            "0.01",
            "--out",
            again.toString())
        .assertDone();
    assertEquals(expected, LogLines.answers(again));
  }

  @Test
  void tablesSayThatLogsDiffer() throws IOException {
    certify("a.tsv");
    certify("b.tsv", DISCRETE);
    String out = Smoothadv.call("analyze", folder.toString()).assertDone().out();
    assertTrue(
        out.contains(
            "logs differ in noise: gaussian, where nothing is told (1 log), discrete (1 log)"),
        out);
  }

  @Test
  void anExportCountsTheVotesOfItsRun() throws IOException {
    Path model = folder.resolve("model");
    Smoothadv.call(
            "export",
            "--run",
            run.toString(),
            "--sigma",
            "0.5",
            "--noise",
            "discrete",
            "--out",
            model.toString())
        .assertDone();
    String about = Files.readString(model.resolve("assets.extra/smoothadv.json"));
    assertTrue(about.contains("\"noise\": \"discrete\""), about);
    float[] image = new float[3072];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 256 / 255f;
    }
    SmoothingParameters parameters = new SmoothingParameters(0.5, 1, 1, 0.5, NoiseKind.DISCRETE);
    try (SavedModelBundle served = SavedModelBundle.load(model.toString(), "serve");
        BaseClassifier classifier =
            new BaseClassifier(
                RunFolder.open(run).classifier().frozen(Precision.FLOAT32),
                64,
                parameters,
                Machine.current())) {
      for (int[] part : new int[][] {{0, 64}, {0, 150}, {37, 100}}) {
        int[] expected = classifier.votes(image, 7, 0.5, -3).count(part[0], part[1]).byClass();
        assertArrayEquals(expected, votes(served, image, part[0], part[1]));
      }
      image[5] += 0.001f;
      TFInvalidArgumentException refused =
          assertThrows(TFInvalidArgumentException.class, () -> votes(served, image, 0, 1));
      assertTrue(refused.getMessage().contains("multiples of 1/255"), refused.getMessage());
    }
    // Asked by this program, it is asked in its own way.
    String[] asExported = {"--n", "200", "--max", "9"};
    Path log = folder.resolve("exported.tsv");
    List<String> arguments =
        new ArrayList<>(List.of("certify", "--model", model.toString(), "--log", log.toString()));
    arguments.addAll(List.of(asExported));
    Smoothadv.call(arguments).assertDone();
    assertEquals(certify("run.tsv", DISCRETE), LogLines.answers(log));
  }

  private static int[] votes(SavedModelBundle served, float[] pixels, long first, int samples) {
    try (TFloat32 image = TFloat32.tensorOf(Shape.of(32, 32, 3), DataBuffers.of(pixels));
        TInt64 seed = TInt64.vectorOf(-3, 7);
        TInt64 start = TInt64.scalarOf(first);
        TInt32 count = TInt32.scalarOf(samples);
        Result result =
            served
                .function("votes")
                .call(Map.of("image", image, "seed", seed, "first", start, "samples", count))) {
      long[] counts = new long[10];
      StdArrays.copyFrom((TInt64) result.get("counts").orElseThrow(), counts);
      return Arrays.stream(counts).mapToInt(Math::toIntExact).toArray();
    }
  }

  @Test
  void attackedImagesAreAskedAboutOnTheGrid() throws IOException {
    Path log = folder.resolve("attacked.tsv");
    Smoothadv.call(
            "predict --noise discrete --attack pgd --epsilon 0.5 --steps 2 --noise-samples 2 --n 100 --max 4 --run %s --log %s"
                .formatted(run, log)
                .split(" "))
        .assertDone();
    assertEquals(5, Files.readAllLines(log).size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--noise uniform          | --noise is 'uniform'; accepted is one of gaussian, discrete",
        "--noise discrete --sigma 20     | --sigma is 20; of discrete noise, in steps of 1/255, accepted is a standard deviation from 0.0005 to 15",
        "--noise discrete --sigma 0.0001 | --sigma is 0.0001; of discrete noise",
        "--noise discrete --alpha 1e-90  | --alpha is 1.0E-90"
      })
  void whatCannotBeDrawnIsRefused(String options, String complaint) {
    certifying("log.tsv", options.split(" ")).assertRefused(complaint);
    assertFalse(Files.exists(folder.resolve("log.tsv")));
  }

  @Test
  void imagesThatAreNotOf8BitsAreRefused() throws IOException, InterruptedException {
    float[] pixels = new float[2 * 3072];
    Arrays.fill(pixels, 0.2f);
    pixels[3 * 33 + 1] = 0.3333f;
    Path images =
        NumpyArrays.savez(
            folder.resolve("images.npz"),
            Map.of(
                "images", NumpyArrays.floats(List.of(2, 32, 32, 3), pixels),
                "labels", NumpyArrays.longs(List.of(2), 0, 1)));
    Path model = TinyExport.folder();
    List<String> arguments =
        new ArrayList<>(
            List.of("certify", "--model", model.toString(), "--n", "100", "--dataset", "npz"));
    arguments.addAll(
        List.of("--data", images.toString(), "--log", folder.resolve("log.tsv").toString()));
    Smoothadv.call(arguments).assertDone();
    arguments.set(arguments.size() - 1, folder.resolve("other.tsv").toString());
    arguments.addAll(List.of(DISCRETE));
    Smoothadv.call(arguments)
        .assertRefused(
            "--noise discrete is for images of 8 bits",
            "0.3333 at row 1, column 1, channel 1, which is no multiple of 1/255");
    assertFalse(Files.exists(folder.resolve("other.tsv")));
  }

  @Test
  void aLogIsNotContinuedWithOtherNoise() throws IOException {
    certify("gaussian.tsv");
    certify("discrete.tsv", DISCRETE);
    certifying("gaussian.tsv", discrete("--resume"))
        .assertRefused("gaussian.tsv was made with --noise gaussian, this command has discrete");
    certifying("discrete.tsv", "--resume")
        .assertRefused("discrete.tsv was made with --noise discrete, this command has gaussian");
  }
}
