package org.smoothadv.smoothing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.smoothadv.checkpoint.GraphDescription;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.noise.DiscreteNormal;
import org.smoothadv.internal.noise.GridNoise;
import org.smoothadv.internal.noise.NoiseCheck;
import org.smoothadv.network.ImageShape;
import org.smoothadv.smoothing.VoteCounts.NoisyVotes;
import org.smoothadv.smoothing.VoteQueue.VoteQuery;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A frozen base classifier that votes under noise. Safe for use by several threads. Owns native
 * memory until closed.
 */
public final class BaseClassifier implements AutoCloseable {
  /** The most rows per run of the graph where nobody asks for another number. */
  private static final int MAX_ROWS = 64;

  /** The same on a GPU, which has many units to keep busy. */
  private static final int MAX_ROWS_ON_GPU = 512;

  /** In bytes, of a batch: with larger ones ResNet-50 takes more memory and is no faster. */
  private static final long MAX_ACTIVATION = 32L << 20;

  /** The same on a GPU, whose memory has to hold several of them. */
  private static final long MAX_ACTIVATION_ON_GPU = 1L << 30;

  /** So many images can share a batch: the finer it is divided, the fewer rows are left over. */
  private static final int SLOTS = 4;

  private final FrozenClassifier classifier;
  private final Optional<DiscreteNormal> law;
  private final int slots;
  private final int rows;
  private final VoteQueue queue;
  private final FirstRunAlone runs = new FirstRunAlone();
  private final ClassifierSession<VoteGraph> session;

  /**
   * The ends of the graph.
   *
   * @param asked what is asked
   * @param answers the votes for each class, and the logits
   */
  private record VoteGraph(VoteBatch asked, VoteBatch.Answers answers) {}

  /**
   * Prepares a classifier to vote.
   *
   * @param batch rows per run of the graph, at least 1
   * @throws org.smoothadv.network.WrongArithmeticException if this machine computes its network
   *     wrongly
   */
  public BaseClassifier(FrozenClassifier classifier, int batch, Machine machine) {
    this(classifier, slots(batch), batch / slots(batch), Optional.empty(), machine);
  }

  /**
   * Prepares a classifier to vote under noise of a kind. Before it votes under discrete noise, it
   * is tried whether the noise is as it should be, and the logits of an image are the same wherever
   * it is in a batch.
   *
   * @param batch rows per run of the graph, at least 1
   * @param parameters sigma is that of all questions, where the noise is discrete
   * @throws InvalidInputException if one of these is not so
   * @throws org.smoothadv.network.WrongArithmeticException if this machine computes its network
   *     wrongly
   */
  public BaseClassifier(
      FrozenClassifier classifier, int batch, SmoothingParameters parameters, Machine machine) {
    this(
        classifier,
        slots(batch),
        batch / slots(batch),
        law(parameters.noise(), parameters.sigma()),
        machine);
  }

  /** The law of noise that is discrete. */
  static Optional<DiscreteNormal> law(NoiseKind noise, double sigma) {
    return noise == NoiseKind.DISCRETE ? Optional.of(DiscreteNormal.of(sigma)) : Optional.empty();
  }

  /**
   * Prepares a classifier whose batches are divided in another way.
   *
   * @param slots images that can share a batch, at least 1
   * @param rows votes of one of them in a batch, at least 1
   * @param law of discrete noise; empty for Gaussian noise
   */
  BaseClassifier(
      FrozenClassifier classifier,
      int slots,
      int rows,
      Optional<DiscreteNormal> law,
      Machine machine) {
    this.classifier = classifier;
    this.law = law;
    law.ifPresent(it -> NoiseCheck.require(it, machine));
    classifier.requireArithmetic(false, machine);
    this.slots = slots;
    this.rows = rows;
    session =
        ClassifierSession.open(
            classifier,
            machine,
            (tf, placed) -> {
              VoteBatch asked = VoteBatch.fed(tf, classifier.shape(), slots);
              return new VoteGraph(asked, asked.votes(tf, placed, classifier.classes(), rows, law));
            });
    queue = new VoteQueue(slots, rows, pieces -> runs.run(() -> run(pieces)));
    if (law.isPresent()) {
      requireFunction();
    }
  }

  private void requireFunction() {
    try {
      new PlaceCheck(classifier.shape(), slots, rows, law.get().sigma(), this::logits).require();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static int slots(int batch) {
    return batch % SLOTS == 0 ? SLOTS : 1;
  }

  /**
   * Rows per run of the graph where nobody asks for another number, on processors: 64, fewer of
   * large images.
   *
   * @param largestActivation the numbers of the largest output of a layer for one image
   */
  public static int usualBatch(long largestActivation) {
    return fitting(largestActivation, MAX_ROWS, MAX_ACTIVATION);
  }

  /** The same for a machine that may have a GPU: then 512, fewer of large images. */
  public static int usualBatch(long largestActivation, Machine machine) {
    return FoundDevices.of(machine).haveGpu()
        ? fitting(largestActivation, MAX_ROWS_ON_GPU, MAX_ACTIVATION_ON_GPU)
        : usualBatch(largestActivation);
  }

  private static int fitting(long activation, int most, long mostBytes) {
    long bytes = activation * Float.BYTES;
    int rows = most;
    while (rows > SLOTS && rows * bytes > mostBytes) {
      rows /= 2;
    }
    return rows;
  }

  /** The graph, to be stored. */
  public GraphDef graphDef() {
    return session.graphDef();
  }

  /**
   * What the graph is and how it is run.
   *
   * @param model a digest of the weights
   */
  public GraphDescription graphDescription(String model) {
    VoteBatch asked = session.ends().asked();
    Map<String, Operand<?>> feeds = new LinkedHashMap<>();
    feeds.put("pixels", asked.pixels());
    feeds.put("sigma", asked.sigma());
    feeds.put("seed", asked.seed());
    feeds.put("image", asked.image());
    feeds.put("firstSample", asked.first());
    feeds.put("samples", asked.samples());
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("architecture", classifier.name());
    configuration.put("classes", classifier.classes());
    configuration.put("batch", slots * rows);
    configuration.put("precision", EnumNames.of(classifier.precision()));
    configuration.put("model", model);
    return GraphDescription.of(
        "votes", configuration, feeds, Map.of("votes", session.ends().answers().votes()));
  }

  /**
   * The votes around one image. A vote depends on the seed, the image's number and the sample's
   * number only. Any number of threads may ask at the same time: their questions share batches.
   *
   * @param pixels HWC, in [0, 1]; not copied
   * @param image the image's number
   * @param sigma the noise's standard deviation, pixel units; 0 for the image itself
   * @throws InvalidInputException if the image is not of the network's size, or has a pixel outside
   *     of [0, 1]
   */
  public NoisyVotes votes(float[] pixels, long image, double sigma, long seed) {
    VoteQuery.requireImage(classifier.shape(), pixels);
    if (law.isPresent()) {
      if (sigma != 0 && sigma != law.get().sigma()) {
        throw new IllegalArgumentException(sigma + " is not the sigma that noise was prepared for");
      }
      ImageShape shape = classifier.shape();
      GridNoise.requireOnGrid(shape.width(), shape.channels(), pixels);
    }
    VoteQuery query = new VoteQuery(pixels, image, sigma, seed);
    return (first, samples) -> queue.count(query, first, samples, classifier.classes());
  }

  private int[][] run(List<VoteQueue.Piece> pieces) {
    return run(
        pieces,
        session.ends().answers().votes(),
        result -> {
          int[][] counts = new int[slots][classifier.classes()];
          StdArrays.copyFrom((TInt32) result.get(0), counts);
          return counts;
        });
  }

  private float[][] logits(List<VoteQueue.Piece> pieces) {
    return run(
        pieces,
        session.ends().answers().logits(),
        result -> {
          float[][] logits = new float[slots * rows][classifier.classes()];
          StdArrays.copyFrom((TFloat32) result.get(0), logits);
          return logits;
        });
  }

  private <T> T run(List<VoteQueue.Piece> pieces, Operand<?> wanted, Function<Result, T> reader) {
    VoteBatch asked = session.ends().asked();
    ImageShape shape = classifier.shape();
    FloatDataBuffer pixels = DataBuffers.ofFloats((long) slots * shape.values());
    float[] sigma = new float[slots];
    long[] seed = new long[slots];
    long[] image = new long[slots];
    long[] first = new long[slots];
    int[] samples = new int[slots];
    for (int slot = 0; slot < pieces.size(); slot++) {
      VoteQueue.Piece piece = pieces.get(slot);
      VoteQuery query = piece.query();
      pixels.offset((long) slot * query.pixels().length).write(query.pixels());
      sigma[slot] = (float) query.sigma();
      seed[slot] = query.seed();
      image[slot] = query.image();
      first[slot] = piece.first();
      samples[slot] = piece.samples();
    }
    try (TFloat32 pixelTensor =
            TFloat32.tensorOf(
                Shape.of(slots, shape.height(), shape.width(), shape.channels()), pixels);
        TFloat32 sigmaTensor = TFloat32.vectorOf(sigma);
        TInt64 seedTensor = TInt64.vectorOf(seed);
        TInt64 imageTensor = TInt64.vectorOf(image);
        TInt64 firstTensor = TInt64.vectorOf(first);
        TInt32 samplesTensor = TInt32.vectorOf(samples);
        Result result =
            session
                .run()
                .feed(asked.pixels(), pixelTensor)
                .feed(asked.sigma(), sigmaTensor)
                .feed(asked.seed(), seedTensor)
                .feed(asked.image(), imageTensor)
                .feed(asked.first(), firstTensor)
                .feed(asked.samples(), samplesTensor)
                .fetch(wanted)
                .now()) {
      return reader.apply(result);
    }
  }

  /** Waits for the batches that run; threads that still wait for votes get an exception. */
  @Override
  public void close() {
    queue.close();
    session.close();
  }
}
