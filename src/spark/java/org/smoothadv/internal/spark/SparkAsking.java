package org.smoothadv.internal.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.asking.Answer;
import org.smoothadv.internal.asking.AskedImage;
import org.smoothadv.internal.asking.Workers.Asking;
import org.smoothadv.internal.asking.Workers.Images;
import org.smoothadv.internal.asking.Workers.Sink;

/**
 * A question to the executors of a Spark application. Each task is one image, so that one that
 * takes long keeps no other waiting and the loss of an executor costs little; blocks of images
 * where one takes less time than it is worth.
 */
record SparkAsking<A extends Answer>(
    SparkContext context, boolean inThisProcess, ExecutorTask<A> task) implements Asking<A> {
  /** A task of this length does not notice what it costs to send it. */
  private static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

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
    AtomicReference<RuntimeException> unreadable = new AtomicReference<>();
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
      collect(sent(first, images.size(), reader), tasks, reply -> accept(reply, sink, unreadable));
    }
  }

  private static Optional<AskedImage> read(
      Images images, int number, AtomicReference<RuntimeException> unreadable) {
    try {
      return images.read(number);
    } catch (RuntimeException e) { // In a thread of Spark's, where nobody would read it.
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
  private void accept(Reply reply, Sink<A> sink, AtomicReference<RuntimeException> unreadable)
      throws IOException {
    if (unreadable.get() != null) {
      throw unreadable.get();
    }
    sink.accept(reply.number(), Optional.ofNullable((A) reply.answer()));
  }

  private void collect(List<Serializable> images, int tasks, SparkJob.Taker<Reply> taker)
      throws IOException {
    int cores = context.conf().getInt("spark.task.cpus", 1);
    new SparkJob(context, "asking")
        .run(
            images,
            Math.max(1, (tasks + cores - 1) / cores), // A task asks about several images at once.
            task,
            reply -> {
              if (reply.refusal() != null) {
                throw reply.refusal();
              }
              taker.take(reply);
            });
  }

  @Override
  public void close() {
    if (inThisProcess) {
      task.close();
    }
  }
}
