package org.smoothadv.smoothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.Certification.ImageCertifier;

/** Grey images of several shades, asked of a network that is not trained. */
@Timeout(120)
class SmoothedClassifierTest {
  private static final SmoothingParameters PARAMETERS = new SmoothingParameters(1, 20, 150, 0.01);
  private static final ImageCertifier CERTIFIER = new Certifier(PARAMETERS);
  private static final List<float[]> IMAGES = images();

  private static Map<String, FloatTensor> state;
  private static SmoothedClassifier classifier;
  private static List<Certification> answers;

  @BeforeAll
  static void certifyOneAfterTheOther() {
    state = UntrainedNetwork.balancedState();
    classifier = classifier(64, CERTIFIER);
    answers = IMAGES.stream().map(classifier::certify).toList();
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void answersDiffer() {
    assertTrue(answers.stream().distinct().count() >= 4, answers.toString());
    assertTrue(answers.stream().anyMatch(a -> a.predicted() != Certification.ABSTAIN));
  }

  @Test
  void anyNumberOfThreadsGetTheAnswersOfOne() throws Exception {
    List<Future<Certification>> certified = new ArrayList<>();
    List<Future<Integer>> predicted = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (float[] image : IMAGES) {
        certified.add(threads.submit(() -> classifier.certify(image)));
        predicted.add(threads.submit(() -> classifier.predict(image)));
      }
      for (int i = 0; i < IMAGES.size(); i++) {
        assertEquals(answers.get(i), certified.get(i).get());
        assertEquals(classifier.predict(IMAGES.get(i)), predicted.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void imagesOfACollectionAreAnsweredInTheirOrder() {
    assertEquals(answers, classifier.certify(IMAGES));
  }

  @Test
  void answerDoesNotDependOnWhatWasAskedBefore() {
    List<float[]> reversed = new ArrayList<>(IMAGES);
    Collections.reverse(reversed);
    List<Certification> again =
        new ArrayList<>(reversed.stream().map(classifier::certify).toList());
    Collections.reverse(again);
    assertEquals(answers, again);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 10})
  void answerDoesNotDependOnTheBatch(int batch) {
    try (SmoothedClassifier other = classifier(batch, CERTIFIER)) {
      assertEquals(answers, other.certify(IMAGES));
    }
  }

  @Test
  void closingEndsThreadsThatWaitForVotes() throws InterruptedException {
    CountDownLatch asking = new CountDownLatch(3);
    ImageCertifier endless =
        votes -> {
          asking.countDown();
          return CERTIFIER.certify((first, samples) -> votes.count(first, Integer.MAX_VALUE));
        };
    SmoothedClassifier closed = classifier(16, endless);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Certification>> waiting = new ArrayList<>();
    for (float[] image : IMAGES.subList(0, 3)) {
      waiting.add(threads.submit(() -> closed.certify(image)));
    }
    asking.await();
    closed.close();
    threads.shutdown();
    for (Future<Certification> answer : waiting) {
      var failure = assertThrows(ExecutionException.class, answer::get);
      assertSame(IllegalStateException.class, failure.getCause().getClass());
    }
  }

  @Test
  void imageOfAnotherSizeIsRefused() {
    var refused =
        assertThrows(InvalidInputException.class, () -> classifier.predict(new float[28 * 28 * 3]));
    assertEquals(
        "an image of 2352 numbers; accepted are 3072, the height x width x channels of 32 x 32 x 3",
        refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, 1e30f, -0.001f, 1.0000001f, Float.POSITIVE_INFINITY})
  void imageWithAPixelThatIsNoneIsRefused(float value) {
    float[] image = new float[32 * 32 * 3];
    image[(2 * 32 + 5) * 3 + 1] = value;
    for (Executable question :
        List.<Executable>of(
            () -> classifier.certify(image),
            () -> classifier.predict(image),
            () -> classifier.basePrediction(image))) {
      var refused = assertThrows(InvalidInputException.class, question);
      assertEquals(
          "an image with "
              + value
              + " at row 2, column 5, channel 1; accepted are numbers from 0 to 1",
          refused.getMessage());
    }
  }

  private static SmoothedClassifier classifier(int batch, ImageCertifier certifier) {
    return new SmoothedClassifier(
        new BaseClassifier(
            FoldedClassifier.of(UntrainedNetwork.NETWORK, state, Precision.FLOAT32),
            batch,
            Machine.current()),
        certifier,
        PARAMETERS,
        5);
  }

  private static List<float[]> images() {
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      float[] image = new float[32 * 32 * 3];
      Arrays.fill(image, i / 7f);
      images.add(image);
    }
    return images;
  }
}
