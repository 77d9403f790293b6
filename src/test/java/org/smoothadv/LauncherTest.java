package org.smoothadv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tools/smoothadv} in a project where Maven takes a moment, is killed or fails: a script in
 * its place writes a jar, and a script in Java's place tells that it was started.
 */
class LauncherTest {
  private static final int LIMIT_SECONDS = 60;

  @TempDir Path home;

  private byte[] whole;
  private Path jar;

  @BeforeEach
  void makeProject() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "the launcher needs bash");
    whole = zip();
    jar = home.resolve("target/smoothadv.jar");
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.createDirectories(home.resolve("tools"));
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.writeString(home.resolve("src/main/Main.java"), "class Main {}");
    Files.write(home.resolve("whole.jar"), whole);
    Files.copy(Path.of("tools/smoothadv"), home.resolve("tools/smoothadv"));
    script("jdk/bin/java", "echo started");
    script("bin/mvn", "");
    build("");
  }

  /** What Maven does before it writes a jar that is whole. */
  private void build(String before) throws IOException {
    script(
        "bin/mvn",
        """
        echo build >>builds
        mkdir -p target/lib
        %s
        cp whole.jar target/lib/library.jar
        cp whole.jar target/smoothadv.jar
        """
            .formatted(before));
  }

  @Test
  void buildsOnce() throws Exception {
    assertStarts();
    assertStarts();
    assertBuilds(1);
  }

  @Test
  void buildsAgainWhereASourceIsNewer() throws Exception {
    assertStarts();
    Instant later = Files.getLastModifiedTime(jar).toInstant().plusSeconds(5);
    Files.setLastModifiedTime(home.resolve("src/main/Main.java"), FileTime.from(later));
    assertStarts();
    assertBuilds(2);
  }

  @Test
  void aSourceThatChangesDuringTheBuildIsNotMissed() throws Exception {
    build("sleep 0.05; touch src/main/Main.java; sleep 0.05");
    assertStarts();
    build("");
    assertStarts();
    assertBuilds(2);
  }

  @Test
  void aJarThatAKillTearsIsBuiltAgain() throws Exception {
    build("head -c 60 whole.jar | tee target/smoothadv.jar >target/lib/library.jar; exec sleep 60");
    Process start = start();
    await(jar);
    start.descendants().forEach(ProcessHandle::destroyForcibly);
    start.destroyForcibly().waitFor();
    build("test ! -e target/lib/library.jar");
    assertStarts();
    assertArrayEquals(whole, Files.readAllBytes(home.resolve("target/lib/library.jar")));
    assertBuilds(2);
  }

  @Test
  void aBuildThatIsKilledWithoutTheLauncherIsDoneAgain() throws Exception {
    build("head -c 60 whole.jar >target/smoothadv.jar; kill -9 $$");
    assertEquals(1, start().waitFor());
    build("");
    assertStarts();
    assertBuilds(2);
  }

  @Test
  void aBuildThatFailsIsTriedAgain() throws Exception {
    build("echo no network; cp whole.jar target/smoothadv.jar; rm -f whole.jar; exit 1");
    Process failed = start();
    String err = new String(failed.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(1, failed.waitFor());
    assertTrue(err.contains("no network"), err);
    assertTrue(err.contains("the build failed"), err);
    assertFalse(Files.exists(home.resolve("target/.smoothadv.built")));
  }

  @Test
  void aJarThatIsNotTheOneThatWasBuiltIsBuiltAgain() throws Exception {
    assertStarts();
    FileTime time = Files.getLastModifiedTime(jar);
    Files.write(jar, Arrays.copyOf(whole, whole.length - 1));
    Files.setLastModifiedTime(jar, time);
    assertStarts();
    assertBuilds(2);
  }

  @Test
  void whatMavenBuiltWithoutTheLauncherIsTakenWhereItIsWhole() throws Exception {
    Files.createDirectories(home.resolve("target/lib"));
    Files.write(home.resolve("target/lib/library.jar"), whole);
    Files.write(jar, whole);
    assertStarts();
    assertFalse(Files.exists(home.resolve("builds")));
    Files.delete(home.resolve("target/.smoothadv.built"));
    Files.write(home.resolve("target/lib/library.jar"), Arrays.copyOf(whole, 60));
    assertStarts();
    assertBuilds(1);
  }

  @Test
  void aProfileStaysAsBuiltAndBringsItsLibraries() throws Exception {
    script("jdk/bin/java", "echo \"started with '$LD_LIBRARY_PATH'\"");
    build(
        """
        case "$*" in
          *-Pgpu-cuda*) mkdir -p target/cuda; cp whole.jar target/lib/tensorflow-core-native-1-linux-gpu.jar ;;
          *-Pgpu*) cp whole.jar target/lib/tensorflow-core-native-1-linux-gpu.jar ;;
          *) cp whole.jar target/lib/tensorflow-core-native-1-linux-x86.jar ;;
        esac
        """);
    String cuda = home.resolve("target/cuda").toString();
    assertEquals("started with ''\n", outputOf("gpu"));
    assertEquals("started with '" + cuda + "'\n", outputOf("gpu-cuda"));
    assertEquals("started with '" + cuda + "'\n", outputOf(""));
    assertBuilds(2);
    assertEquals("started with ''\n", outputOf("gpu"));
    assertEquals("started with ''\n", outputOf("cpu"));
    assertEquals("started with ''\n", outputOf(""));
    assertBuilds(4);
    assertEquals("", outputOf("tpu"));
  }

  private String outputOf(String profile) throws IOException, InterruptedException {
    ProcessBuilder builder = launcher();
    builder.environment().remove("LD_LIBRARY_PATH");
    builder.environment().put("SMOOTHADV_PROFILE", profile);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
    return out;
  }

  @Test
  void twoFirstStartsAtOnceBuildOnce() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/flock")), "there is no flock");
    build("head -c 60 whole.jar >target/smoothadv.jar; sleep 0.5");
    Process first = start();
    Process second = start();
    assertStarted(first);
    assertStarted(second);
    assertBuilds(1);
  }

  private void assertStarts() throws IOException, InterruptedException {
    assertStarted(start());
  }

  private void assertStarted(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
    assertEquals("started\n", out, err);
    assertArrayEquals(whole, Files.readAllBytes(jar));
  }

  private void assertBuilds(int count) throws IOException {
    assertEquals(count, Files.readAllLines(home.resolve("builds")).size());
  }

  private Process start() throws IOException {
    return launcher().start();
  }

  private ProcessBuilder launcher() {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("tools/smoothadv").toString(), "x");
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    environment.merge("PATH", home.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
    environment.remove("SMOOTHADV_PROFILE");
    return builder;
  }

  private void await(Path file) throws IOException, InterruptedException {
    for (int i = 0; i < 100 * LIMIT_SECONDS; i++) {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError(file + " does not come");
  }

  private void script(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/bash\nset -e\n" + text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("Main.class"));
      zip.write(new byte[100]);
    }
    return bytes.toByteArray();
  }
}
