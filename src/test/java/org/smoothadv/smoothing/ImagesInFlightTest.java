package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ImagesInFlightTest {
  @Test
  void answersComeInOrderThoughALaterImageIsDoneFirst() throws IOException {
    CountDownLatch secondIsDone = new CountDownLatch(1);
    List<Integer> answers = new ArrayList<>();
    try (ImagesInFlight<Integer> images = new ImagesInFlight<>(answers::add)) {
      images.give(
          () -> {
            await(secondIsDone);
            return 0;
          });
      images.give(
          () -> {
            secondIsDone.countDown();
            return 1;
          });
      for (int i = 2; i < 20; i++) {
        int answer = i;
        images.give(() -> answer);
      }
      images.finish();
    }
    assertEquals(20, answers.size());
    for (int i = 0; i < 20; i++) {
      assertEquals(i, answers.get(i));
    }
  }

  @Test
  void answersAreHandedOverBeforeAllImagesAreGiven() throws IOException {
    List<Integer> answers = new ArrayList<>();
    try (ImagesInFlight<Integer> images = new ImagesInFlight<>(answers::add)) {
      for (int i = 0; i < 20; i++) {
        int answer = i;
        images.give(() -> answer);
      }
      assertEquals(16, answers.size(), "four may be under way");
    }
  }

  static List<Exception> failures() {
    return List.of(new IOException("no answer"), new IllegalStateException("no answer"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureOfTheWorkIsThrown(Exception failure) throws IOException {
    List<Integer> answers = new ArrayList<>();
    try (ImagesInFlight<Integer> images = new ImagesInFlight<>(answers::add)) {
      images.give(() -> 0);
      images.give(() -> fail(failure));
      images.give(() -> 2);
      assertSame(failure, assertThrows(failure.getClass(), images::finish));
    }
    assertEquals(List.of(0), answers, "what came before it");
  }

  @Test
  void errorOfTheWorkIsThrown() throws IOException {
    Error error = new AssertionError("broken");
    try (ImagesInFlight<Integer> images = new ImagesInFlight<>(answer -> {})) {
      images.give(
          () -> {
            throw error;
          });
      assertSame(error, assertThrows(AssertionError.class, images::finish));
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureOfTheSinkIsThrown(Exception failure) throws IOException {
    try (ImagesInFlight<Integer> images = new ImagesInFlight<>(answer -> fail(failure))) {
      images.give(() -> 0);
      assertSame(failure, assertThrows(failure.getClass(), images::finish));
    }
  }

  @Test
  void closingWaitsForTheWorkUnderWay() throws IOException, InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    try (ImagesInFlight<Integer> images = new ImagesInFlight<>(answer -> {})) {
      images.give(
          () -> {
            started.countDown();
            goOnALittleAfterInterruption();
            ended.set(true);
            return 0;
          });
      started.await();
    }
    assertTrue(ended.get());
  }

  private static int fail(Exception failure) throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    throw (RuntimeException) failure;
  }

  /** Closing interrupts the work: from then on it has still something to do. */
  private static void goOnALittleAfterInterruption() {
    awaitInterruption();
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitInterruption() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Awaited.
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
