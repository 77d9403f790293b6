package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.internal.dataset.Augmentation.FlipAndCrop;
import org.smoothadv.network.ImageShape;

@Timeout(20)
class ImageBatchesTest {
  @Test
  void showsEveryImageOnceInBatchesOfTheSizeAskedFor() {
    List<MiniBatch> epoch = epoch(numbered(10, Augmentation.none()), 4, 1, 0);

    assertEquals(List.of(4, 4, 2), epoch.stream().map(MiniBatch::size).toList());
    assertEquals(IntStream.range(0, 10).boxed().toList(), order(epoch).stream().sorted().toList());
  }

  @Test
  void labelsStayWithTheirImages() {
    for (MiniBatch batch : epoch(numbered(10, Augmentation.none()), 3, 1, 0)) {
      for (int i = 0; i < batch.size(); i++) {
        assertEquals(batch.pixels()[3 * i] % 2, batch.labels()[i]);
      }
    }
  }

  @Test
  void anEpochCanBeReplayed() {
    ImageDataset images = numbered(100, new FlipAndCrop(1));
    List<MiniBatch> first = epoch(images, 7, 5, 3);
    List<MiniBatch> again = epoch(images, 7, 5, 3);
    for (int i = 0; i < first.size(); i++) {
      assertArrayEquals(first.get(i).pixels(), again.get(i).pixels());
      assertArrayEquals(first.get(i).labels(), again.get(i).labels());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void theNumberOfThreadsChangesNothing(int threads) {
    IntactImages images = new IntactImages(numbered(100, new FlipAndCrop(1)));
    List<MiniBatch> all = new ArrayList<>();
    try (ImageBatches batches = ImageBatches.ofEpoch(images, 30, 5, 3, threads)) {
      batches.forEachRemaining(all::add);
    }
    assertArrayEquals(allPixels(epoch(images.dataset(), 30, 5, 3)), allPixels(all));
  }

  @Test
  void evaluationTakesTheImagesInOrderAsTheyAre() {
    List<MiniBatch> all = new ArrayList<>();
    try (ImageBatches batches =
        ImageBatches.inOrder(new IntactImages(numbered(10, new FlipAndCrop(1))), 4)) {
      batches.forEachRemaining(all::add);
    }
    assertEquals(List.of(4, 4, 2), all.stream().map(MiniBatch::size).toList());
    assertEquals(IntStream.range(0, 10).boxed().toList(), order(all));
    assertArrayEquals(new int[] {0, 1, 0, 1}, all.get(1).labels());
  }

  @Test
  void evaluationOfSomeImagesTakesThemAtEqualDistances() {
    List<MiniBatch> some = new ArrayList<>();
    try (ImageBatches batches =
        ImageBatches.spread(new IntactImages(numbered(10, new FlipAndCrop(1))), 4, 3)) {
      batches.forEachRemaining(some::add);
    }
    assertEquals(List.of(3, 1), some.stream().map(MiniBatch::size).toList());
    assertEquals(List.of(0, 2, 5, 7), order(some));
  }

  @Test
  void imagesOfABatchAreReadAtTheSameTime() {
    CyclicBarrier both = new CyclicBarrier(2);
    Augmentation meeting =
        (image, shape, random, target, offset) -> {
          try {
            both.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException("no other image is being read", e);
          }
        };
    try (ImageBatches batches =
        ImageBatches.ofEpoch(new IntactImages(numbered(8, meeting)), 8, 0, 0, 2)) {
      assertEquals(8, batches.next().size());
    }
  }

  @Test
  void seedAndEpochEachChangeTheOrder() {
    ImageDataset images = numbered(100, Augmentation.none());
    List<Integer> order = order(epoch(images, 10, 5, 3));
    assertNotEquals(order, order(epoch(images, 10, 6, 3)));
    assertNotEquals(order, order(epoch(images, 10, 5, 4)));
    assertNotEquals(order, IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void theVariationOfAnImageDoesNotDependOnItsBatch() {
    ImageDataset images = numbered(50, new FlipAndCrop(1));
    assertArrayEquals(allPixels(epoch(images, 50, 5, 0)), allPixels(epoch(images, 3, 5, 0)));
  }

  @Test
  void theVariationOfAnImageChangesFromEpochToEpoch() {
    ImageDataset images = numbered(1, new FlipAndCrop(1));
    long distinct =
        IntStream.range(0, 400)
            .mapToObj(epoch -> Arrays.toString(allPixels(epoch(images, 1, 5, epoch))))
            .distinct()
            .count();
    assertEquals(7, distinct); // two flips x three shifts, and the one that shows only the frame
  }

  @Test
  void endsAfterTheLastBatch() {
    try (ImageBatches batches = batches(numbered(2, Augmentation.none()), 2)) {
      batches.next();
      assertFalse(batches.hasNext());
      assertThrows(NoSuchElementException.class, batches::next);
    }
  }

  @Test
  void preparesOnlyAFewBatchesAhead() throws InterruptedException {
    AtomicInteger augmented = new AtomicInteger();
    ImageDataset images = numbered(100, counting(augmented));
    try (ImageBatches batches = batches(images, 1)) {
      batches.next();
      Thread.sleep(100);
      assertTrue(augmented.get() < 10, augmented + " images were prepared");
    }
  }

  @Test
  void anErrorInTheBackgroundReachesTheConsumer() {
    RuntimeException broken = new IllegalStateException("broken image");
    Augmentation failing =
        (image, shape, random, target, offset) -> {
          throw broken;
        };
    try (ImageBatches batches = batches(numbered(5, failing), 2)) {
      assertSame(broken, assertThrows(IllegalStateException.class, batches::next));
    }
  }

  @Test
  void closingInTheMiddleOfABatchStopsTheThread() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    Augmentation slow =
        (image, shape, random, target, offset) -> {
          started.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
        };
    try (ImageBatches batches = batches(numbered(1000, slow), 1000)) {
      started.await();
      batches.close();
      assertFalse(batches.hasNext());
    }
    assertNoBackgroundThreadIsLeft();
  }

  @Test
  void anInterruptedConsumerStopsWaitingAndStaysInterrupted() throws InterruptedException {
    Augmentation slow =
        (image, shape, random, target, offset) -> {
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
        };
    try (ImageBatches batches = batches(numbered(10, slow), 10)) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, batches::next);
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertNoBackgroundThreadIsLeft();
  }

  @Test
  void refusesAnEmptyBatch() {
    ImageDataset images = numbered(5, Augmentation.none());
    assertThrows(IllegalArgumentException.class, () -> batches(images, 0));
  }

  /** Images of one row of three pixels, the first of which is the number of the image. */
  private static ImageDataset numbered(int size, Augmentation augmentation) {
    byte[] pixels = new byte[size * 3];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      pixels[3 * i] = (byte) i;
      pixels[3 * i + 1] = (byte) 201;
      pixels[3 * i + 2] = (byte) 202;
      labels[i] = i % 2;
    }
    return new InMemoryImages("numbered", new ImageShape(1, 3, 1), 2, augmentation, pixels, labels);
  }

  private static Augmentation counting(AtomicInteger count) {
    return (image, shape, random, target, offset) -> count.incrementAndGet();
  }

  private static ImageBatches batches(ImageDataset images, int batchSize) {
    return ImageBatches.ofEpoch(new IntactImages(images), batchSize, 0, 0);
  }

  private static List<MiniBatch> epoch(ImageDataset images, int batchSize, long seed, int epoch) {
    List<MiniBatch> all = new ArrayList<>();
    try (ImageBatches batches =
        ImageBatches.ofEpoch(new IntactImages(images), batchSize, seed, epoch)) {
      batches.forEachRemaining(all::add);
    }
    return all;
  }

  /** The numbers of the images in the order in which they were shown, when nothing varied them. */
  private static List<Integer> order(List<MiniBatch> epoch) {
    byte[] pixels = allPixels(epoch);
    return IntStream.range(0, pixels.length / 3).mapToObj(i -> (int) pixels[3 * i]).toList();
  }

  private static byte[] allPixels(List<MiniBatch> epoch) {
    byte[] all = new byte[epoch.stream().mapToInt(batch -> batch.pixels().length).sum()];
    int to = 0;
    for (MiniBatch batch : epoch) {
      System.arraycopy(batch.pixels(), 0, all, to, batch.pixels().length);
      to += batch.pixels().length;
    }
    return all;
  }

  /** A closed executor's thread may take a moment to leave after its last task has ended. */
  private static void assertNoBackgroundThreadIsLeft() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("image-batches")) {
        thread.join(5000);
        assertFalse(thread.isAlive());
      }
    }
  }
}
