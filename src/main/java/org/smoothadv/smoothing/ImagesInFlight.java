package org.smoothadv.smoothing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Works on several images at once, so that the statistics of one and the last batch of another
 * leave no core idle, and hands over the answers in the order in which the images were given.
 * Closing it waits for the work under way.
 *
 * @param <R> an answer
 */
public final class ImagesInFlight<R> implements AutoCloseable {
  /** More would only keep more answers waiting for their turn where each takes many votes. */
  private static final int MAX_IMAGES = 4;

  /** The work on one image, in a thread of its own. */
  @FunctionalInterface
  public interface Work<R> {
    /** Finds the answer. */
    R answer() throws IOException;
  }

  /** Takes the answers. */
  @FunctionalInterface
  public interface Sink<R> {
    /** Takes the next answer, in the thread that gives the images. */
    void accept(R answer) throws IOException;
  }

  private final int most;
  private final ExecutorService threads;
  private final Deque<Future<R>> underWay = new ArrayDeque<>();
  private final Sink<R> sink;

  /** Hands over the answers to a sink. */
  public ImagesInFlight(Sink<R> sink) {
    this(MAX_IMAGES, sink);
  }

  /**
   * Hands over the answers to a sink.
   *
   * @param most images at once, at least 1
   */
  ImagesInFlight(int most, Sink<R> sink) {
    this.most = most;
    this.sink = sink;
    threads = Executors.newFixedThreadPool(most);
  }

  /**
   * Starts the work on one more image, as soon as there is room for it.
   *
   * @throws IOException if the work of an earlier image, or the sink, throws it; as with any other
   *     exception of theirs, there is no going on
   */
  public void give(Work<R> work) throws IOException {
    if (underWay.size() == most) {
      handOver();
    }
    underWay.add(threads.submit(work::answer));
  }

  /** Waits for all images; throws as {@link #give} does. */
  public void finish() throws IOException {
    while (!underWay.isEmpty()) {
      handOver();
    }
  }

  private void handOver() throws IOException {
    R answer;
    try {
      answer = underWay.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while images were worked on");
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
    sink.accept(answer);
  }

  private static IOException unwrapped(ExecutionException e) {
    if (e.getCause() instanceof RuntimeException failure) {
      throw failure;
    }
    if (e.getCause() instanceof Error failure) {
      throw failure;
    }
    return (IOException) e.getCause();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
