package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.Question.Certify;
import org.smoothadv.internal.asking.Question.Smoothing;
import org.smoothadv.internal.results.table.Radii;
import org.smoothadv.smoothing.RadiusBound;
import org.smoothadv.smoothing.SmoothingParameters;

/** The options by which {@code certify} estimates. */
public final class EstimationOptions {
  /** How many samples an image gets. */
  private enum SamplingPlan {
    FIXED,
    ADAPTIVE
  }

  @Parameter(
      names = "--n0",
      category = "Sampling",
      placeholder = "N",
      description = "samples that choose the class",
      order = 20)
  private int n0 = 100;

  @Parameter(
      names = "--bound",
      category = "Sampling",
      placeholder = "NAME",
      description =
          "one-vs-rest, or top-two, which bounds the runner-up from its own votes instead of assuming"
              + " that it gets all remaining probability",
      order = 25)
  private RadiusBound bound = RadiusBound.ONE_VS_REST;

  @Parameter(
      names = "--sampling",
      category = "Sampling",
      placeholder = "NAME",
      description = "fixed (n samples) or adaptive (at most n, until --radii are decided)",
      order = 26)
  private SamplingPlan sampling = SamplingPlan.FIXED;

  @Parameter(
      names = "--radii",
      category = "Sampling",
      placeholder = "LIST",
      description = "radii that adaptive sampling decides, increasing, as in 0.25,0.5,127/255",
      order = 27)
  private String radiiList;

  /** Set by {@link #validate}. */
  private Optional<List<BigDecimal>> radii = Optional.empty();

  /**
   * Checks what can be checked without opening anything.
   *
   * @throws InvalidInputException naming the option, its value and what is accepted
   */
  public void validate() {
    boolean adaptive = sampling == SamplingPlan.ADAPTIVE;
    if (adaptive && radiiList == null) {
      throw new InvalidSettingException(
          "radii",
          "{radii} is missing: {sampling} adaptive stops when the radii listed there are decided, as in 0.25,0.5");
    }
    if (!adaptive && radiiList != null) {
      throw new InvalidSettingException(
          "radii", "{radii} is %s; used only with {sampling} adaptive", radiiList);
    }
    radii = Optional.ofNullable(radiiList).map(Radii::parseIncreasing);
  }

  /** Samples that choose the class. */
  public int n0() {
    return n0;
  }

  /**
   * Checks that something can be certified.
   *
   * @throws InvalidInputException if a radius is larger than n samples can certify, or n samples
   *     can certify none
   */
  public void requireAnswers(SmoothingParameters parameters) {
    Certify.certifier(parameters, bound, radii.orElse(List.of()));
  }

  /** CERTIFY as it is asked for. */
  public Certify question(Smoothing smoothing) {
    return new Certify(smoothing, bound, radii.orElse(List.of()));
  }

  /** These options by name, for a log's provenance. */
  public Map<String, Object> determining() {
    Map<String, Object> determining = new LinkedHashMap<>();
    determining.put("n0", n0);
    determining.put("bound", EnumNames.of(bound));
    determining.put("sampling", EnumNames.of(sampling));
    radii.ifPresent(list -> determining.put("radii", print(list)));
    return determining;
  }

  private static String print(List<BigDecimal> radii) {
    return radii.stream()
        .map(radius -> radius.stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(","));
  }
}
