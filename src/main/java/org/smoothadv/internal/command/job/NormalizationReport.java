package org.smoothadv.internal.command.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.option.OptionParser;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.IntactImages;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.internal.training.NormalizationCheck;
import org.smoothadv.internal.training.NormalizationFit;
import org.smoothadv.network.Architectures;
import org.smoothadv.network.Normalization;
import org.smoothadv.run.TrainingConfiguration;

/**
 * Whether an imported network's running statistics fit its normalisation, or another one.
 *
 * @param standard what {@code standard} means for the network
 * @param sigma of the noise, pixel units
 * @param images how many were looked at; 0 where there are none
 * @param problem why there are none; else empty
 * @param fits the configuration's normalisation first, then the alternatives; empty without images
 */
public record NormalizationReport(
    Normalization standard, double sigma, int images, String problem, List<NormalizationFit> fits) {

  private static final String NO_STATISTICS = "for the network has no batch normalisation";

  public NormalizationReport {
    fits = List.copyOf(fits);
  }

  /**
   * Measures on test images of the configuration's dataset.
   *
   * @param state of the network
   * @param required whether there must be test images
   * @throws InvalidInputException if there must be and are not
   */
  public static NormalizationReport of(
      TrainingConfiguration configuration,
      int classes,
      Map<String, FloatTensor> state,
      boolean required)
      throws IOException {
    Normalization standard = configuration.network().standardNormalization();
    Normalization none = Normalization.none(standard.channels());
    NormalizationCheck check =
        new NormalizationCheck(
            normalization ->
                Architectures.named(
                    configuration.network().architecture(),
                    classes,
                    configuration.data().imageSize(),
                    normalization),
            none,
            state);
    if (!check.isPossible()) {
      return new NormalizationReport(
          standard, configuration.adversarial().sigma(), 0, NO_STATISTICS, List.of());
    }
    double sigma = configuration.adversarial().sigma();
    try (ImageDataset test =
        Datasets.open(
            configuration.data().dataset(),
            Path.of(configuration.data().data()),
            Split.TEST,
            configuration.data().imageSize())) {
      List<float[]> images = pixels(test.limitedTo(check.images()));
      Set<Normalization> tried =
          new LinkedHashSet<>(
              List.of(configuration.network().normalization(), standard, standard.centred(), none));
      return new NormalizationReport(
          standard, sigma, images.size(), "", check.fits(List.copyOf(tried), images, sigma));
    } catch (InvalidInputException e) {
      if (required) {
        throw e;
      }
      return new NormalizationReport(
          standard, sigma, 0, e.message(OptionParser::option), List.of());
    }
  }

  private static List<float[]> pixels(ImageDataset images) {
    IntactImages intact = new IntactImages(images);
    List<float[]> pixels = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      intact.pixels(i).ifPresent(pixels::add);
    }
    return pixels;
  }

  /**
   * The complaint about a checkpoint of which nothing says the normalisation.
   *
   * @param checkpoint the file
   */
  public InvalidInputException missing(Path checkpoint) {
    return new InvalidSettingException(
        "normalization",
        "{normalization} is missing: the layer before the network has no weights, so that %s does not say it, nor does its path; accepted is %s%s",
        checkpoint,
        Normalization.FORMS,
        fits.isEmpty() ? "" : "\n" + advice());
  }

  private String advice() {
    return best()
            .map(fit -> "%s fits its running statistics".formatted(text(fit)))
            .orElse("none of these clearly fits its running statistics")
        + ": "
        + deviations();
  }

  /** The one that is clearly better than all others. */
  private Optional<NormalizationFit> best() {
    return fits.stream()
        .filter(fit -> fits.stream().allMatch(f -> f.equals(fit) || fit.isClearlyBetterThan(f)))
        .findFirst();
  }

  /**
   * Checks that no other normalisation fits clearly better than the chosen one.
   *
   * @param checkpoint the file
   * @throws InvalidInputException if one does
   */
  public void requireBest(Path checkpoint, ChosenNormalization chosen) {
    Optional<NormalizationFit> better = better();
    if (better.isPresent()) {
      String other = "--normalization " + text(better.get());
      throw new InvalidInputException(
          "%s: its running statistics fit %s clearly better than %s, which is from %s: %s; the first layer's variance is %s times that of training\n%s"
              .formatted(
                  checkpoint,
                  other,
                  text(fits.get(0)),
                  chosen.source(),
                  deviations(),
                  decimals("%.3g", fits.get(0).first().varianceRatio()),
                  chosen.source() == ChosenNormalization.Source.BUFFERS
                      ? "give %s --force, or --force to insist on the buffers".formatted(other)
                      : "give %s, or --force to insist".formatted(other)));
    }
  }

  /** The best of those that are clearly better than the chosen one. */
  private Optional<NormalizationFit> better() {
    return fits.stream()
        .filter(fit -> fit.isClearlyBetterThan(fits.get(0)))
        .min(Comparator.comparingDouble(NormalizationFit::deviation));
  }

  private String deviations() {
    return fits.stream()
        .sorted(Comparator.comparingDouble(NormalizationFit::deviation))
        .map(fit -> text(fit) + decimals(" %.2f", fit.deviation()))
        .collect(Collectors.joining(", ", "deviation (0 is best) ", ""));
  }

  /** What a user should know, beside the table. */
  public List<String> notices() {
    if (fits.isEmpty()) {
      return List.of(
          "the normalisation is not checked against the running statistics, "
              + (problem.equals(NO_STATISTICS) ? "" : "for want of test images: ")
              + problem);
    }
    if (better().isPresent()) {
      return List.of(
          "the running statistics fit --normalization %s clearly better than %s, which --force insists on"
              .formatted(text(better().get()), text(fits.get(0))));
    }
    return fits.stream().anyMatch(NormalizationFit::isGood)
        ? List.of()
        : List.of(
            "the running statistics fit none of the normalisations: the network may have been trained"
                + " behind another one, with another sigma than %s or on other images"
                    .formatted(sigma));
  }

  /** A table of the fits; empty where nothing was measured. */
  public List<String> lines() {
    int width = fits.stream().mapToInt(fit -> text(fit).length()).max().orElse(0);
    String row = "%-" + Math.max(width, "normalization".length()) + "s  %9s  %10s  %10s";
    List<String> lines = new ArrayList<>();
    if (!fits.isEmpty()) {
      lines.add(
          "running statistics against %d test images under noise %s; the first layer's variance and mean"
              .formatted(images, sigma));
      lines.add(row.formatted("normalization", "deviation", "variance", "mean"));
    }
    for (NormalizationFit fit : fits) {
      lines.add(
          row.formatted(
              text(fit),
              decimals("%.2f", fit.deviation()),
              decimals("x %.3g", fit.first().varianceRatio()),
              decimals("%.2f sd off", fit.first().shift())));
    }
    return lines;
  }

  private static String decimals(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private String text(NormalizationFit fit) {
    return fit.normalization().text(standard);
  }
}
