package org.smoothadv.internal.command.job;

import java.math.BigDecimal;
import java.util.Locale;
import org.smoothadv.results.LogRecord;
import org.smoothadv.results.LogRecord.CertificationRecord;

/**
 * The accuracy of the images that were done, for those who watch; of images whose classes nobody
 * knows, the share of abstentions.
 */
final class AccuracySoFar {
  private final BigDecimal radius;
  private int images;
  private int labelled;
  private int abstained;
  private int correct;
  private int certified;

  /** Counts, of certified images, also those that are certified at a radius. */
  AccuracySoFar(double radius) {
    this.radius = BigDecimal.valueOf(radius);
  }

  void add(LogRecord image) {
    images++;
    labelled += image.labelled() ? 1 : 0;
    abstained += image.abstained() ? 1 : 0;
    correct += image.correct() ? 1 : 0;
    if (image instanceof CertificationRecord record && record.certifiedAt(radius)) {
      certified++;
    }
  }

  @Override
  public String toString() {
    if (labelled == 0) {
      return String.format(Locale.ROOT, "abstained %.3f", (double) abstained / images);
    }
    String text = String.format(Locale.ROOT, "accuracy %.3f", (double) correct / images);
    return certified == 0
        ? text
        : text + String.format(Locale.ROOT, ", %.3f at r=%s", (double) certified / images, radius);
  }
}
