import org.smoothadv.network.ImageShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.smoothadv.attack.Assessor;
import org.smoothadv.attack.BaselineSteinGradient;
import org.smoothadv.attack.DrawnNoise;
import org.smoothadv.attack.GradientEstimator;
import org.smoothadv.attack.PluginGradient;
import org.smoothadv.attack.DrawnNoise.Sampling;
import org.smoothadv.attack.SteinGradient.Score;
import org.smoothadv.attack.SteinGradient;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.dataset.Datasets;
import org.smoothadv.internal.dataset.ImageDataset;
import org.smoothadv.internal.dataset.Split;
import org.smoothadv.device.Machine;
import org.smoothadv.network.BatchNormFolding;
import org.smoothadv.network.InferenceLayers;
import org.smoothadv.network.Network;
import org.smoothadv.run.RunFolder;
import org.smoothadv.run.TrainingConfiguration;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * How well the estimators of the SmoothAdv gradient point: the cosine between an estimate from m
 * noises and one from many more, by estimator (6), averaged over test images. (6) and (7) estimate
 * multiples of one vector, the gradient of G(x)_y, so that one reference serves for all.
 *
 * <pre>java -cp target/smoothadv.jar tools/GradientStudy.java RUN [IMAGES [REFERENCE_SAMPLES]]</pre>
 *
 * <p>Prints CSV: estimator, m, mean cosine, its standard error over the images.
 */
public final class GradientStudy {
  private static final int SAMPLES_AT_ONCE = 64;
  private static final List<Integer> NOISE_SAMPLES = List.of(4, 16, 64, 128, 1024);
  private static final long REFERENCE_SEED = 1;
  private static final long ESTIMATE_SEED = 2;

  /** A way to estimate: the estimator and how its noises are drawn. */
  private record Method(String name, GradientEstimator<?> estimator, Sampling sampling) {}

  private final Network network;
  private final Map<String, FloatTensor> state;
  private final ImageDataset images;
  private final double sigma;

  private GradientStudy(Path folder) throws Exception {
    RunFolder run = RunFolder.open(folder);
    TrainingConfiguration trained = run.description().configuration();
    network = run.network();
    state = run.load().state();
    sigma = trained.adversarial().sigma();
    images =
        Datasets.open(
            trained.data().dataset(),
            Path.of(trained.data().data()),
            Split.TEST,
            trained.data().imageSize());
  }

  public static void main(String[] arguments) throws Exception {
    GradientStudy study = new GradientStudy(Path.of(arguments[0]));
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    int samples = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 8192;
    study.print(count, samples);
  }

  private void print(int count, int referenceSamples) {
    Method plugin = new Method("plugin", new PluginGradient(), Sampling.INDEPENDENT);
    SteinGradient soft = new SteinGradient(Score.SOFT, sigma);
    SteinGradient hard = new SteinGradient(Score.HARD, sigma);
    List<Method> methods =
        List.of(
            plugin,
            new Method("stein", soft, Sampling.INDEPENDENT),
            new Method("stein-hard", hard, Sampling.INDEPENDENT),
            new Method("stein-baseline", new BaselineSteinGradient(soft), Sampling.INDEPENDENT),
            new Method("stein-antithetic", soft, Sampling.ANTITHETIC));
    List<float[]> reference = gradients(plugin, referenceSamples, count, REFERENCE_SEED);
    System.out.println("estimator,m,cosine,standard_error");
    for (Method method : methods) {
      for (int m : NOISE_SAMPLES) {
        List<float[]> estimates = gradients(method, m, count, ESTIMATE_SEED);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++) {
          double cosine = cosine(estimates.get(i), reference.get(i));
          sum += cosine;
          squares += cosine * cosine;
        }
        double mean = sum / count;
        double error = Math.sqrt((squares / count - mean * mean) / (count - 1));
        System.out.printf(Locale.ROOT, "%s,%d,%.4f,%.4f%n", method.name(), m, mean, error);
      }
    }
  }

  /** The estimates at images that are spread over the split. */
  private List<float[]> gradients(Method method, int m, int count, long seed) {
    List<float[]> gradients = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ImageShape shape = network.shape();
      Placeholder<TFloat32> image =
          tf.placeholder(TFloat32.class, 
              Placeholder.shape(Shape.of(1, shape.height(), shape.width(), shape.channels())));
      Placeholder<TInt64> label = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(1)));
      Placeholder<TInt64> key = tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
      Operand<TFloat32> oneHot =
          tf.oneHot(label, tf.constant(network.classes()), tf.constant(1f), tf.constant(0f));
      Operand<TFloat32> ascent =
          new Assessor<>(this::logits, method.estimator(), SAMPLES_AT_ONCE)
              .assess(tf, image, oneHot, new DrawnNoise(key, method.sampling(), sigma, m))
              .ascent();
      try (Session session = new Session(graph, Machine.current().sessionConfiguration())) {
        for (int i = 0; i < count; i++) {
          int index = i * (images.size() / count);
          try (TFloat32 pixels = pixels(index);
              TInt64 truth = TInt64.vectorOf(images.label(index));
              TInt64 stream = TInt64.vectorOf(seed, index);
              Result result =
                  session
                      .runner()
                      .feed(image, pixels)
                      .feed(label, truth)
                      .feed(key, stream)
                      .fetch(ascent)
                      .run()) {
            float[] gradient = new float[images.shape().values()];
            ((TFloat32) result.get(0)).copyTo(DataBuffers.of(gradient));
            gradients.add(gradient);
          }
        }
      }
    }
    return gradients;
  }

  private Operand<TFloat32> logits(Ops tf, Operand<TFloat32> x) {
    Map<String, Operand<TFloat32>> constants = new LinkedHashMap<>();
    state.forEach(
        (name, value) -> {
          long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
          constants.put(name, tf.constant(Shape.of(shape), DataBuffers.of(value.toArray())));
        });
    Map<String, Operand<TFloat32>> folded = BatchNormFolding.fold(tf, network, constants);
    return network.logits(new InferenceLayers<>(tf, TFloat32.class, folded), x);
  }

  private TFloat32 pixels(int index) {
    ImageShape shape = network.shape();
    return TFloat32.tensorOf(
        Shape.of(1, shape.height(), shape.width(), shape.channels()),
        DataBuffers.of(images.pixels(index)));
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    // An estimate that found no direction is 0.
    return product == 0 ? 0 : product / Math.sqrt(aa * bb);
  }
}
