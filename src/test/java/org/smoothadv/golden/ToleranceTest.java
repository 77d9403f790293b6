package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.smoothadv.support.NumpyArrays;

class ToleranceTest {
  @TempDir Path folder;

  @Test
  void everyElementMustBeWithinTheAbsoluteAndRelativeTolerance() throws IOException {
    Tolerance tolerance = tolerance("{'atol': 0.25, 'rtol': 0.5, 'criterion': 'x'}");
    Npy expected = npy(List.of(2), 0, -2);
    tolerance.assertElements(new float[] {0.25f, -3.25f}, expected);
    assertFails(
        "worst |difference| 1.5 at element 1 of 2: -3.5, expected -2.0",
        () -> tolerance.assertElements(new float[] {0.25f, -3.5f}, expected));
  }

  @Test
  void aFractionOfTheElementsMayBeFurtherOffUpToTheMaximum() throws IOException {
    Tolerance tolerance =
        tolerance("{'atol': 0.125, 'fraction': 0.75, 'max_abs': 1, 'mean_abs': 0.25}");
    Npy expected = npy(List.of(4), 0, 0, 0, 0);
    tolerance.assertElements(new float[] {0, 0, 0, 1}, expected);
    assertFails("0.5 of the", () -> tolerance.assertElements(new float[] {0, 0, 1, 1}, expected));
    assertFails("max_abs", () -> tolerance.assertElements(new float[] {0, 0, 0, 2}, expected));
    assertFails(
        "mean_abs", () -> tolerance.assertElements(new float[] {0.125f, 0, 0, 1}, expected));
  }

  @Test
  void mediansAndWholeArrayNormsAreChecked() throws IOException {
    Tolerance median = tolerance("{'atol': 9, 'median_atol_per_tensor': 1}");
    median.assertElements(new float[] {1, 1, 9}, npy(List.of(3), 0, 0, 0));
    assertFails(
        "median", () -> median.assertElements(new float[] {2, 1, 9}, npy(List.of(3), 0, 0, 0)));
    Tolerance norm = tolerance("{'atol': 9, 'relative_l2': 0.2}");
    norm.assertElements(new float[] {3, 5}, npy(List.of(2), 3, 4));
    assertFails("relative", () -> norm.assertElements(new float[] {4, 5}, npy(List.of(2), 3, 4)));
  }

  @Test
  void imagesAreComparedOneByOneRelativeToTheirOwnNorm() throws IOException {
    Tolerance tolerance =
        tolerance("{'atol': 9, 'relative_l2_per_image': 0.5, 'median_relative_l2': 0.125}");
    Npy expected = npy(List.of(3, 1), 1, 2, 100);
    tolerance.assertImages(new float[] {1.5f, 2, 100}, expected);
    assertFails("an image's", () -> tolerance.assertImages(new float[] {1, 4, 100}, expected));
    assertFails("median", () -> tolerance.assertImages(new float[] {1.5f, 2.5f, 100}, expected));
  }

  @Test
  void perturbationsAreComparedByDifferenceAndLength() throws IOException {
    Tolerance tolerance =
        tolerance("{'atol': 9, 'relative_l2_per_image': 1.5, 'l2_norm_atol': 0.5}");
    Npy clean = npy(List.of(1, 2), 10, 10);
    Npy expected = npy(List.of(1, 2), 11, 10);
    tolerance.assertPerturbedImages(new float[] {10, 11}, expected, clean);
    assertFails(
        "l2_norm_atol",
        () -> tolerance.assertPerturbedImages(new float[] {12, 10}, expected, clean));
    assertFails(
        "relative_l2_per_image",
        () -> tolerance.assertPerturbedImages(new float[] {9, 10}, expected, clean));
  }

  @Test
  void aFractionOfTheSingleStepsMayBeFurtherOffUpToTheMaximum() throws IOException {
    Tolerance tolerance =
        tolerance("{'atol': 0.125, 'max_abs': 1, 'fraction_of_image_steps': 0.75}");
    Npy expected = npy(List.of(2, 2, 1), 0, 0, 0, 0);
    tolerance.assertImageSteps(new float[] {0, 0, 0, 1}, expected);
    assertFails("0.5 of", () -> tolerance.assertImageSteps(new float[] {0, 1, 0, 1}, expected));
    assertFails("max_abs", () -> tolerance.assertImageSteps(new float[] {0, 0, 0, 2}, expected));
  }

  @Test
  void notANumberIsNeverClose() throws IOException {
    Npy expected = npy(List.of(1, 1), 0);
    float[] actual = {Float.NaN};
    assertFails("NaN", () -> tolerance("{'atol': 9}").assertElements(actual, expected));
    assertFails(
        "NaN",
        () ->
            tolerance("{'atol': 9, 'fraction': 0, 'max_abs': 9}").assertElements(actual, expected));
    assertFails(
        "NaN",
        () ->
            tolerance("{'atol': 9, 'max_abs': 9, 'fraction_of_image_steps': 0}")
                .assertImageSteps(actual, expected));
  }

  @Test
  void arraysOfOtherLengthsAndCriteriaThatWouldNotBeAppliedAreRefused() throws IOException {
    Npy expected = npy(List.of(1), 0);
    assertThrows(
        AssertionFailedError.class,
        () -> tolerance("{'atol': 9}").assertElements(new float[2], expected));
    for (String criteria :
        new String[] {
          "{}", "{'rtol': 1}", "{'atol': 9, 'relative_l2_per_image': 1}", "{'atol': 9, 'new': 1}"
        }) {
      assertThrows(
          IllegalArgumentException.class,
          () -> tolerance(criteria).assertElements(new float[1], expected));
    }
  }

  private static void assertFails(String reason, Executable assertion) {
    String message = assertThrows(AssertionFailedError.class, assertion).getMessage();
    assertTrue(message.contains(reason), message);
  }

  private static Tolerance tolerance(String criteria) {
    return new Tolerance(
        "case", JsonParser.parseString(criteria.replace('\'', '"')).getAsJsonObject());
  }

  private Npy npy(List<Integer> shape, float... values) throws IOException {
    Path file = folder.resolve("expected.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      org.smoothadv.internal.numpy.Npy.write(out, NumpyArrays.floats(shape, values));
    }
    return Npy.read(file);
  }
}
