package org.smoothadv.internal.command.job;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.smoothadv.input.Decimals;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogReader;
import org.smoothadv.results.LogReader.Log;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.CertificationRecord.Estimate;
import org.smoothadv.results.LogRecord.PredictionRecord;
import org.smoothadv.results.LogWriter;
import org.smoothadv.results.Votes;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.Certifier;
import org.smoothadv.smoothing.Predictor;
import org.smoothadv.smoothing.RadiusBound;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.VoteCounts;

/**
 * A log computed from the votes in another one, without the network: CERTIFY with another alpha or
 * bound, or PREDICT with another alpha. The lines are those that asking the network again would
 * give, for the votes depend on neither. Whoever tries several and keeps the best, however, no
 * longer has 1 - alpha; so the new log's description says that these were chosen afterwards.
 */
public final class Recertification {
  private static final String ALPHA = "alpha";
  private static final String BOUND = "bound";
  private static final String SEPARATOR = ", ";

  /** Radii are logged with eight decimals; another machine may round the last of them otherwise. */
  private static final double ROUNDING = 2e-8;

  private final Path log;
  private final LogProvenance source;
  private final Optional<Double> alpha;
  private final Optional<RadiusBound> bound;

  /**
   * Reads how a log was made.
   *
   * @param alpha failure probability; empty for the log's
   * @param bound empty for the log's
   * @throws InvalidInputException if its description is missing, damaged or edited, or its radii
   *     cannot be computed again
   */
  public Recertification(Path log, Optional<Double> alpha, Optional<RadiusBound> bound)
      throws IOException {
    this.log = log;
    this.source = LogProvenance.of(log);
    this.alpha = alpha;
    this.bound = bound;
    if (text("sampling").equals("adaptive")) {
      throw new InvalidInputException(
          log
              + " was sampled adaptively: when it stopped asking depended on its alpha and bound, so that its votes hold for no others; certify again");
    }
    if (isPrediction() && bound.isPresent()) {
      throw new InvalidSettingException(
          BOUND, "{bound}: %s is a log of predict, which has no radii; accepted is {alpha}", log);
    }
  }

  /**
   * Writes the new log.
   *
   * @throws InvalidInputException as {@link #check}, and if there is such a file already
   */
  public void write(Path file) throws IOException {
    LogProvenance made = chosenAfterwards(file);
    if (isPrediction()) {
      LogWriter.write(file, LogFormat.PREDICTION, made, predictions());
    } else {
      LogWriter.write(file, LogFormat.CERTIFICATION, made, certifications());
    }
  }

  /**
   * Computes without writing.
   *
   * @throws InvalidInputException if the log has no votes, or these cannot be, or do not give the
   *     log's own answers
   */
  public void check() throws IOException {
    if (isPrediction()) {
      predictions();
    } else {
      certifications();
    }
  }

  private boolean isPrediction() {
    return source.kind().equals("predict");
  }

  private LogProvenance chosenAfterwards(Path file) {
    Map<String, Object> options = new LinkedHashMap<>(source.options());
    Set<String> chosen = new TreeSet<>();
    String before = text(LogProvenance.CHOSEN_AFTERWARDS); // the log may be made from another one
    if (!before.isEmpty()) {
      chosen.addAll(List.of(before.split(SEPARATOR, -1)));
    }
    alpha.ifPresent(
        value -> {
          options.put(ALPHA, value);
          chosen.add(ALPHA);
        });
    bound.ifPresent(
        value -> {
          options.put(BOUND, EnumNames.of(value));
          chosen.add(BOUND);
        });
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path from = log.toAbsolutePath().normalize();
    options.put(LogProvenance.RECERTIFIED_FROM, folder.relativize(from).toString());
    options.put(LogProvenance.CHOSEN_AFTERWARDS, String.join(SEPARATOR, chosen));
    return new LogProvenance(source.kind(), source.run(), source.model(), options);
  }

  private List<CertificationRecord> certifications() throws IOException {
    Certifier before = new Certifier(parameters(number(ALPHA).doubleValue()), boundOf(text(BOUND)));
    Certifier now =
        new Certifier(
            parameters(alpha.orElse(before.parameters().alpha())), bound.orElse(before.bound()));
    now.requireAnswers();
    List<CertificationRecord> records = new ArrayList<>();
    for (CertificationRecord record : read(LogFormat.CERTIFICATION)) {
      Estimate estimate = record.estimate().orElseThrow(this::withoutVotes);
      requirePossible(record, estimate, now.parameters());
      CertificationRecord again = certified(before, record, estimate);
      if (again.predict() != record.predict()
          || again.radius().subtract(record.radius()).abs().doubleValue() > ROUNDING) {
        throw notOfItsVotes(record, "radius " + record.radius().toPlainString());
      }
      records.add(certified(now, record, estimate));
    }
    return records;
  }

  private CertificationRecord certified(
      Certifier certifier, CertificationRecord record, Estimate estimate) {
    int samples = record.samples().orElseThrow();
    Certification certification =
        estimate.candidate() == LogRecord.ABSTAIN
            ? Certification.withoutCandidate(samples)
            : certifier.certify(estimate.candidate(), counts(record, estimate.votes()));
    return CertificationRecord.of(
        record.index(),
        record.label(),
        certification.predicted(),
        certification.certifiedRadius(),
        record.time(),
        samples,
        estimate);
  }

  private void requirePossible(
      CertificationRecord record, Estimate estimate, SmoothingParameters parameters) {
    int estimating = estimate.candidate() == LogRecord.ABSTAIN ? 0 : parameters.n();
    requireSum(record, estimate.votes(), estimating);
    if (record.samples().orElse(0) != parameters.n0() + estimating) {
      throw damaged(
          record,
          "it took %d samples, but n0 is %d and n is %d"
              .formatted(record.samples().orElse(0), parameters.n0(), parameters.n()));
    }
  }

  private List<PredictionRecord> predictions() throws IOException {
    Predictor before = new Predictor(parameters(number(ALPHA).doubleValue()));
    Predictor now = new Predictor(parameters(alpha.orElse(before.parameters().alpha())));
    now.requireAnswers();
    List<PredictionRecord> records = new ArrayList<>();
    for (PredictionRecord record : read(LogFormat.PREDICTION)) {
      Votes votes = record.votes().orElseThrow(this::withoutVotes);
      requireSum(record, votes, now.parameters().n());
      VoteCounts counts = counts(record, votes);
      if (before.predict(counts).predicted() != record.predict()) {
        throw notOfItsVotes(record, "answer " + record.predict());
      }
      records.add(
          new PredictionRecord(
              record.index(),
              record.label(),
              now.predict(counts).predicted(),
              record.basePredict(),
              record.time(),
              record.votes()));
    }
    return records;
  }

  private <R extends LogRecord> List<R> read(LogFormat<R> format) throws IOException {
    Log<R> content = LogReader.read(log, format);
    source.requireMade(log, content.settings());
    for (R record : content.records()) {
      if (record.time() == null) {
        throw new InvalidInputException(log + " has no column 'time'; certify again");
      }
    }
    return content.records();
  }

  private void requireSum(LogRecord record, Votes votes, int samples) {
    if (votes.samples() != samples) {
      throw damaged(
          record, "its votes add up to %d, but must to %d".formatted(votes.samples(), samples));
    }
  }

  private VoteCounts counts(LogRecord record, Votes votes) {
    int last = votes.lastClass();
    boolean told = source.options().containsKey(LogProvenance.CLASSES);
    int classes = told ? number(LogProvenance.CLASSES).intValue() : last + 1;
    if (last >= classes) {
      throw damaged(
          record,
          "it has votes for class %d, but the classes are 0 to %d".formatted(last, classes - 1));
    }
    return VoteCounts.of(votes, classes);
  }

  private InvalidInputException withoutVotes() {
    return new InvalidInputException(
        log + " has no columns 'candidate' and 'votes', which newer logs have; certify again");
  }

  private InvalidInputException notOfItsVotes(LogRecord record, String answer) {
    return damaged(record, "its votes do not give its " + answer);
  }

  private InvalidInputException damaged(LogRecord record, String what) {
    return new InvalidInputException(
        "%s, image %d: %s: the log is damaged or was edited; certify again"
            .formatted(log, record.index(), what));
  }

  private SmoothingParameters parameters(double failure) {
    int n0 = isPrediction() ? 1 : number("n0").intValue();
    SmoothingParameters parameters =
        new SmoothingParameters(number("sigma").doubleValue(), n0, number("n").intValue(), failure);
    return text(LogProvenance.NOISE_REMAINDER).isEmpty()
        ? parameters
        : parameters.without(remainder());
  }

  /** What discrete noise may differ by. */
  private BigDecimal remainder() {
    try {
      return Decimals.parse(text(LogProvenance.NOISE_REMAINDER));
    } catch (NumberFormatException e) {
      throw untold(LogProvenance.NOISE_REMAINDER);
    }
  }

  private RadiusBound boundOf(String name) {
    for (RadiusBound each : RadiusBound.values()) {
      if (EnumNames.of(each).equals(name)) {
        return each;
      }
    }
    throw untold(BOUND);
  }

  private Number number(String option) {
    try {
      return Double.valueOf(text(option));
    } catch (NumberFormatException e) {
      throw untold(option);
    }
  }

  private String text(String option) {
    return source.options().get(option) instanceof JsonElement value && value.isJsonPrimitive()
        ? value.getAsString()
        : "";
  }

  private InvalidInputException untold(String option) {
    return new InvalidInputException(
        "%s does not tell '%s' of %s; certify again"
            .formatted(LogProvenance.fileBeside(log), option, log));
  }
}
