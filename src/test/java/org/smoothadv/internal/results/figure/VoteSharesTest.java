package org.smoothadv.internal.results.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.results.figure.Figure.Curve;
import org.smoothadv.internal.results.source.LogFinder;
import org.smoothadv.internal.results.summary.LogCollection;
import org.smoothadv.results.LogFormat;
import org.smoothadv.results.LogProvenance;
import org.smoothadv.results.LogRecord.CertificationRecord;
import org.smoothadv.results.LogRecord.CertificationRecord.Estimate;
import org.smoothadv.results.LogWriter;
import org.smoothadv.results.Votes;
import org.smoothadv.smoothing.ClopperPearson;

/** The distributions of pA over the images of logs. */
class VoteSharesTest {
  @TempDir Path folder;

  private int logs;

  /** The bound of n unanimous votes is alpha^(1/n). */
  @ParameterizedTest
  @CsvSource({"0.001, one-vs-rest, 0.001", "0.01, one-vs-rest, 0.01", "0.001, top-two, 0.0005"})
  void theBoundIsThatOfTheLog(double alpha, String bound, double ofPa) throws IOException {
    write(Map.of("alpha", alpha, "bound", bound), votes(0, 100), votes(60, 40), votes(0, 100));
    List<Curve> curves = curves();
    assertEquals(2, curves.size());
    List<Curve.Point> bounds = curves.get(0).points();
    assertEquals(2, bounds.size());
    assertEquals(Math.pow(ofPa, 0.01), bounds.get(1).radius().doubleValue(), 1e-12);
    assertEquals(1, bounds.get(1).accuracy().value());
    assertEquals(1 / 3.0, bounds.get(0).accuracy().value(), 1e-15);
    assertTrue(bounds.get(0).radius().doubleValue() < 0.4);
    List<Curve.Point> shares = curves.get(1).points();
    assertEquals(0.4, shares.get(0).radius().doubleValue());
    assertEquals(1, shares.get(1).radius().doubleValue());
    assertTrue(curves.get(1).label().endsWith("share of votes"), curves.get(1).label());
    assertEquals(curves.get(0).color(), curves.get(1).color());
  }

  @Test
  void theFunctionRisesToOne() throws IOException {
    write(Map.of(), votes(0, 100), votes(60, 40));
    LineChart chart = Figure.of(curves()).chart();
    assertEquals(1, chart.x().end());
    chart
        .lines()
        .forEach(
            line -> {
              double before = 0;
              for (var point : line.points()) {
                assertTrue(point.getY() >= before);
                before = point.getY();
              }
              assertEquals(1, before);
            });
  }

  @Test
  void whereNoClassWasChosenItIsZero() throws IOException {
    write(Map.of(), new Estimate(-1, Votes.of(new int[2], 0)), votes(0, 100));
    for (Curve curve : curves()) {
      assertEquals(0, curve.points().get(0).radius().signum());
      assertEquals(0.5, curve.points().get(0).accuracy().value());
    }
  }

  @Test
  void adaptiveLogsAreRefused() throws IOException {
    write(Map.of("sampling", "adaptive"), votes(0, 100));
    assertTrue(refusal().contains("adaptively"), refusal());
  }

  private String refusal() {
    return assertThrows(InvalidInputException.class, this::curves).getMessage();
  }

  private List<Curve> curves() throws IOException {
    return VoteShares.of(
            LogCollection.load(
                LogFinder.find(List.of(folder.resolve("log" + (logs - 1) + ".tsv").toString()))),
            ClopperPearson::lowerBound)
        .curves();
  }

  private static Estimate votes(int other, int candidate) {
    return new Estimate(1, Votes.of(new int[] {other, candidate}, 0));
  }

  private void write(Map<String, Object> changed, Estimate... estimates) throws IOException {
    Map<String, Object> options =
        new LinkedHashMap<>(
            Map.of(
                "sigma",
                0.25,
                "n",
                100,
                "n0",
                10,
                "alpha",
                0.001,
                "bound",
                "one-vs-rest",
                "sampling",
                "fixed"));
    options.putAll(changed);
    List<CertificationRecord> records = new ArrayList<>();
    for (int image = 0; image < estimates.length; image++) {
      records.add(
          new CertificationRecord(
              image,
              0,
              -1,
              BigDecimal.ZERO,
              Duration.ZERO,
              OptionalInt.of(110),
              Optional.of(estimates[image])));
    }
    LogWriter.write(
        folder.resolve("log" + logs++ + ".tsv"),
        LogFormat.CERTIFICATION,
        new LogProvenance("certify", "run", "0123", options),
        records);
  }
}
