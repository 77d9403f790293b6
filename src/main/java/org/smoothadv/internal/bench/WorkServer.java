package org.smoothadv.internal.bench;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.device.PeakMemory;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.monitor.StepTrace;
import org.tensorflow.TensorFlow;

/**
 * The measured process: it prepares one workload and does one round of it for each line that asks
 * for one. When whoever asks is gone, also in the middle of a round, the process ends.
 *
 * <p>On its output it says {@link #GREETING}, then what it has prepared ({@link Prepared}); a
 * request {@link #ROUND} is answered with nanoseconds, {@link #MEMORY} with bytes, or -1 where the
 * system does not say, {@link #DEVICES} with words, {@link #PROFILE} with the operations of one
 * round as JSON.
 */
public final class WorkServer {
  /** The version of what is said; a build of another one cannot be compared with this. */
  public static final int PROTOCOL = 1;

  static final String GREETING = "smoothadv-bench " + PROTOCOL;
  static final String ROUND = "round";
  static final String MEMORY = "memory";
  static final String DEVICES = "devices";
  static final String PROFILE = "profile";

  private final PrintStream out;
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  /**
   * Greets whoever asks.
   *
   * @param protocol the version that is asked for
   * @throws InvalidInputException if this is another one
   */
  public WorkServer(int protocol, InputStream in, PrintStream out) {
    if (protocol != PROTOCOL) {
      throw new InvalidInputException(
          "this build measures by protocol %d, not %d: compare builds that have the same"
              .formatted(PROTOCOL, protocol));
    }
    this.out = out;
    out.println(GREETING);
    Thread reader = new Thread(() -> readAll(in), "requests");
    reader.setDaemon(true);
    reader.start();
  }

  private void readAll(InputStream in) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        requests.add(line);
      }
    } catch (IOException e) {
      // As where there are no more.
    }
    // Nobody waits for the round that may be under way, which native code cannot be stopped in.
    Runtime.getRuntime().halt(0);
  }

  /** Answers until nobody asks any more: does not return. */
  public void serve(Workload work, List<String> about, Machine machine) {
    Prepared prepared =
        new Prepared(work.name(), work.images(), work.operations(), about, TensorFlow.version());
    out.println(prepared.line());
    try {
      while (true) {
        answer(work, machine, requests.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(Workload work, Machine machine, String request) {
    switch (request) {
      case ROUND -> {
        long start = System.nanoTime();
        work.run();
        out.println(System.nanoTime() - start);
      }
      case MEMORY -> out.println(PeakMemory.ofThisProcess().orElse(-1));
      case DEVICES -> out.println(FoundDevices.of(machine).used(List.of()));
      case PROFILE -> {
        try (StepTrace trace = StepTrace.begin()) {
          work.run();
          out.println(new Gson().toJson(trace.kinds()));
        }
      }
      default -> throw new IllegalArgumentException("request '" + request + "'");
    }
  }
}
