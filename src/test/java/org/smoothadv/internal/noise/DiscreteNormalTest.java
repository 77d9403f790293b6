package org.smoothadv.internal.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscreteNormalTest {
  private static final MathContext DIGITS = new MathContext(90);
  private static final BigDecimal UNIT = new BigDecimal(BigInteger.TWO.pow(DiscreteNormal.BITS));
  private static final BigDecimal PI =
      new BigDecimal(
          "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679");

  /** ncdf((2k + 1) / (510 sigma)) of sigma as the double that it is, by mpmath 1.3. */
  @ParameterizedTest
  @CsvSource({
    "0.12, 0, 0.506518374652900121561183389106824892311273582681826333371515",
    "0.12, 30, 0.840552699987445623533824509884835009159512402240281881030974",
    "0.12, -30, 0.167509855926579116639207620938326817411708253734993685426400",
    "0.12, -250, 0.000000000000000176631593126771410658371920708523221999767158547695472453581",
    "0.25, 0, 0.503128926982718497088261056286333314686250702058917939264322",
    "0.25, -1, 0.496871073017281502911738943713666685313749297941082060735678",
    "0.25, 64, 0.844174715481160086233629603774429115818983020058894564931424",
    "0.25, -400, 0.000000000184429281819393454727543035677721034449346888090723995874247",
    "0.5, 0, 0.501564475521051569790983305451439967105818457729637906286114",
    "0.5, -128, 0.158655253931457051414767454367962077522087033273395609012606",
    "0.5, 900, 0.999999999999183774896251603609944227523240853349939347402584",
    "1.0, 0, 0.500782239264250332961649191520116228072798696440376532751897",
    "1.0, 255, 0.841818733320446055110196669339658604958570048066919866953410",
    "1.0, -1800, 0.000000000000851518438697315258225377794316401269043886866218706081600195"
  })
  void thresholdsAreThoseOfAnotherLibrary(double sigma, int k, BigDecimal expected) {
    BigDecimal threshold = new BigDecimal(DiscreteNormal.of(sigma).upTo(k));
    BigDecimal off = expected.multiply(UNIT).subtract(threshold).abs();
    assertTrue(off.compareTo(new BigDecimal("0.5000001")) <= 0, off.toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.12, 0.25, 0.5, 1})
  void thresholdsAreTheProbabilitiesRoundedToTheNearest(double sigma) {
    DiscreteNormal law = DiscreteNormal.of(sigma);
    BigDecimal half = new BigDecimal("0.5").add(new BigDecimal("1e-25"));
    for (int k = -law.reach(); k < law.reach(); k++) {
      BigDecimal z =
          BigDecimal.valueOf(2L * k + 1)
              .divide(new BigDecimal(sigma).multiply(BigDecimal.valueOf(510)), DIGITS);
      BigDecimal exact = cumulative(z).multiply(UNIT, DIGITS);
      BigDecimal off = exact.subtract(new BigDecimal(law.upTo(k))).abs();
      assertTrue(off.compareTo(half) <= 0, sigma + ", " + k + ": " + off);
    }
  }

  /** By a series of positive terms and the exponential function: another way than the program's. */
  private static BigDecimal cumulative(BigDecimal z) {
    if (z.signum() < 0) {
      return BigDecimal.ONE.subtract(cumulative(z.negate()));
    }
    BigDecimal square = z.multiply(z, DIGITS);
    BigDecimal term = z;
    BigDecimal sum = z;
    for (int n = 1; term.compareTo(new BigDecimal("1e-85")) > 0; n++) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(2L * n + 1), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    BigDecimal density =
        exponential(square.divide(BigDecimal.valueOf(2), DIGITS))
            .multiply(PI.multiply(BigDecimal.valueOf(2)).sqrt(DIGITS), DIGITS);
    return sum.divide(density, DIGITS).add(new BigDecimal("0.5"));
  }

  /** e^x of x at least 0. */
  private static BigDecimal exponential(BigDecimal x) {
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int n = 1; n < 40 || term.compareTo(sum.movePointLeft(88)) > 0; n++) {
      term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0005, 0.12, 0.25, 1, 15})
  void probabilitiesAddUpToOneAndAreSymmetric(double sigma) {
    DiscreteNormal law = DiscreteNormal.of(sigma);
    double sum = 0;
    double variance = 0;
    for (int k = -law.reach(); k <= law.reach(); k++) {
      sum += law.probability(k);
      variance += law.probability(k) * k * k;
      assertEquals(law.probability(-k), law.probability(k));
    }
    assertEquals(1, sum, 1e-12);
    if (sigma >= 0.01) {
      // Sheppard: that of the continuous noise, and a twelfth.
      assertEquals(255 * sigma * 255 * sigma + 1 / 12.0, variance, 1e-6 * variance);
    }
  }

  @Test
  void wordsAreComparedExactly() {
    DiscreteNormal law = DiscreteNormal.of(0.25);
    for (int k : new int[] {-300, -64, -1, 0, 1, 200}) {
      assertEquals(k, law.of(law.upTo(k).subtract(BigInteger.ONE)), "just below P(K <= " + k + ")");
      assertEquals(k + 1, law.of(law.upTo(k)), "at P(K <= " + k + ")");
    }
    assertEquals(-law.reach(), -765);
    SplittableRandom random = new SplittableRandom(3);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      BigInteger word =
          BigInteger.valueOf(random.nextLong() >>> 1).shiftLeft(DiscreteNormal.BITS - 63);
      sum += law.of(word);
    }
    assertEquals(0, sum / 10_000, 5 * 63.75 / 100);
  }

  /** Pixels of any grey level are cut at the same places by the largest noise. */
  @Test
  void theLargestNoiseTakesEveryPixelBeyondTheRange() {
    DiscreteNormal law = DiscreteNormal.of(0.25);
    assertEquals(510, law.margin());
    assertTrue(law.reach() >= 255 + law.margin());
  }

  @Test
  void whatRoundingLeavesIsBelowOneInABillionOfABillionths() {
    DiscreteNormal law = DiscreteNormal.of(0.25);
    BigDecimal image = law.distance(100_100L * 3072);
    assertTrue(image.signum() > 0);
    assertTrue(image.compareTo(new BigDecimal("1e-15")) < 0, image.toString());
    assertTrue(DiscreteNormal.of(1).distance(100_100L * 150_528).doubleValue() < 1e-12);
    // It is not too small: half a unit for each threshold that is not nearly 0 or 1 is too large.
    assertTrue(law.distance(1).multiply(UNIT).doubleValue() > 100, law.distance(1).toString());
    assertTrue(law.distance(1).multiply(UNIT).doubleValue() < 0.5 * 2 * law.reach());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-5, 0.0004, 15.1, 50, Double.NaN})
  void noiseOfOneValueOrOfVeryManyIsRefused(double sigma) {
    assertFalse(DiscreteNormal.accepts(sigma));
    assertThrows(IllegalArgumentException.class, () -> DiscreteNormal.of(sigma));
  }
}
