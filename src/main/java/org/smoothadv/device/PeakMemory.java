package org.smoothadv.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that this process has held at a time, native memory included. */
public final class PeakMemory {
  /** The high-water mark of the resident set. */
  private static final Pattern HIGH_WATER_MARK =
      Pattern.compile("^VmHWM:\\s*(\\d{1,12}) kB$", Pattern.MULTILINE);

  private PeakMemory() {}

  /** In bytes, since the process began; empty where the system does not say (Linux does). */
  public static OptionalLong ofThisProcess() {
    return in(Path.of("/proc/self/status"));
  }

  /** Reads a status file, as proc(5) describes it. */
  static OptionalLong in(Path status) {
    try {
      Matcher line = HIGH_WATER_MARK.matcher(Files.readString(status));
      return line.find()
          ? OptionalLong.of(1024 * Long.parseLong(line.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
