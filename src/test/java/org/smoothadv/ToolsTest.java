package org.smoothadv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java programs in {@code tools/}, which the build itself does not compile. */
class ToolsTest {
  @TempDir Path classes;

  @ParameterizedTest
  @ValueSource(strings = {"GradientStudy.java", "InputSpeed.java"})
  void compiles(String program) {
    var complaints = new ByteArrayOutputStream();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                complaints,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                Path.of("tools", program).toString());
    assertEquals(0, status, () -> complaints.toString(StandardCharsets.UTF_8));
  }
}
