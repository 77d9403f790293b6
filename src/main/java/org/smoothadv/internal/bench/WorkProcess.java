package org.smoothadv.internal.bench;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.monitor.StepTrace;

/**
 * A workload in a process of its own, a {@link WorkServer}: the same Java with the same options and
 * environment. Closing it ends the process.
 */
public final class WorkProcess implements AutoCloseable {
  private static final String PROGRAM = "org.smoothadv.Main";

  /** What a process begins the line with that says why it ends. */
  private static final String FAILURE = "smoothadv: ";

  private static final int WRONG_INPUT = 2;
  private static final int SECONDS_TO_END = 10;

  private final Optional<Path> jar;
  private final Process process;
  private final BufferedReader answers;
  private final PrintStream requests;
  private final Complaints complaints;
  private Prepared prepared;

  private WorkProcess(Optional<Path> jar, Process process) {
    this.jar = jar;
    this.process = process;
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    complaints = new Complaints(process);
    complaints.start();
  }

  /**
   * Starts a process, which begins to prepare its work.
   *
   * @param jar the program of another build; empty for this one
   * @param words of its command line
   */
  public static WorkProcess start(Optional<Path> jar, List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      // A debugger of this process has its port.
      if (!option.startsWith("-agentlib:jdwp") && !option.startsWith("-Xrunjdwp")) {
        command.add(option);
      }
    }
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-Dsun.stdout.encoding=UTF-8");
    command.add("-cp");
    command.add(jar.map(Path::toString).orElse(System.getProperty("java.class.path")));
    command.add(PROGRAM);
    command.addAll(words);
    return new WorkProcess(jar, new ProcessBuilder(command).start());
  }

  /**
   * Waits until the work is prepared.
   *
   * @throws InvalidInputException if the process refuses what it is given
   * @throws WorkFailedException if it fails
   */
  public Prepared prepared() throws IOException {
    if (prepared == null) {
      String greeting = answers.readLine();
      if (!WorkServer.GREETING.equals(greeting)) {
        throw ungreeted(greeting);
      }
      prepared = Prepared.of(answer());
    }
    return prepared;
  }

  /** Of this build that cannot be; another may know nothing of measuring, or do it otherwise. */
  private RuntimeException ungreeted(String greeting) {
    RuntimeException failure =
        greeting == null ? failure() : new WorkFailedException("it answers '" + greeting + "'");
    return jar.<RuntimeException>map(
            other ->
                new InvalidInputException(
                    "%s cannot be measured beside this build (%s): name the jar of one whose bench compares by protocol %d, with its folder lib beside it"
                        .formatted(other, failure.getMessage(), WorkServer.PROTOCOL),
                    failure))
        .orElse(failure);
  }

  /** Passes on what the process has noted for users, and will: not before all are prepared. */
  public void passOnNotes() {
    complaints.release();
  }

  /** The devices that its session uses, in words. */
  public String devices() throws IOException {
    return asked(WorkServer.DEVICES);
  }

  /** Does one round; returns the seconds that it took. */
  public double round() throws IOException {
    return Long.parseLong(asked(WorkServer.ROUND)) / 1e9;
  }

  /** The most memory that the process has held at a time, in bytes, where the system says. */
  public OptionalLong peakMemory() throws IOException {
    long bytes = Long.parseLong(asked(WorkServer.MEMORY));
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /**
   * Does one more round, which TensorFlow traces.
   *
   * @return its kinds of operations, the most expensive one first
   */
  public List<StepTrace.Kind> profile() throws IOException {
    return List.of(new Gson().fromJson(asked(WorkServer.PROFILE), StepTrace.Kind[].class));
  }

  private String asked(String request) throws IOException {
    requests.println(request);
    return answer();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw failure();
    }
    return line;
  }

  /** Why the process has ended. */
  private RuntimeException failure() {
    try {
      int status = process.waitFor();
      String message = complaints.message();
      if (message.isEmpty()) {
        message = "its process ended with status " + status + (status == 137 ? ", killed" : "");
      }
      return status == WRONG_INPUT
          ? new InvalidInputException(message)
          : new WorkFailedException(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WorkFailedException("interrupted");
    }
  }

  @Override
  public void close() {
    requests.close();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The work cannot be done. */
  public static final class WorkFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the error with the text that the user reads. */
    public WorkFailedException(String message) {
      super(message);
    }
  }

  /** What a process says beside its answers: why it ends, or what users should know. */
  private static final class Complaints extends Thread {
    private final Process process;
    private final List<String> kept = new ArrayList<>();
    private boolean released;

    Complaints(Process process) {
      super("complaints");
      this.process = process;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getErrorStream(), Charset.defaultCharset()))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          take(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private synchronized void take(String line) {
      if (released) {
        System.err.println(line);
      } else {
        kept.add(line);
      }
    }

    /** Passes on what was kept, and from now on everything at once. */
    synchronized void release() {
      kept.forEach(System.err::println);
      kept.clear();
      released = true;
    }

    /** Why the process has ended; the rest of what it said is passed on where it does not say. */
    String message() throws InterruptedException {
      join();
      synchronized (this) {
        int reason = 0;
        while (reason < kept.size() && !kept.get(reason).startsWith(FAILURE)) {
          reason++;
        }
        if (reason == kept.size()) {
          release();
          return "";
        }
        return String.join("\n", kept.subList(reason, kept.size())).substring(FAILURE.length());
      }
    }
  }
}
