package org.smoothadv.internal.command;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java code of README.md, compiled and run as it is printed, on a small run with fewer samples.
 */
class ReadmeExampleTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern PRINTED =
      Pattern.compile("class -?\\d within L2 distance \\d\\S*\\R(class -?\\d\\R)\\1");

  @TempDir Path folder;

  @Test
  void compilesAndCertifiesAnImage() throws Exception {
    String example = example();
    example = replace(example, "\"runs/first\"", "\"" + TinyRun.folder() + "\"");
    example = replace(example, "\"models/first/1\"", "\"" + TinyExport.folder() + "\"");
    example = replace(example, "10_000", "200");
    compile(asClass(example));
    String printed = run(new float[32 * 32 * 3]);
    assertTrue(PRINTED.matcher(printed).matches(), printed);
  }

  private static String example() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("README.md")));
    String example = blocks.results().map(block -> block.group(1)).collect(joining());
    assertFalse(example.isEmpty(), "README.md has an example");
    return example;
  }

  private static String replace(String text, String part, String by) {
    assertTrue(text.contains(part), part + " is in " + text);
    return text.replace(part, by);
  }

  /** Imports stay ahead; the rest becomes a method. */
  private static String asClass(String example) {
    var byImport =
        example.lines().collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
    return String.join("\n", byImport.get(true))
        + "\npublic class Example { public static void run(float[] pixels) throws Exception {\n"
        + String.join("\n", byImport.get(false))
        + "\n}}\n";
  }

  private void compile(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Example.java"), source);
    var messages = new ByteArrayOutputStream();
    List<String> arguments =
        List.of(
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            file.toString());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, messages, messages, arguments.toArray(String[]::new));
    assertEquals(0, status, messages.toString(StandardCharsets.UTF_8));
  }

  private String run(float[] pixels) throws Exception {
    PrintStream out = System.out;
    var printed = new ByteArrayOutputStream();
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass("Example").getMethod("run", float[].class).invoke(null, pixels);
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
