package org.smoothadv.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.smoothadv.checkpoint.AtomicFile;
import org.smoothadv.input.InvalidInputException;

/**
 * {@code train.tsv}: a header and one line per epoch, flushed as it is written. Times are in
 * seconds.
 */
public final class TrainingLog implements TrainingListener {
  private static final String HEADER =
      "epoch\ttime\tlr\ttrain_loss\ttrain_acc\ttest_loss\ttest_acc\tepsilon\tattacked_acc";

  private final Path file;

  /**
   * Starts or continues the log.
   *
   * @param epochsDone lines kept; what a run wrote of an epoch that left no checkpoint is dropped
   */
  public TrainingLog(Path file, int epochsDone) throws IOException {
    this.file = file;
    StringBuilder kept = new StringBuilder(HEADER).append('\n');
    if (epochsDone > 0 && Files.exists(file)) {
      Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .skip(1)
          .limit(epochsDone)
          .forEach(line -> kept.append(line).append('\n'));
    }
    AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void epochFinished(EpochResult result) throws IOException {
    String line =
        String.format(
            Locale.ROOT,
            "%d\t%.3f\t%.6g\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%s\n",
            result.epoch(),
            result.seconds(),
            result.learningRate(),
            result.training().meanLoss(),
            result.training().accuracy(),
            result.noisy().meanLoss(),
            result.noisy().accuracy(),
            result.epsilon(),
            result
                .attacked()
                .map(a -> String.format(Locale.ROOT, "%.6f", a.accuracy()))
                .orElse(""));
    Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  /**
   * The time that the steps of all epochs took, as a log says; zero where there is no log. A last
   * line without its line end is left out.
   *
   * @throws InvalidInputException if it is no such log, naming the line
   */
  public static Duration time(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    double seconds = 0;
    for (int i = 1; i < lines.size(); i++) {
      try {
        seconds += Double.parseDouble(lines.get(i).split("\t", 3)[1]);
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw new InvalidInputException(
            "%s, line %d: the second column must be an epoch's seconds".formatted(file, i + 1), e);
      }
    }
    return Duration.ofMillis(Math.round(1000 * seconds));
  }
}
