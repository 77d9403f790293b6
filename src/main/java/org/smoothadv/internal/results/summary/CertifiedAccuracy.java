package org.smoothadv.internal.results.summary;

import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What is certified of a model, or of models that differ in the seed of their training only. */
public interface CertifiedAccuracy {
  /** What the log of each model says; one, unless it is a mean over several. */
  List<CertificationSummary> models();

  /** Number of images, at least 1; of each model. */
  int images();

  /** Share of images on which the classifier abstained. */
  Estimate abstention();

  /**
   * Certified accuracy (Salman et al. 2019, section 4): the share of images that are classified
   * correctly and certified at an L2 radius of at least {@code radius}.
   */
  Estimate accuracyAt(BigDecimal radius);

  /** The accuracy at each radius behind which it is lower: those that images are certified at. */
  SortedMap<BigDecimal, Estimate> falls();

  /** The largest radius of a correctly classified image, or 0 where there is none. */
  BigDecimal largestRadius();

  /** Share of images that are classified correctly, at any radius. */
  default Estimate standardAccuracy() {
    return accuracyAt(BigDecimal.ZERO);
  }

  /**
   * The mean over models of different seeds, all asked about the same images.
   *
   * @param models at least one, of equally many images
   */
  record OverSeeds(List<CertificationSummary> models) implements CertifiedAccuracy {
    private record Certificate(BigDecimal radius, int model, int image) {}

    /** Keeps an unmodifiable copy. */
    public OverSeeds {
      models = List.copyOf(models);
    }

    @Override
    public int images() {
      return models.get(0).images();
    }

    @Override
    public Estimate abstention() {
      return counted(CertificationSummary::abstained);
    }

    @Override
    public Estimate accuracyAt(BigDecimal radius) {
      return counted(model -> model.certifiedAt(radius));
    }

    private Estimate counted(Function<CertificationSummary, BitSet> imagesOfModel) {
      Counts counts = new Counts(models.size(), images());
      for (int model = 0; model < models.size(); model++) {
        int current = model;
        imagesOfModel.apply(models.get(model)).stream()
            .forEach(image -> counts.add(current, image));
      }
      return counts.estimate();
    }

    @Override
    public SortedMap<BigDecimal, Estimate> falls() {
      List<Certificate> fromLargest =
          IntStream.range(0, models.size())
              .boxed()
              .flatMap(
                  model -> {
                    BigDecimal[] radii = models.get(model).radiiOfImages();
                    return IntStream.range(0, radii.length)
                        .filter(image -> radii[image] != null)
                        .mapToObj(image -> new Certificate(radii[image], model, image));
                  })
              .sorted(Comparator.comparing(Certificate::radius).reversed())
              .toList();
      Counts counts = new Counts(models.size(), images());
      SortedMap<BigDecimal, Estimate> falls = new TreeMap<>();
      for (Certificate certificate : fromLargest) {
        counts.add(certificate.model(), certificate.image());
        falls.put(certificate.radius(), counts.estimate());
      }
      return falls;
    }

    @Override
    public BigDecimal largestRadius() {
      return models.stream()
          .map(CertificationSummary::largestRadius)
          .max(BigDecimal::compareTo)
          .orElseThrow();
    }

    /** Counts one answer after the other, so that the sums at all radii take one pass. */
    private static final class Counts {
      private final int[] ofModels;
      private final int[] ofImages;
      private int sum;
      private long squaresOfModels;
      private long squaresOfImages;

      Counts(int models, int images) {
        ofModels = new int[models];
        ofImages = new int[images];
      }

      void add(int model, int image) {
        sum++;
        squaresOfModels += 2L * ofModels[model]++ + 1;
        squaresOfImages += 2L * ofImages[image]++ + 1;
      }

      Estimate estimate() {
        return new Estimate.OverModels(
            ofModels.length, ofImages.length, sum, squaresOfModels, squaresOfImages);
      }
    }
  }
}
