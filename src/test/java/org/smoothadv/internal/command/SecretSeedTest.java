package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.input.Sha256;

/** {@code --seed secret}: committed to before the first vote, told after the last one. */
class SecretSeedTest {
  private static final String TOLD = "00112233445566778899aabbccddeeff";
  private static final String OTHER = "ffeeddccbbaa99887766554433221100";

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void findRun() throws IOException, InterruptedException {
    run = TinyRun.folder();
  }

  private Outcome certify(String name, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("certify", "--run", run.toString(), "--n", "100", "--sigma", "0.5"));
    arguments.addAll(List.of("--max", "6", "--log", folder.resolve(name).toString()));
    arguments.addAll(List.of(options));
    return Smoothadv.call(arguments);
  }

  private JsonObject described(String name) throws IOException {
    String json = Files.readString(folder.resolve(name));
    return JsonParser.parseString(json).getAsJsonObject();
  }

  private List<String> answers(String name) throws IOException {
    return LogLines.answers(folder.resolve(name));
  }

  private List<Path> keptSecrets() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".seed")).toList();
    }
  }

  @Test
  void theFinishedLogTellsTheSecretOfItsCommitmentAndCanBeReplayed() throws IOException {
    certify("log.tsv", "--seed", "secret").assertDone();
    JsonObject described = described("log.json");
    assertFalse(described.has("seed"));
    String secret = described.get("secretSeed").getAsString();
    assertEquals(
        Sha256.of(HexFormat.of().parseHex(secret)), described.get("seedSha256").getAsString());
    assertEquals(List.of(), keptSecrets());

    certify("again.tsv", "--seed", secret).assertDone();
    assertEquals(answers("log.tsv"), answers("again.tsv"));
    certify("other.tsv", "--seed", "secret").assertDone();
    assertNotEquals(secret, described("other.json").get("secretSeed").getAsString());
    assertNotEquals(answers("log.tsv"), answers("other.tsv"));
    Smoothadv.call("analyze", folder.resolve("log.tsv").toString()).assertDone();
    certify("log.tsv", "--seed", "secret", "--resume").assertDone();
    assertEquals(answers("again.tsv"), answers("log.tsv"));
  }

  /** As a run that was killed leaves it. */
  private String interrupted(int lines) throws IOException {
    certify("log.tsv", "--seed", TOLD).assertDone();
    LogLines.cutAfter(folder.resolve("log.tsv"), lines);
    String json =
        Files.readString(folder.resolve("log.json"))
            .replaceFirst(",\\s*\"secretSeed\": \"[0-9a-f]*\"", "");
    Files.writeString(folder.resolve("log.json"), json);
    return described("log.json").get("seedSha256").getAsString();
  }

  @Test
  void aLogGoesOnWithTheSecretThatIsKeptBesideIt() throws IOException {
    certify("whole.tsv", "--seed", TOLD).assertDone();
    String digest = interrupted(3);
    Path kept = folder.resolve("log." + digest.substring(0, 8) + ".seed");
    Files.writeString(kept, TOLD + "\n");
    certify("log.tsv", "--seed", "secret", "--resume").assertDone();
    assertEquals(answers("whole.tsv"), answers("log.tsv"));
    assertEquals(TOLD, described("log.json").get("secretSeed").getAsString());
    assertEquals(List.of(), keptSecrets());
  }

  @Test
  void aSecretThatDoesNotFitItsCommitmentIsRefused() throws IOException {
    String digest = interrupted(3);
    certify("log.tsv", "--seed", OTHER, "--resume")
        .assertRefused("--resume: the SHA-256 of --seed is ", "SHA-256 " + digest);
    certify("log.tsv", "--seed", "secret", "--resume").assertRefused("which is missing");
    Path kept = folder.resolve("log." + digest.substring(0, 8) + ".seed");
    Files.writeString(kept, OTHER + "\n");
    certify("log.tsv", "--seed", "secret", "--resume").assertRefused("SHA-256 " + digest);
    Files.writeString(kept, "no secret\n");
    certify("log.tsv", "--seed", "secret", "--resume").assertRefused("has no secret seed");
    certify("log.tsv", "--seed", "0", "--resume")
        .assertRefused("log.tsv was made with --seed secret, this command has 0");
    certify("log.tsv", "--seed", TOLD, "--resume").assertDone();
  }

  @Test
  void aToldSecretThatIsNotTheOneCommittedToIsFoundOut() throws IOException {
    certify("log.tsv", "--seed", TOLD).assertDone();
    String log = folder.resolve("log.tsv").toString();
    Path json = folder.resolve("log.json");
    String made = Files.readString(json);
    for (String other : List.of(OTHER, "no digits", "")) {
      Files.writeString(json, made.replace(TOLD, other));
      Smoothadv.call("analyze", log)
          .assertRefused("log.json was edited: its secretSeed is not the one of which seedSha256");
    }
    Files.writeString(json, made);
    Smoothadv.call("analyze", log).assertDone();
  }

  @Test
  void whileARunGoesOnItsOwnerAloneMayReadTheSecret() throws IOException {
    // The log cannot be begun twice: the second one keeps its secret and takes it back.
    certify("log.tsv", "--seed", "secret").assertDone();
    List<String> before = answers("log.tsv");
    certify("log.tsv", "--seed", "secret").assertRefused("exists already");
    assertEquals(List.of(), keptSecrets());
    assertEquals(before, answers("log.tsv"));
  }

  @Test
  void seedsThatAreNoneAreRefused() {
    certify("log.tsv", "--seed", "Secret")
        .assertRefused("--seed is 'Secret'; accepted is a whole number, the word secret");
    certify("log.tsv", "--seed", "12345678901234567890").assertRefused("--seed is '1234567890");
    certify("log.tsv", "--seed", "secret", "--shard", "1/2")
        .assertRefused("the shards of a log need one seed");
    assertTrue(Files.notExists(folder.resolve("log.tsv")));
  }
}
