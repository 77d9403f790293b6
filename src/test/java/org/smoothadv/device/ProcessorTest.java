package org.smoothadv.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Linux says of processors. */
class ProcessorTest {
  @TempDir Path folder;

  private Processor described(String text) throws IOException {
    return Processor.in(Files.writeString(folder.resolve("cpuinfo"), text));
  }

  @Test
  void namesTheFirstProcessorItsNumbersAndTheInstructionSetsThatMatter() throws IOException {
    Processor processor =
        described(
            """
            processor\t: 0
            vendor_id\t: AuthenticAMD
            cpu family\t: 26
            model\t\t: 2
            model name\t: AMD EPYC 9B45
            stepping\t: 1
            flags\t\t: fpu sse2 fma avx2 avx512f avx512_bf16 avx512_vnni
            power management:

            processor\t: 1
            model\t\t: 3
            model name\t: another
            """);
    assertEquals("AMD EPYC 9B45 (family 26, model 2, stepping 1)", processor.model());
    assertEquals(
        List.of("AVX2", "AVX-512", "AVX512_VNNI", "AVX512_BF16"), processor.instructionSets());
    assertEquals(
        "AMD EPYC 9B45 (family 26, model 2, stepping 1): AVX2, AVX-512, AVX512_VNNI, AVX512_BF16",
        processor.toString());
  }

  @Test
  void processorsWithoutANameAreToldByTheirNumbers() throws IOException {
    Processor processor =
        described(
            """
            processor\t: 0
            Features\t: fp asimd sve bf16
            CPU implementer\t: 0x41
            CPU variant\t: 0x1
            CPU part\t: 0xd40
            """);
    String architecture = System.getProperty("os.arch");
    assertEquals(
        architecture + " (implementer 0x41, part 0xd40, variant 0x1): NEON, SVE, BF16",
        processor.toString());
  }

  @Test
  void aMachineThatSaysNothingIsOfAnArchitecture() throws IOException {
    assertEquals(System.getProperty("os.arch"), described("").toString());
    assertEquals(System.getProperty("os.arch"), Processor.in(folder).toString());
    assertFalse(Processor.ofThisMachine().model().isEmpty());
  }
}
