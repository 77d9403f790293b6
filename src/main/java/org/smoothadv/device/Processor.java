package org.smoothadv.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The processor of this machine. Equal ones compute a graph with the same kernels, in the same
 * time; of several sockets it is the first.
 *
 * @param model what its maker calls it, with the numbers that tell apart what has one name, as in
 *     {@code Intel(R) Xeon(R) Processor (family 6, model 167, stepping 1)}
 * @param instructionSets those of them that matter to convolutions and matrix products, as in
 *     {@code AVX2}; empty where the system does not say
 */
public record Processor(String model, List<String> instructionSets) {
  /** Names of Linux, of x86-64 and of ARM, and those in use elsewhere. */
  private static final Map<String, String> SETS = new LinkedHashMap<>();

  static {
    SETS.put("avx2", "AVX2");
    SETS.put("avx_vnni", "AVX_VNNI");
    SETS.put("avx512f", "AVX-512");
    SETS.put("avx512_vnni", "AVX512_VNNI");
    SETS.put("avx512_bf16", "AVX512_BF16");
    SETS.put("avx512_fp16", "AVX512_FP16");
    SETS.put("amx_bf16", "AMX_BF16");
    SETS.put("amx_fp16", "AMX_FP16");
    SETS.put("asimd", "NEON");
    SETS.put("sve", "SVE");
    SETS.put("sve2", "SVE2");
    SETS.put("bf16", "BF16");
    SETS.put("i8mm", "I8MM");
  }

  /** Lines of /proc/cpuinfo whose values tell processors of one name apart, and what they are. */
  private static final Map<String, String> NUMBERS = new LinkedHashMap<>();

  static {
    NUMBERS.put("cpu family", "family");
    NUMBERS.put("model", "model");
    NUMBERS.put("stepping", "stepping");
    NUMBERS.put("CPU implementer", "implementer");
    NUMBERS.put("CPU part", "part");
    NUMBERS.put("CPU variant", "variant");
  }

  public Processor {
    instructionSets = List.copyOf(instructionSets);
  }

  /** The processor of this machine, as Linux or macOS describes it, elsewhere its architecture. */
  public static Processor ofThisMachine() {
    Path description = Path.of("/proc/cpuinfo");
    if (Files.isReadable(description)) {
      return in(description);
    }
    String asked = System.getProperty("os.name").startsWith("Mac") ? sysctl() : "";
    return new Processor(asked.isEmpty() ? architecture() : asked, List.of());
  }

  /** Reads a description of processors, as proc(5) describes it. */
  static Processor in(Path cpuinfo) {
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(cpuinfo, StandardCharsets.ISO_8859_1)) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          fields.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
      }
    } catch (IOException e) {
      return new Processor(architecture(), List.of());
    }
    List<String> numbers = new ArrayList<>();
    NUMBERS.forEach(
        (field, name) -> {
          if (fields.containsKey(field)) {
            numbers.add(name + " " + fields.get(field));
          }
        });
    String name = fields.getOrDefault("model name", architecture());
    String model = numbers.isEmpty() ? name : "%s (%s)".formatted(name, String.join(", ", numbers));
    String flags = fields.getOrDefault("flags", fields.getOrDefault("Features", ""));
    Set<String> has = Set.copyOf(Arrays.asList(flags.split(" +", -1)));
    return new Processor(
        model,
        SETS.entrySet().stream()
            .filter(set -> has.contains(set.getKey()))
            .map(Map.Entry::getValue)
            .toList());
  }

  private static String architecture() {
    return System.getProperty("os.arch");
  }

  /** The name that macOS gives; empty where it gives none. */
  private static String sysctl() {
    try {
      Process process =
          new ProcessBuilder("/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      String name =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(5, TimeUnit.SECONDS) ? name : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Both, as in {@code Intel(R) Xeon(R) Processor (family 6, model 167): AVX2, AVX-512}. */
  @Override
  public String toString() {
    return instructionSets.isEmpty() ? model : model + ": " + String.join(", ", instructionSets);
  }
}
