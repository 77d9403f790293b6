package org.smoothadv.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.smoothadv.smoothing.BinomialTest;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.Certifier;
import org.smoothadv.smoothing.ClopperPearson;
import org.smoothadv.smoothing.Predictor;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.smoothing.VoteCounts;

/**
 * The golden case of kind statistics: each row's bound or p-value, and what CERTIFY and PREDICT
 * make of its counts.
 */
final class StatisticsParity {
  private StatisticsParity() {}

  static void check(GoldenCase golden) throws IOException {
    for (CSVRecord row : rows(golden, "certify")) {
      certify(golden, row);
    }
    for (CSVRecord row : rows(golden, "predict")) {
      predict(golden, row);
    }
  }

  private static void certify(GoldenCase golden, CSVRecord row) {
    int successes = Integer.parseInt(row.get("nA"));
    int n = Integer.parseInt(row.get("n"));
    double alpha = Double.parseDouble(row.get("alpha"));
    double sigma = Double.parseDouble(row.get("sigma"));
    near(golden, "pABar", row, ClopperPearson.lowerBound(successes, n, alpha));
    // Class 1 is chosen whatever the estimate says.
    Certification certification =
        new Certifier(new SmoothingParameters(sigma, 1, n, alpha))
            .certify(
                (first, samples) ->
                    new VoteCounts(
                        first == 0 ? new int[] {0, 1} : new int[] {n - successes, successes},
                        samples));
    boolean abstains = row.get("abstain").equals("1");
    assertEquals(abstains ? Certification.ABSTAIN : 1, certification.predicted(), row.toString());
    if (abstains) {
      assertEquals(0, certification.certifiedRadius(), row.toString());
    } else {
      near(golden, "radius", row, certification.certifiedRadius());
    }
  }

  private static void predict(GoldenCase golden, CSVRecord row) {
    int count1 = Integer.parseInt(row.get("count1"));
    int count2 = Integer.parseInt(row.get("count2"));
    double alpha = Double.parseDouble(row.get("alpha"));
    near(golden, "pvalue", row, BinomialTest.pValue(count1, count2));
    int predicted =
        new Predictor(new SmoothingParameters(1, 1, count1 + count2, alpha))
            .predict((first, samples) -> new VoteCounts(new int[] {0, count2, count1}, samples))
            .predicted();
    boolean abstains = row.get("abstain").equals("1");
    assertEquals(abstains ? Certification.ABSTAIN : 2, predicted, row.toString());
  }

  private static void near(GoldenCase golden, String column, CSVRecord row, double actual) {
    JsonObject tolerance = golden.toleranceValues(column);
    double expected = Double.parseDouble(row.get(column));
    double allowed =
        tolerance.get("atol").getAsDouble()
            + tolerance.get("rtol").getAsDouble() * Math.abs(expected);
    assertEquals(expected, actual, allowed, () -> column + " of " + row);
  }

  private static List<CSVRecord> rows(GoldenCase golden, String name) throws IOException {
    JsonObject described = golden.file(name);
    Path file = golden.folder().resolve(described.get("file").getAsString());
    try (Reader reader = Files.newBufferedReader(file);
        CSVParser parser =
            CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get().parse(reader)) {
      List<CSVRecord> records = parser.getRecords();
      assertEquals(described.get("rows").getAsInt(), records.size(), file.toString());
      return records;
    }
  }
}
