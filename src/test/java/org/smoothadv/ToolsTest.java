package org.smoothadv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java programs in {@code tools/}, which the build itself does not compile. */
class ToolsTest {
  @TempDir Path classes;

  @Test
  void theStudyOfGradientsCompiles() {
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
                Path.of("tools", "GradientStudy.java").toString());
    assertEquals(0, status, () -> complaints.toString(StandardCharsets.UTF_8));
  }
}
