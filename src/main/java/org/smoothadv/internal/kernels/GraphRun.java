package org.smoothadv.internal.kernels;

import java.util.concurrent.locks.Lock;
import org.smoothadv.internal.monitor.StepTrace;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;

/**
 * One run of a graph. Ends of the graph go by their names, so that they may be those of the graph
 * that it was rewritten from ({@link TunedSession}).
 */
public final class GraphRun {
  private final Session.Runner runner;

  /** Null where runs may be at the same time. */
  private final Lock oneAtATime;

  GraphRun(Session.Runner runner, Lock oneAtATime) {
    this.runner = runner;
    this.oneAtATime = oneAtATime;
  }

  /** Wraps a run of a session whose graph is as it was built. */
  public GraphRun(Session.Runner runner) {
    this(runner, null);
  }

  /** Gives an operand its value. */
  public GraphRun feed(Operand<?> end, Tensor value) {
    Output<?> output = end.asOutput();
    runner.feed(output.op().name(), output.index(), value);
    return this;
  }

  /** Asks for an operand's value. */
  public GraphRun fetch(Operand<?> end) {
    Output<?> output = end.asOutput();
    runner.fetch(output.op().name(), output.index());
    return this;
  }

  /** Asks for an operation to be run. */
  public GraphRun addTarget(Op target) {
    runner.addTarget(target.op().name());
    return this;
  }

  /** Runs. The values are in the order in which they were asked for. */
  public Result now() {
    if (oneAtATime == null) {
      return StepTrace.run(runner);
    }
    oneAtATime.lock();
    try {
      return StepTrace.run(runner);
    } finally {
      oneAtATime.unlock();
    }
  }
}
