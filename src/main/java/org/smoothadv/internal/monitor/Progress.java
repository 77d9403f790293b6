package org.smoothadv.internal.monitor;

import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long task is, on standard error: a bar that moves where that is a terminal, and a line
 * now and then where it is a file or a pipe.
 */
public final class Progress implements AutoCloseable {
  private static final int PLAIN_INTERVAL_MILLIS = 30_000;

  private static final int PLAIN_WIDTH = 120;

  private final ProgressBar bar;

  private Progress(ProgressBarBuilder builder, String task, long total, String unit) {
    bar =
        builder
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .showSpeed()
            .build();
  }

  /**
   * Shows that a task begins.
   *
   * @param task what is done: {@code "certify"}
   * @param total how many units there are to do; negative if that is not known
   * @param unit what is counted, in the plural: {@code "images"}
   */
  public static Progress start(String task, long total, String unit) {
    return isTerminal()
        ? new Progress(
            ProgressBar.builder().setConsumer(new ConsoleProgressBarConsumer(System.err)),
            task,
            total,
            unit)
        : plain(System.err, PLAIN_INTERVAL_MILLIS, task, total, unit);
  }

  /**
   * As {@link #start}, as lines: the first, one each interval in which there was progress, the
   * last.
   */
  static Progress plain(PrintStream out, int intervalMillis, String task, long total, String unit) {
    ProgressBarBuilder builder =
        ProgressBar.builder()
            .setConsumer(new DelegatingProgressBarConsumer(new ChangedLines(out), PLAIN_WIDTH))
            .setUpdateIntervalMillis(intervalMillis);
    return new Progress(builder, task, total, unit);
  }

  /** Shows nothing. */
  public static Progress none() {
    ProgressBarBuilder builder =
        ProgressBar.builder()
            .setConsumer(new DelegatingProgressBarConsumer(line -> {}, PLAIN_WIDTH))
            .setUpdateIntervalMillis(PLAIN_INTERVAL_MILLIS);
    return new Progress(builder, "", -1, "");
  }

  /** One more unit is done. */
  public void step() {
    bar.step();
  }

  /** So many units are done in all. */
  public void stepTo(long done) {
    bar.stepTo(done);
  }

  /** Shows a short remark after the numbers, in the place of the one before. */
  public void message(String remark) {
    bar.setExtraMessage(" " + remark);
  }

  @Override
  public void close() {
    bar.close();
  }

  /** Asks the system's {@code test}: Java cannot ask about standard error alone. */
  private static boolean isTerminal() {
    try {
      ProcessBuilder test = new ProcessBuilder("test", "-t", "2");
      return test.redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Prints each line that differs from the one before: the bar draws its last state twice. */
  private static final class ChangedLines implements Consumer<String> {
    private final PrintStream out;
    private String last = "";

    ChangedLines(PrintStream out) {
      this.out = out;
    }

    @Override
    public synchronized void accept(String line) {
      if (!line.equals(last)) {
        out.println(line);
        last = line;
      }
    }
  }
}
