package org.smoothadv.internal.study;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.run.RunLock;
import org.smoothadv.run.TrainingConfiguration;

/**
 * The training of a model in a process of a cluster, from where an earlier one was when it was
 * lost.
 *
 * @param tuning how it is trained where it has not begun yet
 * @param run the model's folder, absolute
 * @param start where relative paths of the configuration begin
 */
record RemoteTraining(TrainingConfiguration configuration, Tuning tuning, String run, String start)
    implements Cluster.Work {
  private static final int POLL_MILLIS = 200;

  /** A machine that is gone keeps its locks on shared storage for a while. */
  private static final int MOST_POLLS = 180_000 / POLL_MILLIS;

  static RemoteTraining of(StudyModel model) {
    return new RemoteTraining(
        model.configuration(),
        TrainingOfStudy.tuning(model),
        model.folder().toAbsolutePath().toString(),
        Path.of("").toAbsolutePath().toString());
  }

  @Override
  public void run(Machine machine) throws IOException {
    Path folder = Path.of(run);
    SharedFolder.requireSeen(folder, folder);
    awaitEarlier(folder);
    try {
      TrainingOfStudy.train(configuration, machine.withTuning(tuning), folder, Path.of(start));
    } catch (InvalidInputException e) {
      throw e instanceof InvalidSettingException refused && refused.field().equals("run")
          ? e
          : new InvalidInputException(
              "the executor at %s: %s"
                  .formatted(
                      SharedFolder.host(),
                      e.message(field -> "'" + OptionParser.option(field).substring(2) + "'")),
              e);
    }
  }

  /** A process that the cluster has given up may take a moment to end. */
  private static void awaitEarlier(Path folder) throws IOException {
    try {
      for (int polls = 0; polls < MOST_POLLS && RunLock.isHeld(folder); polls++) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another process trained " + folder);
    }
  }
}
