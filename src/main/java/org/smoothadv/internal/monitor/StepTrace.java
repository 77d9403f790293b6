package org.smoothadv.internal.monitor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/**
 * What the operations of votes, attacks and training steps cost, kind by kind, from TensorFlow's
 * step statistics. One trace at a time is taken in a process, of all threads; TensorFlow is slower
 * while it keeps them.
 */
public final class StepTrace implements AutoCloseable {
  /**
   * One kind of operation.
   *
   * @param operation its name in TensorFlow; what oneDNN computes begins with {@code _Mkl}
   * @param calls how many times it was computed
   * @param seconds for how long, all of them together
   */
  public record Kind(String operation, long calls, double seconds) {}

  private static final AtomicReference<StepTrace> CURRENT = new AtomicReference<>();

  private static final RunOptions TRACED =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();

  private final Map<String, long[]> callsAndNanos = new HashMap<>();

  private StepTrace() {}

  /**
   * Begins a trace.
   *
   * @throws IllegalStateException if another one has not ended
   */
  public static StepTrace begin() {
    StepTrace trace = new StepTrace();
    if (!CURRENT.compareAndSet(null, trace)) {
      throw new IllegalStateException("another trace is under way");
    }
    return trace;
  }

  /** Runs, and takes part in the trace where one is under way. */
  public static Result run(Session.Runner runner) {
    StepTrace trace = CURRENT.get();
    if (trace == null) {
      return runner.run();
    }
    return trace.traced(runner);
  }

  /** TensorFlow traces one run at a time. */
  private synchronized Result traced(Session.Runner runner) {
    Result result = runner.setOptions(TRACED).runAndFetchMetadata();
    result.getMetadata().ifPresent(this::add);
    return result;
  }

  private void add(RunMetadata metadata) {
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        long[] sums = callsAndNanos.computeIfAbsent(kind(node), kind -> new long[2]);
        sums[0]++;
        sums[1] += node.getOpEndRelNanos() - node.getOpStartRelNanos();
      }
    }
  }

  /** From a label such as {@code logits = MatMul(x, kernel)}. */
  private static String kind(NodeExecStats node) {
    String label = node.getTimelineLabel();
    int from = label.indexOf(" = ");
    int to = label.indexOf('(', Math.max(0, from));
    return from < 0 || to < 0 ? node.getNodeName() : label.substring(from + 3, to);
  }

  /** What was traced so far, the most expensive kind first. */
  public synchronized List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    callsAndNanos.forEach((kind, sums) -> kinds.add(new Kind(kind, sums[0], sums[1] / 1e9)));
    kinds.sort(Comparator.comparingDouble(Kind::seconds).reversed().thenComparing(Kind::operation));
    return kinds;
  }

  /** Ends the trace. */
  @Override
  public void close() {
    CURRENT.compareAndSet(this, null);
  }
}
