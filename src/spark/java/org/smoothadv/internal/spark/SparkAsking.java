package org.smoothadv.internal.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.asking.Answer;
import org.smoothadv.internal.asking.AskedImage;
import org.smoothadv.internal.asking.Workers.Asking;
import org.smoothadv.internal.asking.Workers.Images;
import org.smoothadv.internal.asking.Workers.Sink;
import scala.runtime.BoxedUnit;

/**
 * A question to the executors of a Spark application. Each task is one image, so that one that takes
 * long keeps no other waiting and the loss of an executor costs little; blocks of images where one
 * takes less time than it is worth.
 */
record SparkAsking<A extends Answer>(
    SparkContext context, boolean inThisProcess, ExecutorTask<A> task) implements Asking<A> {
  /** A task of this length does not notice what it costs to send it. */
  private static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);


  /** What comes from Spark's threads: replies, or the end of the job, perhaps in failure. */
  private record Event(List<Reply> replies, boolean end, Optional<Throwable> failure) {}

  /**
   * Checks, in one executor, that the question can be asked.
   *
   * @throws InvalidInputException if it cannot
   * @throws IOException if there is no executor that could be asked
   */
  void requireAnswers() throws IOException {
    collect(List.of(), 1, reply -> {});
  }

  @Override
  public void ask(Images images, Sink<A> sink) throws IOException {
    AtomicReference<InvalidInputException> unreadable = new AtomicReference<>();
    SentImage.Reader reader = number -> read(images, number, unreadable);
    int first = Math.min(images.size(), 2 * context.defaultParallelism());
    long[] nanos = {0};
    collect(
        sent(0, first, reader),
        first,
        reply -> {
          nanos[0] += reply.nanos();
          accept(reply, sink, unreadable);
        });
    int rest = images.size() - first;
    if (rest > 0) {
      long perTask = Math.max(1, TASK_NANOS * first / Math.max(1, nanos[0]));
      int tasks = (int) Math.max(Math.min(rest, first), (rest + perTask - 1) / perTask);
      collect(
          sent(first, images.size(), reader), tasks, reply -> accept(reply, sink, unreadable));
    }
  }

  private static Optional<AskedImage> read(
      Images images, int number, AtomicReference<InvalidInputException> unreadable) {
    try {
      return images.read(number);
    } catch (InvalidInputException e) { // In a thread of Spark's, where nobody would read it.
      unreadable.compareAndSet(null, e);
      return Optional.empty();
    }
  }

  private static List<Serializable> sent(int from, int to, SentImage.Reader reader) {
    List<Serializable> images = new ArrayList<>();
    IntStream.range(from, to).forEach(number -> images.add(new SentImage(number, reader)));
    return images;
  }

  @SuppressWarnings("unchecked") // The question has answers of this type.
  private void accept(
      Reply reply, Sink<A> sink, AtomicReference<InvalidInputException> unreadable)
      throws IOException {
    if (unreadable.get() != null) {
      throw unreadable.get();
    }
    sink.accept(reply.number(), Optional.ofNullable((A) reply.answer()));
  }

  /** Takes one reply in the thread that asks. */
  private interface Taker {
    void take(Reply reply) throws IOException;
  }

  private void collect(List<Serializable> images, int tasks, Taker taker) throws IOException {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    RDD<Serializable> all = new JavaSparkContext(context).parallelize(images, tasks).rdd();
    List<Object> partitions = new ArrayList<>();
    IntStream.range(0, all.getNumPartitions()).forEach(partitions::add);
    SimpleFutureAction<BoxedUnit> job =
        context.submitJob(
            all,
            task,
            scala.jdk.javaapi.CollectionConverters.asScala(partitions).toSeq(),
            (partition, replies) -> {
              events.add(new Event(replies, false, Optional.empty()));
              return BoxedUnit.UNIT;
            },
            () -> BoxedUnit.UNIT);
    job.onComplete(
        result -> {
          Optional<Throwable> failure =
              result.isFailure() ? Optional.of(result.failed().get()) : Optional.empty();
          events.add(new Event(List.of(), true, failure));
          return BoxedUnit.UNIT;
        },
        scala.concurrent.ExecutionContext.global());
    try {
      Event event = next(events);
      for (; !event.end(); event = next(events)) {
        for (Reply reply : event.replies()) {
          if (reply.refusal() != null) {
            throw reply.refusal();
          }
          taker.take(reply);
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

  private static Event next(BlockingQueue<Event> events) throws IOException {
    try {
      return events.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a cluster was asked");
    }
  }

  @Override
  public void close() {
    if (inThisProcess) {
      ExecutorTask.closeLast();
    }
  }
}
