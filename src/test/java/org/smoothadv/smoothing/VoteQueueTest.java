package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothadv.smoothing.VoteQueue.VoteQuery;

/** Batches of two or more slots of four rows, computed by {@link HeldBatches}. */
@Timeout(60)
class VoteQueueTest {
  private static final int CLASSES = 7;
  private static final int ROWS = 4;

  private final HeldBatches batches = new HeldBatches(CLASSES);

  @Test
  void everyThreadGetsTheVotesOfItsOwnSamples() throws Exception {
    VoteQueue queue = new VoteQueue(3, ROWS, batches);
    List<FutureTask<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 16; t++) {
      int image = t;
      threads.add(
          new FutureTask<>(
              () -> {
                askManyTimes(queue, image);
                return null;
              }));
      new Thread(threads.get(t)).start();
    }
    for (FutureTask<Void> thread : threads) {
      thread.get();
    }
    assertTrue(batches.sizes().stream().allMatch(size -> size >= 1 && size <= 3));
    assertTrue(batches.mostAtOnce() <= 2, batches.mostAtOnce() + " at once");
  }

  private void askManyTimes(VoteQueue queue, int image) {
    Random random = new Random(image);
    VoteQuery query = query(image);
    for (int i = 0; i < 100; i++) {
      int first = random.nextInt(1000);
      int samples = 1 + random.nextInt(3 * ROWS);
      assertEquals(
          new VoteCounts(batches.expected(query, first, samples), samples),
          queue.count(query, first, samples, CLASSES));
    }
  }

  @Test
  void oneQuestionFillsWholeBatches() {
    VoteQueue queue = new VoteQueue(3, ROWS, batches);
    queue.count(query(0), 0, 7 * ROWS, CLASSES);
    assertEquals(List.of(3, 3, 1), batches.sizes());
  }

  @Test
  void threadsThatWaitFillTheBatchesThatFollowTwoThatRun() throws Exception {
    VoteQueue queue = new VoteQueue(4, ROWS, batches);
    batches.hold();
    List<Asker> askers = new ArrayList<>();
    for (int image = 0; image < 6; image++) {
      // The first two find nothing that runs, and do not wait for company.
      askers.add(ask(queue, image, image < 2 ? ROWS : 3 * ROWS));
    }
    assertEquals(List.of(1, 1), batches.sizes(), "two at once, and no third");
    batches.release();
    for (Asker asker : askers) {
      asker.assertAnswered();
    }
    assertEquals(List.of(1, 1, 4, 4, 4), batches.sizes());
    assertEquals(2, batches.mostAtOnce());
  }

  @Test
  void failingBatchFailsThoseWhoseSamplesAreInIt() throws Exception {
    VoteQueue queue = new VoteQueue(2, ROWS, batches);
    RuntimeException failure = new IllegalArgumentException("no such image");
    batches.failAt(2, failure);
    batches.hold();
    List<Asker> askers = new ArrayList<>();
    for (int image = 0; image < 6; image++) {
      askers.add(ask(queue, image, ROWS));
    }
    batches.release();
    askers.get(2).assertFailed(failure);
    askers.get(3).assertFailed(failure);
    for (int image : new int[] {0, 1, 4, 5}) {
      askers.get(image).assertAnswered();
    }
    ask(queue, 3, 9 * ROWS).assertAnswered();
  }

  @Test
  void restOfAFailedQuestionIsNotComputed() throws Exception {
    VoteQueue queue = new VoteQueue(2, ROWS, batches);
    Error failure = new AssertionError("broken");
    batches.failAt(2, failure);
    ask(queue, 2, 9 * ROWS).assertFailed(failure);
    ask(queue, 0, ROWS).assertAnswered();
    assertEquals(List.of(2, 1), batches.sizes());
  }

  @Test
  void closingEndsThreadsThatWaitAndLetsBatchesFinish() throws Exception {
    VoteQueue queue = new VoteQueue(1, ROWS, batches);
    batches.hold();
    Asker answered = ask(queue, 0, ROWS);
    Asker halfAnswered = ask(queue, 1, 2 * ROWS);
    Asker waiting = ask(queue, 2, ROWS);
    Thread closing = new Thread(queue::close);
    closing.start();
    waiting.assertFailed(IllegalStateException.class);
    awaitWaiting(closing);
    assertTrue(closing.isAlive(), "two batches run");
    batches.release();
    closing.join();
    answered.assertAnswered();
    halfAnswered.assertFailed(IllegalStateException.class);
    assertThrows(IllegalStateException.class, () -> queue.count(query(0), 0, 1, CLASSES));
    assertEquals(List.of(1, 1), batches.sizes());
  }

  private Asker ask(VoteQueue queue, int image, int samples) throws InterruptedException {
    VoteQuery query = query(image);
    FutureTask<VoteCounts> answer = new FutureTask<>(() -> queue.count(query, 5, samples, CLASSES));
    Thread thread = new Thread(answer);
    thread.start();
    awaitWaiting(thread);
    return new Asker(answer, new VoteCounts(batches.expected(query, 5, samples), samples));
  }

  /** Until it waits for others, or has ended. */
  private static void awaitWaiting(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.sleep(1);
    }
  }

  private static VoteQuery query(int image) {
    return new VoteQuery(new float[0], image, 1, 0);
  }

  /** A question that a thread of its own asked, and what it should hear. */
  private static final class Asker {
    private final FutureTask<VoteCounts> answer;
    private final VoteCounts expected;

    Asker(FutureTask<VoteCounts> answer, VoteCounts expected) {
      this.answer = answer;
      this.expected = expected;
    }

    void assertAnswered() throws Exception {
      assertEquals(expected, answer.get());
    }

    void assertFailed(Throwable failure) {
      assertSame(failure, failure());
    }

    void assertFailed(Class<? extends Throwable> type) {
      assertSame(type, failure().getClass());
    }

    private Throwable failure() {
      return assertThrows(ExecutionException.class, answer::get).getCause();
    }
  }
}
