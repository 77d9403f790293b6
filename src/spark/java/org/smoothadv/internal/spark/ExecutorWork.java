package org.smoothadv.internal.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.smoothadv.device.Machine;
import org.smoothadv.internal.asking.Cluster.Work;
import scala.Function1;
import scala.collection.Iterator;

/**
 * Work as a task of an executor. What goes wrong with it comes back as a value: Spark would try it
 * again and again, as it does where an executor is lost.
 */
record ExecutorWork() implements Function1<Iterator<Serializable>, List<Throwable>>, Serializable {
  @Override
  public List<Throwable> apply(Iterator<Serializable> works) {
    Locale.setDefault(Locale.ROOT); // TensorFlow refuses names with other digits than Latin ones.
    List<Throwable> problems = new ArrayList<>();
    while (works.hasNext()) {
      Work work = (Work) works.next();
      problem(work).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<Throwable> problem(Work work) {
    try {
      work.run(Machine.current());
      return Optional.empty();
    } catch (Throwable e) {
      TaskContext.get().killTaskIfInterrupted();
      return Optional.of(travelling(e));
    }
  }

  private static Throwable travelling(Throwable problem) {
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(problem);
      return problem;
    } catch (IOException e) { // It refers to something that stays here.
      return new IOException(
          problem.getClass().getSimpleName() + ": " + SparkCluster.firstLine(problem.getMessage()));
    }
  }
}
