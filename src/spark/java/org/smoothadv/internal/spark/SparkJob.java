package org.smoothadv.internal.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.runtime.BoxedUnit;

/**
 * One job of a Spark application, whose results are taken as they come.
 *
 * @param pool of the scheduler's: pools have equal shares of the executors
 */
record SparkJob(SparkContext context, String pool) {
  /** What comes from Spark's threads: results, or the end of the job, perhaps in failure. */
  private record Event<R>(List<R> results, boolean end, Optional<Throwable> failure) {}

  /** Takes one result in the thread that waits for them. */
  @FunctionalInterface
  interface Taker<R> {
    void take(R result) throws IOException;
  }

  /**
   * Runs it.
   *
   * @param tasks among which the items are shared out
   * @param task what is done with the items of a task, in an executor
   * @throws IOException if the taker throws it, or Spark gives up
   */
  <R> void run(
      List<Serializable> items,
      int tasks,
      Function1<Iterator<Serializable>, List<R>> task,
      Taker<R> taker)
      throws IOException {
    BlockingQueue<Event<R>> events = new LinkedBlockingQueue<>();
    context.setLocalProperty("spark.scheduler.pool", pool);
    SimpleFutureAction<BoxedUnit> job = submit(items, tasks, task, events);
    job.onComplete(
        result -> {
          Optional<Throwable> failure =
              result.isFailure() ? Optional.of(result.failed().get()) : Optional.empty();
          events.add(new Event<>(List.of(), true, failure));
          return BoxedUnit.UNIT;
        },
        scala.concurrent.ExecutionContext.global());
    try {
      Event<R> event = next(events);
      for (; !event.end(); event = next(events)) {
        for (R result : event.results()) {
          taker.take(result);
        }
      }
      if (event.failure().isPresent()) {
        Throwable failure = event.failure().get();
        throw new IOException(
            "Spark gave up: " + SparkCluster.firstLine(failure.getMessage()), failure);
      }
    } finally {
      job.cancel();
    }
  }

  private <R> SimpleFutureAction<BoxedUnit> submit(
      List<Serializable> items,
      int tasks,
      Function1<Iterator<Serializable>, List<R>> task,
      BlockingQueue<Event<R>> events) {
    RDD<Serializable> all = new JavaSparkContext(context).parallelize(items, tasks).rdd();
    List<Object> partitions = new ArrayList<>();
    IntStream.range(0, all.getNumPartitions()).forEach(partitions::add);
    return context.submitJob(
        all,
        task,
        scala.jdk.javaapi.CollectionConverters.asScala(partitions).toSeq(),
        (partition, results) -> {
          events.add(new Event<>(results, false, Optional.empty()));
          return BoxedUnit.UNIT;
        },
        () -> BoxedUnit.UNIT);
  }

  private static <R> Event<R> next(BlockingQueue<Event<R>> events) throws IOException {
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a cluster was asked");
    }
  }
}
