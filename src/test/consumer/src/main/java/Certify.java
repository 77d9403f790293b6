import java.nio.file.Path;
import java.util.Arrays;
import org.smoothadv.smoothing.Certification;
import org.smoothadv.smoothing.SmoothedClassifier;
import org.smoothadv.smoothing.SmoothingParameters;
import org.smoothadv.run.RunFolder;

/** Certifies a grey image with the classifier of a run, which is named. */
public final class Certify {
  private Certify() {}

  public static void main(String[] arguments) throws Exception {
    float[] image = new float[32 * 32 * 3];
    Arrays.fill(image, 0.5f);
    SmoothingParameters parameters = new SmoothingParameters(0.25, 100, 1000, 0.001);
    RunFolder run = RunFolder.open(Path.of(arguments[0]));
    try (SmoothedClassifier classifier = run.smoothedClassifier(parameters, 1)) {
      Certification certification = classifier.certify(image);
      System.out.printf(
          "class %d, radius %f%n", certification.predicted(), certification.certifiedRadius());
    }
  }
}
