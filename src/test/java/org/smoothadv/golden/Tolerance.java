package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The criteria that {@code case.json} sets for one array, and the assertions that apply them. An
 * assertion refuses a criterion that it does not know, so that none is passed over.
 */
public final class Tolerance {
  /** What the description tells beside the criteria. */
  private static final Set<String> REMARKS =
      Set.of("criterion", "largest_change_from_checkpoint", "decisions_changed_in_any_run");

  private final String name;
  private final JsonObject criteria;

  Tolerance(String name, JsonObject criteria) {
    this.name = name;
    this.criteria = criteria;
  }

  /**
   * Compares element by element: {@code atol + rtol*|expected|} for all elements or for a {@code
   * fraction} of them, {@code max_abs}, {@code mean_abs}, {@code median_atol_per_tensor}; and the
   * whole array by {@code relative_l2}.
   */
  public void assertElements(float[] actual, Npy expected) {
    Check check = new Check();
    check.elements(Difference.of(actual, expected));
    check.finish();
  }

  /**
   * Compares element by element, and image by image (index of the first dimension): the L2 norm of
   * the difference over that of the expected values, by {@code relative_l2_per_image} and {@code
   * median_relative_l2}.
   */
  public void assertImages(float[] actual, Npy expected) {
    Check check = new Check();
    Difference difference = Difference.of(actual, expected);
    check.elements(difference);
    check.images(difference.relativeL2(Math.toIntExact(expected.shape().get(0))));
    check.finish();
  }

  /**
   * As {@link #assertImages} for attacked images; the image by image criteria, among them {@code
   * l2_norm_atol} on the length, are about the perturbations, actual and expected minus clean.
   */
  public void assertPerturbedImages(float[] actual, Npy expected, Npy clean) {
    Check check = new Check();
    Difference difference = Difference.of(actual, expected);
    check.elements(difference);
    Difference perturbations = difference.minus(clean.doubles());
    int images = Math.toIntExact(expected.shape().get(0));
    if (check.takes("relative_l2_per_image", "median_relative_l2")) {
      check.images(perturbations.relativeL2(images));
    }
    check.atMost(
        "l2_norm_atol", max(perturbations.normDifferences(images)), "an image's |L2 difference|");
    check.finish();
  }

  /**
   * Compares the results of single steps {@code [step, image, ...]}: at least {@code
   * fraction_of_image_steps} of the (step, image) pairs have every element within {@code atol}, and
   * every element of every pair is within {@code max_abs}.
   */
  public void assertImageSteps(float[] actual, Npy expected) {
    Check check = new Check();
    Difference difference = Difference.of(actual, expected);
    int pairs = Math.toIntExact(expected.shape().get(0) * expected.shape().get(1));
    double atol = check.take("atol");
    double[] worst = difference.maxima(pairs);
    double within = Arrays.stream(worst).filter(value -> value <= atol).count() / (double) pairs;
    check.atLeast("fraction_of_image_steps", within, "of the (step, image) pairs within " + atol);
    check.atMost("max_abs", max(worst), "|difference|");
    check.finish();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).reduce(0, Math::max);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** One comparison: crosses off the criteria as it applies them. */
  private final class Check {
    private final Set<String> open = new HashSet<>(criteria.keySet());
    private Difference elements;

    Check() {
      open.removeAll(REMARKS);
      open.removeIf(key -> key.startsWith("observed_"));
    }

    void elements(Difference difference) {
      elements = difference;
      double atol = take("atol");
      double within = difference.fractionWithin(atol, optional("rtol", 0));
      double required = optional("fraction", 1);
      require(
          within >= required,
          "%s of the elements within %s, not %s".formatted(within, atol, required));
      atMost("max_abs", difference.max(), "|difference|");
      atMost("mean_abs", difference.mean(), "mean |difference|");
      atMost("median_atol_per_tensor", median(difference.absolute()), "median |difference|");
      atMost("relative_l2", difference.relativeL2(1)[0], "relative L2 difference");
    }

    void images(double[] relative) {
      atMost("relative_l2_per_image", max(relative), "an image's relative L2 difference");
      atMost("median_relative_l2", median(relative), "median relative L2 difference of the images");
    }

    boolean takes(String... keys) {
      return Arrays.stream(keys).anyMatch(open::contains);
    }

    double take(String key) {
      open.remove(key);
      JsonElement value = criteria.get(key);
      if (value == null) {
        throw new IllegalArgumentException(name + ": no criterion " + key);
      }
      return value.getAsDouble();
    }

    double optional(String key, double otherwise) {
      return criteria.has(key) ? take(key) : otherwise;
    }

    void atMost(String key, double value, String what) {
      double limit = optional(key, Double.POSITIVE_INFINITY);
      require(value <= limit, "%s is %s, more than %s %s".formatted(what, value, key, limit));
    }

    void atLeast(String key, double value, String what) {
      double limit = take(key);
      require(value >= limit, "%s %s, less than %s %s".formatted(value, what, key, limit));
    }

    private void require(boolean holds, String problem) {
      if (!holds) {
        String worst = elements == null ? "" : "; " + elements.worst();
        fail(name + ": " + problem + worst);
      }
    }

    void finish() {
      if (!open.isEmpty()) {
        throw new IllegalArgumentException(name + ": criteria " + open + " were not applied");
      }
    }
  }
}
