package org.smoothadv.internal.training;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.input.TextFile;
import org.smoothadv.internal.files.AtomicFile;
import org.smoothadv.internal.training.TrainingListener.EpochResult;
import org.smoothadv.internal.training.TrainingListener.EpochResult.SourceScore;

/**
 * {@code train.tsv}: a header and one line per epoch, the first being 1, flushed as it is written;
 * a field is empty where a run has no such value. Times are in seconds. The training loss and
 * accuracy are those of the rows of all steps; self-training tells its two kinds of steps apart as
 * well. No loss is scaled.
 */
public final class TrainingLog implements TrainingListener {
  private static final String HEADER =
      "epoch\ttime\tlr\ttrain_loss\ttrain_acc\ttest_loss\ttest_acc\tepsilon\tattacked_acc"
          + "\tlabelled_steps\tlabelled_loss\tpseudo_labelled_steps\tpseudo_labelled_loss";

  private static final int FIELDS = HEADER.split("\t", -1).length;

  private final Path file;

  /**
   * Starts or continues the log.
   *
   * @param epochsDone what the log has of these is kept; what a run wrote of an epoch that left no
   *     checkpoint is dropped
   * @throws InvalidInputException if the log that is continued is damaged, naming the line
   */
  public TrainingLog(Path file, int epochsDone) throws IOException {
    this.file = file;
    StringBuilder kept = new StringBuilder(HEADER).append('\n');
    if (epochsDone > 0) {
      List<String> lines = wholeLines(file);
      int shift = countsFromZero(file, lines, epochsDone) ? 1 : 0;
      for (int i = 1; i < lines.size(); i++) {
        int epoch = epoch(file, lines, i) + shift;
        if (epoch <= epochsDone) {
          String rest = lines.get(i).substring(lines.get(i).indexOf('\t'));
          kept.append(completed(epoch + rest)).append('\n');
        }
      }
    }
    AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Earlier versions called the first epoch 0. Where lines are missing, as of a run that was
   * imported, the last one tells: it was written before the checkpoint.
   */
  private static boolean countsFromZero(Path file, List<String> lines, int epochsDone) {
    return lines.size() > 1
        && (epoch(file, lines, 1) == 0 || epoch(file, lines, lines.size() - 1) == epochsDone - 1);
  }

  private static int epoch(Path file, List<String> lines, int index) {
    String line = lines.get(index);
    try {
      return Integer.parseInt(line.substring(0, line.indexOf('\t')));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new InvalidInputException(
          "%s, line %d: the first column must be the number of an epoch; mend it, or remove the file"
              .formatted(file, index + 1),
          e);
    }
  }

  /** None where there is no file. */
  private static List<String> wholeLines(Path file) throws IOException {
    String text = Files.exists(file) ? TextFile.read(file, StandardCharsets.ISO_8859_1) : "";
    return TextFile.wholeLines(text);
  }

  /** Lines of earlier versions lack the last fields. */
  private static String completed(String line) {
    int fields = line.split("\t", -1).length;
    return line + "\t".repeat(Math.max(0, FIELDS - fields));
  }

  @Override
  public void epochFinished(EpochResult result) throws IOException {
    Optional<SourceScore> labelled = result.pseudoLabelled().map(other -> result.labelled());
    String line =
        String.format(
            Locale.ROOT,
            "%d\t%.3f\t%.6g\t%.6f\t%.6f\t%.6f\t%.6f\t%.6f\t%s\t%s\t%s\n",
            result.epoch() + 1,
            result.seconds(),
            result.schedule().learningRate(),
            result.training().meanLoss(),
            result.training().accuracy(),
            result.noisy().meanLoss(),
            result.noisy().accuracy(),
            result.schedule().epsilon(),
            result.attacked().map(a -> String.format(Locale.ROOT, "%.6f", a.accuracy())).orElse(""),
            fields(labelled),
            fields(result.pseudoLabelled()));
    append(line);
  }

  private void append(String line) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long end = channel.size();
      try {
        AtomicFile.Content.of(line.getBytes(StandardCharsets.UTF_8)).writeTo(channel.position(end));
      } catch (IOException e) {
        channel.truncate(end); // No half line.
        throw new IOException(file + ": " + IoFailure.reason(e), e);
      }
    }
  }

  /** Steps and loss. */
  private static String fields(Optional<SourceScore> source) {
    return source
        .map(s -> String.format(Locale.ROOT, "%d\t%.6f", s.steps(), s.score().meanLoss()))
        .orElse("\t");
  }

  /**
   * The time that the steps of all epochs took, as a log says; zero where there is no log. A last
   * line without its line end is left out.
   *
   * @throws InvalidInputException if it is no such log, naming the line
   */
  public static Duration time(Path file) throws IOException {
    List<String> lines = wholeLines(file);
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
