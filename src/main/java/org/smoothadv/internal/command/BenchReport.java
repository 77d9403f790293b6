package org.smoothadv.internal.command;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Processor;
import org.smoothadv.device.Tuning;
import org.smoothadv.input.EnumNames;
import org.smoothadv.internal.bench.Bench.Measurement;
import org.smoothadv.internal.bench.Bench.Speed;
import org.smoothadv.internal.bench.PairedRatio;
import org.smoothadv.internal.bench.Prepared;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.monitor.StepTrace;

/** What was measured, as text: the machine, a table, and what to know about it. */
final class BenchReport {
  /**
   * What one process did.
   *
   * @param measurement null before
   * @param peakMemory in bytes, where it is known
   */
  record Measured(
      BenchVariant variant, Prepared work, Measurement measurement, OptionalLong peakMemory) {
    /** A process that has not been measured. */
    static Measured of(BenchVariant variant, Prepared work) {
      return new Measured(variant, work, null, OptionalLong.empty());
    }

    Measured with(Measurement rounds, OptionalLong bytes) {
      return new Measured(variant, work, rounds, bytes);
    }

    /** In each round, of images or where there are none of operations. */
    List<Double> speeds() {
      double work = work().images() == 0 ? work().operations() : work().images();
      return measurement.seconds().stream().map(seconds -> work / seconds).toList();
    }
  }

  private final List<BenchVariant> variants;

  /** Of each variant, the matrix product first. */
  private final List<List<Measured>> measured;

  private final String devices;
  private final int width;
  private final int variantWidth;

  /**
   * Takes what was measured.
   *
   * @param all those of the first variant first
   * @param devices that are used, in words
   */
  BenchReport(List<BenchVariant> variants, List<Measured> all, String devices) {
    this.variants = variants;
    this.devices = devices;
    measured =
        variants.stream()
            .map(variant -> all.stream().filter(one -> one.variant().equals(variant)).toList())
            .toList();
    width = IntStream.range(0, works()).map(work -> name(work).length()).reduce(16, Math::max);
    variantWidth = variants.stream().mapToInt(v -> v.name().length()).reduce(0, Math::max);
  }

  private boolean compares() {
    return variants.size() > 1;
  }

  /** As many as all variants have. */
  private int works() {
    return measured.stream().mapToInt(List::size).min().orElseThrow();
  }

  /** That of a workload; without what tells variants apart. */
  private String name(int work) {
    List<String> names =
        measured.stream().map(own -> own.get(work).work().name()).distinct().toList();
    return names.size() == 1 ? names.get(0) : names.get(0).split(" ", 2)[0];
  }

  String text() {
    StringBuilder text = new StringBuilder(head()).append('\n');
    String columns = compares() ? "  %-" + variantWidth + "s" : "%s";
    String format = "%-" + width + "s" + columns + " %10s %10s %10s";
    line(text, format, "", "", "images/s", "GFLOP/s", "of peak", compares() ? "speed" : "");
    for (int work = 0; work < works(); work++) {
      for (int variant = 0; variant < variants.size(); variant++) {
        Measured one = measured.get(variant).get(work);
        Measured peak = measured.get(variant).get(0);
        Speed speed =
            Speed.of(
                one.work(), one.measurement().seconds(), peak.work(), peak.measurement().seconds());
        line(
            text,
            format,
            variant == 0 ? name(work) : "",
            compares() ? variants.get(variant).name() : "",
            images(speed.imagesPerSecond()),
            decimal("%.1f", speed.gigaOperations()),
            decimal("%.0f%%", 100 * speed.fractionOfPeak()),
            variant == 0 ? "" : ratio(one, measured.get(0).get(work)));
      }
    }
    notes().forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, String format, String... cells) {
    Object[] all = cells;
    String last = cells[cells.length - 1];
    text.append(String.format(Locale.ROOT, format, all))
        .append(last.isEmpty() ? "" : "   " + last)
        .append('\n');
  }

  private static String images(double perSecond) {
    return perSecond == 0 ? "" : decimal(perSecond < 10 ? "%.1f" : "%.0f", perSecond);
  }

  private static String decimal(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String ratio(Measured one, Measured first) {
    PairedRatio ratio = PairedRatio.of(one.speeds(), first.speeds());
    return decimal("%.3f", ratio.median())
        + ratio
            .interval()
            .map(i -> String.format(Locale.ROOT, " (%.3f to %.3f)", i.low(), i.high()))
            .orElse("");
  }

  /** What was measured, and where. */
  private String head() {
    Machine machine = Machine.current();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < variants.size(); i++) {
      String about =
          measured.get(i).stream()
              .flatMap(one -> one.work().about().stream())
              .distinct()
              .collect(Collectors.joining("; "));
      text.append(compares() ? variants.get(i).name() + ": " : "")
          .append(
              "%s, %s, %d threads%s\n"
                  .formatted(
                      about,
                      EnumNames.of(variants.get(i).options().precision()),
                      machine.threads(),
                      tuning(variants.get(i))));
    }
    Prepared any = measured.get(0).get(0).work();
    return text.append(Processor.ofThisMachine())
        .append('\n')
        .append(
            "TensorFlow %s on %s%s; %s%n"
                .formatted(any.tensorFlow(), devices, environment(), machine.description()))
        .toString();
  }

  private static String tuning(BenchVariant variant) {
    if (variant.jar().isPresent()) {
      return "";
    }
    Tuning tuning = variant.options().machine().tuning();
    return ", convolutions of %s, attacks %s"
        .formatted(
            EnumNames.of(tuning.kernels()),
            tuning.attackRows() == 0
                ? "on whole batches"
                : "on " + tuning.attackRows() + " noisy images at a time");
  }

  /** What the environment says of convolutions and matrix products. */
  private static String environment() {
    List<String> settings = new ArrayList<>();
    for (String name :
        List.of("TF_ENABLE_ONEDNN_OPTS", "ONEDNN_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE")) {
      String value = System.getenv(name);
      if (value != null) {
        settings.add(name + "=" + value);
      }
    }
    return settings.isEmpty() ? "" : " with " + String.join(", ", settings);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (compares()) {
      int rounds = measured.get(0).get(0).measurement().seconds().size();
      notes.add(
          rounds < PairedRatio.FEWEST_ROUNDS
              ? "speed: over that of %s, the median of %d rounds; an interval of 95%% takes %d rounds"
                  .formatted(variants.get(0).name(), rounds, PairedRatio.FEWEST_ROUNDS)
              : "speed: over that of %s, the median of the ratios of %d rounds, and the 95%% interval of the sign test"
                  .formatted(variants.get(0).name(), rounds));
      if (measured.stream().anyMatch(own -> own.size() != works())) {
        notes.add("only work that all variants do is shown");
      }
    }
    notes.add(warmUp());
    notes.add("peak memory: " + joined(all(), BenchReport::memory));
    return notes;
  }

  private String warmUp() {
    List<Measured> unsteady =
        all().stream().filter(one -> one.measurement().unsteady().isPresent()).toList();
    int fewest = all().stream().mapToInt(one -> one.measurement().warmUpRounds()).min().orElse(0);
    int most = all().stream().mapToInt(one -> one.measurement().warmUpRounds()).max().orElse(0);
    String rounds = fewest == most ? "" + most : fewest + " to " + most;
    return "warm-up: %s rounds until two agreed within 5%%".formatted(rounds)
        + (unsteady.isEmpty()
            ? ""
            : "; these never did, the last two differ by: "
                + joined(
                    unsteady,
                    one -> decimal("%.0f%%", 100 * one.measurement().unsteady().orElseThrow())));
  }

  private List<Measured> all() {
    return measured.stream().flatMap(List::stream).toList();
  }

  private String joined(List<Measured> some, Function<Measured, String> value) {
    return some.stream()
        .map(
            one ->
                one.work().name()
                    + (compares() ? " [" + one.variant().name() + "] " : " ")
                    + value.apply(one))
        .collect(Collectors.joining(", "));
  }

  /**
   * Writes what operations took.
   *
   * @param kinds of operations in one round of each, the most expensive one first
   */
  static void writeProfile(Path file, List<Measured> all, List<List<StepTrace.Kind>> kinds)
      throws IOException {
    StringWriter text = new StringWriter();
    CSVFormat format = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
    try (CSVPrinter rows = new CSVPrinter(text, format)) {
      rows.printRecord("workload", "operation", "calls", "seconds", "share", "variant");
      for (int i = 0; i < kinds.size(); i++) {
        double sum = kinds.get(i).stream().mapToDouble(StepTrace.Kind::seconds).sum();
        Measured one = all.get(i);
        for (StepTrace.Kind kind : kinds.get(i)) {
          rows.printRecord(
              one.work().name(),
              kind.operation(),
              kind.calls(),
              decimal("%.6f", kind.seconds()),
              decimal("%.4f", sum == 0 ? 0 : kind.seconds() / sum),
              one.variant().name());
        }
      }
    }
    OutputFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String memory(Measured one) {
    return one.peakMemory().isPresent()
        ? decimal("%.1f GB", one.peakMemory().getAsLong() / 1e9)
        : "unknown";
  }
}
