package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.bench.Bench;
import org.smoothadv.internal.bench.WorkProcess;
import org.smoothadv.internal.bench.WorkProcess.WorkFailedException;
import org.smoothadv.internal.bench.WorkServer;
import org.smoothadv.internal.command.BenchReport.Measured;
import org.smoothadv.internal.command.option.BenchOptions;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.monitor.StepTrace;

/** Throughput on this machine. */
@Parameters(
    commandNames = "bench",
    commandDescription =
        "Throughput on this machine, of one process for each kind of work, in turns: images/s, GFLOP/s and the fraction of the speed of a matrix product measured in the same rounds; peak memory")
public final class BenchCommand implements Command {
  private static final List<BenchKind> ALL =
      List.of(BenchKind.CERTIFY, BenchKind.ATTACK, BenchKind.STEP, BenchKind.TRAIN);

  @Parameter(
      names = "--what",
      category = "Work",
      placeholder = "LIST",
      description =
          "of certify (votes), attack (SmoothAdv-PGD), train (from the images to the step, and beside it the step alone), step (attack and SGD step alone); of --model certify alone (certify,attack,train)",
      order = 0)
  private List<BenchKind> what;

  @ParametersDelegate private final BenchOptions options = new BenchOptions();

  @Parameter(
      names = "--compare",
      category = "Measurement",
      placeholder = "LIST",
      description =
          "variants of the work to measure in turns, each 'base' (as the other options say) or options without hyphens that replace these, joined by +, as in base,precision=bfloat16+batch=128; jar=PATH is another build. Prints each one's speed over the first's, with a 95% interval",
      order = 9)
  private List<String> compare = List.of();

  @Parameter(
      names = "--rounds",
      category = "Measurement",
      placeholder = "N",
      description =
          "counted rounds, each of which runs everything once; medians are printed. Before them everything warms up until two rounds agree within 5%, for ten rounds at most",
      order = 10)
  private int rounds = 9;

  @Parameter(
      names = "--profile",
      category = "Measurement",
      placeholder = "FILE",
      description =
          "a CSV file for the kinds of operations that one more round of each process computes: their calls, seconds and share, from TensorFlow's step statistics (none)",
      order = 11)
  private Path profile;

  @Parameter(names = "--serve", hidden = true, description = "the protocol of a measured process")
  private Integer serve;

  @Override
  public void run() throws IOException {
    if (serve != null) {
      serve();
      return;
    }
    if (rounds < 1) {
      throw new InvalidSettingException("rounds", "{rounds} is %s; accepted is at least 1", rounds);
    }
    List<BenchVariant> variants = BenchVariant.of(compare, options);
    variants.forEach(variant -> requireMeasurable(variant.options()));
    if (profile != null) {
      OutputFile.requireWritable(profile);
    }
    List<WorkProcess> processes = new ArrayList<>();
    try {
      System.out.print(measured(variants, processes).text());
    } finally {
      processes.forEach(WorkProcess::close);
    }
  }

  /**
   * Starts the processes and measures them.
   *
   * @param processes takes those that were started, also where one fails
   */
  private BenchReport measured(List<BenchVariant> variants, List<WorkProcess> processes)
      throws IOException {
    List<BenchVariant> owners = new ArrayList<>();
    for (BenchVariant variant : variants) {
      for (List<String> words : works(variant.options())) {
        processes.add(WorkProcess.start(variant.jar(), words));
        owners.add(variant);
      }
    }
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      measured.add(prepared(owners.get(i), processes.get(i)));
    }
    processes.forEach(WorkProcess::passOnNotes);
    String devices = processes.get(0).devices();
    List<Bench.Measurement> measurements = Bench.measure(processes, rounds);
    for (int i = 0; i < processes.size(); i++) {
      measured.set(i, measured.get(i).with(measurements.get(i), processes.get(i).peakMemory()));
    }
    if (profile != null) {
      List<List<StepTrace.Kind>> kinds = new ArrayList<>();
      for (WorkProcess process : processes) {
        kinds.add(process.profile());
      }
      BenchReport.writeProfile(profile, measured, kinds);
    }
    return new BenchReport(variants, measured, devices);
  }

  /** In the measured process. */
  private void serve() throws IOException {
    WorkServer server = new WorkServer(serve, System.in, System.out);
    Machine machine = options.machine();
    BenchWork.Described described = new BenchWork(options, machine).prepare(what.get(0));
    server.serve(described.work(), described.about(), machine);
  }

  private Measured prepared(BenchVariant variant, WorkProcess process) throws IOException {
    try {
      return Measured.of(variant, process.prepared());
    } catch (InvalidInputException e) {
      throw compare.isEmpty()
          ? e
          : new InvalidInputException("--compare " + variant.name() + ": " + e.getMessage(), e);
    } catch (WorkFailedException e) {
      throw compare.isEmpty() ? e : new WorkFailedException(variant.name() + ": " + e.getMessage());
    }
  }

  private Set<BenchKind> kinds() {
    Set<BenchKind> kinds = new LinkedHashSet<>();
    for (BenchKind kind : what == null ? ALL : what) {
      if (kind == BenchKind.TRAIN) {
        kinds.add(BenchKind.STEP);
      }
      kinds.add(kind);
    }
    kinds.remove(BenchKind.PRODUCT);
    return kinds;
  }

  /** Whether there are no networks of random weights, but models only. */
  private static boolean modelsOnly(BenchOptions variant) {
    return variant.architecture() == null && !variant.models().isEmpty();
  }

  private void requireMeasurable(BenchOptions variant) {
    if (modelsOnly(variant)) {
      if (what != null && !what.equals(List.of(BenchKind.CERTIFY))) {
        throw new InvalidSettingException(
            "what",
            "{what} %s: of {model} the votes are measured, {what} certify; attack and training need {arch}",
            String.join(",", what.stream().map(EnumNames::of).toList()));
      }
      if (variant.dataset() != null) {
        throw new InvalidSettingException(
            "dataset",
            "{dataset} is %s; used only with {arch}: of {model} the votes are measured",
            variant.dataset());
      }
    }
    boolean trains = kinds().contains(BenchKind.STEP);
    if (variant.objective() != null && (!trains || kinds().contains(BenchKind.ATTACK))) {
      throw new InvalidSettingException(
          "objective",
          "{objective} is %s; accepted with {what} step or train: it trains without attack",
          EnumNames.of(variant.objective()));
    }
    if (variant.namesFolder() && variant.dataset() == null) {
      throw new InvalidSettingException(
          "data", "{data} is given without {dataset}, which says what is in it");
    }
  }

  /** The words that start each of the processes, that of the matrix product first. */
  private List<List<String>> works(BenchOptions variant) {
    List<List<String>> works = new ArrayList<>();
    works.add(words(BenchKind.PRODUCT, variant.words(Set.of("--model"))));
    if (!modelsOnly(variant)) {
      kinds().forEach(kind -> works.add(words(kind, variant.words(Set.of("--model")))));
    }
    for (Path model : variant.models()) {
      List<String> words =
          new ArrayList<>(variant.words(Set.of("--model", "--arch", "--dataset", "--data")));
      words.addAll(List.of("--model", model.toString()));
      works.add(words(BenchKind.CERTIFY, words));
    }
    return works;
  }

  private static List<String> words(BenchKind kind, List<String> options) {
    List<String> words =
        new ArrayList<>(
            List.of("bench", "--serve", "" + WorkServer.PROTOCOL, "--what", EnumNames.of(kind)));
    words.addAll(options);
    return words;
  }
}
