package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import com.beust.jcommander.converters.IParameterSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.internal.results.figure.CurveSet;
import org.smoothadv.internal.results.figure.Figure;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.figure.VoteShares;
import org.smoothadv.internal.results.summary.GroupKey;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.internal.results.summary.Proportion.ConfidenceLevel;
import org.smoothadv.smoothing.ClopperPearson;

/** The options that say what a figure shows. */
public final class FigureOptions {
  /** Of means over models, unless the user names another level. */
  private static final ConfidenceLevel USUAL_BANDS = new ConfidenceLevel(0.95);

  /** What a figure shows. */
  enum What {
    ACCURACY,
    PA
  }

  @Parameter(
      names = "--what",
      category = "Figure",
      placeholder = "NAME",
      description =
          "accuracy (against the radius), or pa: per log the distribution over the images of pA, the"
              + " probability of the class that the first samples chose, as its lower bound and as"
              + " its share of the votes")
  private What what = What.ACCURACY;

  @Parameter(
      names = "--title",
      category = "Figure",
      placeholder = "TEXT",
      description = "what stands above the figure")
  private String title = "";

  @Parameter(
      names = "--label",
      category = "Figure",
      placeholder = "TEXT",
      splitter = WholeText.class,
      description = "name of a curve in the legend; repeat it, once per curve")
  private List<String> labels = new ArrayList<>();

  @Parameter(
      names = "--max-radius",
      category = "Figure",
      placeholder = "R",
      description = "L2 radius at which the axis ends, in pixel units (where the curves end)")
  private Double maxRadius;

  @Parameter(
      names = "--per",
      category = "Groups",
      placeholder = "LIST",
      description =
          "what makes a curve, the upper envelope of its logs; comma-separated: log, folder (one per LOG), sigma, training-sigma, epsilon, noise-samples, steps, attack, attack-target, variant, architecture, dataset")
  private List<String> per = List.of("log");

  @ParametersDelegate private final OverOption over = new OverOption();
  @ParametersDelegate private final ConfidenceOption confidence = new ConfidenceOption();
  @ParametersDelegate private final FigureSizeOptions size = new FigureSizeOptions();

  /**
   * Checks what can be checked without logs.
   *
   * @throws InvalidInputException naming the option and what is accepted
   */
  public void validate() {
    axisEnd();
    List<GroupKey> keys = GroupKey.parse(per);
    confidence.level();
    size.size();
    if (what == What.PA) {
      refuse("per", !keys.equals(List.of(GroupKey.LOG)));
      refuse("over", over.given());
      refuse("confidence", confidence.level().isPresent());
      refuse("maxRadius", maxRadius != null);
    }
  }

  private void refuse(String setting, boolean given) {
    if (given) {
      throw new InvalidSettingException(
          setting, "{" + setting + "} does not go with {what} %s", EnumNames.of(what));
    }
  }

  /**
   * Makes the curves.
   *
   * @throws InvalidInputException if the logs make none, or too many
   */
  public CurveSet curves(LogCollection logs) {
    if (what == What.PA) {
      return VoteShares.of(logs, ClopperPearson::lowerBound);
    }
    List<GroupKey> keys = GroupKey.parse(per);
    if (!over.given()) {
      return CurveSet.of(logs, keys);
    }
    CurveSet means = CurveSet.of(logs.overSeeds(), keys);
    return logs.attacked().isEmpty()
        ? means
        : means.noting(
            "%d prediction log(s) left out: means over seeds are of certified accuracy"
                .formatted(logs.attacked().size()));
  }

  /**
   * Makes the figure.
   *
   * @throws InvalidInputException if there are not as many labels as curves
   */
  public Figure figure(List<Curve> curves) {
    Optional<ConfidenceLevel> bands =
        confidence.level().or(() -> over.given() ? Optional.of(USUAL_BANDS) : Optional.empty());
    return new Figure(title, labelled(curves), bands, axisEnd(), size.size());
  }

  private OptionalDouble axisEnd() {
    if (maxRadius == null) {
      return OptionalDouble.empty();
    }
    if (!(maxRadius > 0)) {
      throw new InvalidSettingException(
          "maxRadius", "{maxRadius} is %s; accepted is a radius above 0", Quoted.value(maxRadius));
    }
    return OptionalDouble.of(maxRadius);
  }

  private List<Curve> labelled(List<Curve> curves) {
    if (labels.isEmpty()) {
      return curves;
    }
    if (labels.size() != curves.size()) {
      throw new InvalidSettingException(
          "label",
          "{label} is given %s times, but the curves are %s: %s",
          labels.size(),
          curves.size(),
          curves.stream().map(Curve::label).collect(Collectors.joining("; ")));
    }
    return IntStream.range(0, curves.size())
        .mapToObj(i -> curves.get(i).labelled(labels.get(i)))
        .toList();
  }

  /** A label may hold commas. */
  static final class WholeText implements IParameterSplitter {
    @Override
    public List<String> split(String value) {
      return List.of(value);
    }
  }
}
