package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstRunAloneTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final CyclicBarrier both = new CyclicBarrier(2);
  private final FirstRunAlone runs = new FirstRunAlone();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void nothingRunsBesideTheFirst() throws Exception {
    AtomicInteger running = new AtomicInteger();
    Callable<Integer> run =
        () -> {
          both.await();
          return runs.run(
              () -> {
                int beside = running.getAndIncrement();
                pause();
                running.getAndDecrement();
                return beside;
              });
        };
    Future<Integer> one = threads.submit(run);
    Future<Integer> other = threads.submit(run);
    assertEquals(0, one.get() + other.get());
  }

  @Test
  void laterOnesRunTogether() throws Exception {
    runs.run(() -> 0);
    Future<Integer> one = threads.submit(() -> runs.run(this::meet));
    Future<Integer> other = threads.submit(() -> runs.run(this::meet));
    assertEquals(1, one.get() + other.get());
  }

  @Test
  void afterAFailureTheNextIsTheFirst() throws InterruptedException, ExecutionException {
    assertThrows(
        IllegalStateException.class,
        () ->
            runs.run(
                () -> {
                  throw new IllegalStateException("out of memory");
                }));
    assertEquals(7, threads.submit(() -> runs.run(() -> 7)).get());
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns 0 in one thread and 1 in the other, when both have come. */
  private int meet() {
    try {
      return both.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }
}
