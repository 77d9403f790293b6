package org.smoothadv.internal.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.smoothadv.internal.dataset.EpochBatches.SourcedBatch;
import org.smoothadv.internal.dataset.TrainingImages.LabelSource;
import org.smoothadv.network.ImageShape;

/** An image here is one byte: its number. */
@Timeout(20)
class EpochBatchesTest {
  private static final int BATCH = 3;
  private static final ImageDataset LABELLED = numbered(10);

  @Test
  void withoutPseudoLabelsAnEpochIsOnePassOverTheLabelledImages() {
    TrainingImages images = TrainingImages.of(LABELLED, Optional.empty());
    List<SourcedBatch> epoch = epoch(images, 5, 2);
    assertEquals(4, images.steps(BATCH));
    assertEquals(onePass(5, 2), numbers(epoch, LabelSource.LABELLED));
    assertEquals(4, epoch.size());
  }

  @Test
  void asManyPseudoLabelledBatchesAsLabelledOnes() {
    TrainingImages images = with(numbered(100));
    List<SourcedBatch> epoch = epoch(images, 5, 2);
    assertEquals(8, images.steps(BATCH));
    assertEquals(8, epoch.size());
    assertEquals(
        onePass(5, 2), numbers(epoch, LabelSource.LABELLED), "as training without would take them");
    List<List<Integer>> pseudo = numbers(epoch, LabelSource.PSEUDO_LABELLED);
    assertEquals(List.of(3, 3, 3, 3), pseudo.stream().map(List::size).toList());
    assertEquals(12, distinct(pseudo), "no image twice while there are others");
  }

  @Test
  void labelsStayWithTheirImages() {
    for (SourcedBatch next : epoch(with(numbered(100)), 5, 2)) {
      for (int i = 0; i < next.batch().size(); i++) {
        assertEquals(next.batch().pixels()[i] % 2, next.batch().labels()[i]);
      }
    }
  }

  @Test
  void fewPseudoLabelledImagesArePassedOverAgain() {
    TrainingImages images = TrainingImages.of(numbered(30), Optional.of(numbered(5)));
    List<List<Integer>> batches = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<List<Integer>> pseudo = numbers(epoch(images, 5, epoch), LabelSource.PSEUDO_LABELLED);
      assertEquals(List.of(3, 2, 3, 2, 3, 2, 3, 2, 3, 2), pseudo.stream().map(List::size).toList());
      batches.addAll(pseudo);
    }
    List<List<Integer>> passes = new ArrayList<>();
    for (int i = 0; i < batches.size(); i += 2) {
      List<Integer> pass = new ArrayList<>(batches.get(i));
      pass.addAll(batches.get(i + 1));
      assertEquals(List.of(0, 1, 2, 3, 4), pass.stream().sorted().toList());
      passes.add(pass);
    }
    // 15 of the 120 orders of five images: they hardly are fewer than 8 different ones.
    assertTrue(new HashSet<>(passes).size() >= 8, passes.toString());
  }

  @Test
  void overTheEpochsAllPseudoLabelledImagesAreSeen() {
    List<List<Integer>> seen = new ArrayList<>();
    for (int epoch = 0; epoch < 20; epoch++) {
      seen.addAll(numbers(epoch(with(numbered(40)), 5, epoch), LabelSource.PSEUDO_LABELLED));
    }
    assertEquals(40, distinct(seen));
  }

  @Test
  void theSameImagesAsPseudoLabelledOnesComeInAnotherOrder() {
    List<SourcedBatch> epoch = epoch(with(LABELLED), 5, 2);
    assertNotEquals(
        numbers(epoch, LabelSource.LABELLED), numbers(epoch, LabelSource.PSEUDO_LABELLED));
  }

  @Test
  void seedAndEpochDecideWhatComesWhen() {
    TrainingImages images = with(numbered(100));
    List<String> first = described(epoch(images, 5, 2));
    assertEquals(first, described(epoch(images, 5, 2)));
    assertNotEquals(first, described(epoch(images, 6, 2)));
    assertNotEquals(first, described(epoch(images, 5, 3)));
  }

  /** Two steps of each kind: six orders. Of 1200 draws each gets 200, with deviation 13. */
  @Test
  void allOrdersOfTheKindsAreEquallyLikely() {
    TrainingImages images = TrainingImages.of(numbered(6), Optional.of(numbered(6)));
    Map<List<LabelSource>, Long> orders =
        IntStream.range(0, 1200)
            .mapToObj(seed -> epoch(images, seed, 0).stream().map(SourcedBatch::source).toList())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(6, orders.size());
    orders.forEach((order, count) -> assertEquals(200, count, 65, orders.toString()));
  }

  @Test
  void endsAfterTheLastBatch() {
    try (EpochBatches batches = with(numbered(2)).epoch(BATCH, 0, 0)) {
      batches.forEachRemaining(batch -> {});
      assertFalse(batches.hasNext());
      assertThrows(NoSuchElementException.class, batches::next);
    }
  }

  private static TrainingImages with(ImageDataset pseudoLabelled) {
    return TrainingImages.of(LABELLED, Optional.of(pseudoLabelled));
  }

  private static List<SourcedBatch> epoch(TrainingImages images, long seed, int epoch) {
    List<SourcedBatch> all = new ArrayList<>();
    try (EpochBatches batches = images.epoch(BATCH, seed, epoch)) {
      batches.forEachRemaining(all::add);
    }
    return all;
  }

  private static List<List<Integer>> onePass(long seed, int epoch) {
    List<List<Integer>> all = new ArrayList<>();
    try (ImageBatches batches =
        ImageBatches.ofEpoch(new IntactImages(LABELLED), BATCH, seed, epoch)) {
      batches.forEachRemaining(batch -> all.add(numbers(batch)));
    }
    return all;
  }

  private static List<List<Integer>> numbers(List<SourcedBatch> epoch, LabelSource source) {
    return epoch.stream()
        .filter(next -> next.source() == source)
        .map(next -> numbers(next.batch()))
        .toList();
  }

  private static List<Integer> numbers(MiniBatch batch) {
    return IntStream.range(0, batch.size()).mapToObj(i -> (int) batch.pixels()[i]).toList();
  }

  private static List<String> described(List<SourcedBatch> epoch) {
    return epoch.stream().map(next -> next.source() + " " + numbers(next.batch())).toList();
  }

  private static long distinct(List<List<Integer>> batches) {
    return batches.stream().flatMap(List::stream).distinct().count();
  }

  private static ImageDataset numbered(int size) {
    byte[] pixels = new byte[size];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      pixels[i] = (byte) i;
      labels[i] = i % 2;
    }
    return new InMemoryImages(
        "numbered", new ImageShape(1, 1, 1), 2, Augmentation.none(), pixels, labels);
  }
}
