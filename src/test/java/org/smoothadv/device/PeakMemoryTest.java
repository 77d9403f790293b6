package org.smoothadv.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeakMemoryTest {
  @TempDir Path folder;

  @Test
  void readsTheHighWaterMarkInKibibytes() throws IOException {
    Path status = folder.resolve("status");
    Files.writeString(status, "VmPeak:\t  900 kB\nVmHWM:\t  123456 kB\nVmRSS:\t  100 kB\n");
    assertEquals(OptionalLong.of(123456L * 1024), PeakMemory.in(status));
  }

  @Test
  void isUnknownWhereTheSystemDoesNotSay() throws IOException {
    assertEquals(OptionalLong.empty(), PeakMemory.in(folder.resolve("missing")));
    Path status = Files.writeString(folder.resolve("status"), "VmRSS:\t  100 kB\n");
    assertEquals(OptionalLong.empty(), PeakMemory.in(status));
  }

  @Test
  void growsWithWhatThisProcessTakes() {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "the system has no /proc");
    byte[] taken = new byte[64 << 20];
    Arrays.fill(taken, (byte) 1);
    assertTrue(PeakMemory.ofThisProcess().getAsLong() > taken.length);
  }
}
