package org.smoothadv.internal.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.asking.StoredClassifier;
import org.smoothadv.internal.asking.Workers;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A cluster of Apache Spark with this process as its driver. What {@code spark.*} properties of the
 * JVM, or spark-submit, say goes before what is set here.
 */
public final class SparkCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger("spark");
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern HOST_AND_PORT = Pattern.compile("\\[?([^\\]]+)\\]?:(\\d{1,5})");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,.*");
  private static final Pattern LOCAL = Pattern.compile("local\\[\\s*(\\d+|\\*)\\s*(?:,.*)?\\]");
  private static final int CONNECT_MILLIS = 10_000;
  private static final String EXECUTOR_CORES = "spark.executor.cores";
  private static final String TASK_CORES = "spark.task.cpus";
  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String PROCESSORS = "-XX:ActiveProcessorCount=";
  private static final int POLL_MILLIS = 100;
  private static final int MOST_POLLS = 60_000 / POLL_MILLIS;

  /** Tasks so that each executor gets one, though nobody can choose which gets which. */
  private static final int PER_EXECUTOR = 3;

  /** Where the launcher says which files executors need: the program and its native libraries. */
  private static final String JARS = "smoothadv.spark.jars";

  /** Found by {@link java.util.ServiceLoader}. */
  public static final class OfMaster implements Provider {
    @Override
    public Cluster connect(String master, Share share) throws IOException {
      requireReachable(master);
      SparkConf conf = configuration(master);
      if (share == Share.PROCESS) {
        takeWholeExecutors(conf, master);
      }
      return new SparkCluster(start(conf, master), inThisProcess(master));
    }
  }

  private final SparkContext context;
  private final boolean inThisProcess;

  private SparkCluster(SparkContext context, boolean inThisProcess) {
    this.context = context;
    this.inThisProcess = inThisProcess;
    context.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            LOG.warn(
                "executor {} was lost ({}): what it was asked is asked elsewhere",
                removed.executorId(),
                firstLine(removed.reason()));
          }
        });
  }

  /** Spark itself tries masters that do not answer for more than a minute. */
  private static void requireReachable(String master) throws IOException {
    Matcher standalone = STANDALONE.matcher(master);
    if (!standalone.matches()) {
      return;
    }
    List<String> tried = new ArrayList<>();
    for (String address : standalone.group(1).split(",", -1)) {
      Matcher parts = HOST_AND_PORT.matcher(address);
      if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
        throw new InvalidSettingException(
            "spark", "{spark} is %s; accepted is spark://HOST:PORT", master);
      }
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(parts.group(1), Integer.parseInt(parts.group(2))),
            CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        tried.add("%s: %s".formatted(address, e.getMessage()));
      }
    }
    throw new IOException(
        "the Spark master %s cannot be reached (%s)".formatted(master, String.join("; ", tried)));
  }

  /**
   * Lets every task have an executor to itself, and executors know how many cores they have: the
   * threads of TensorFlow are those of a process. Where they are on this machine, they use it as
   * this process would, so that results are the same to the last bit.
   */
  private static void takeWholeExecutors(SparkConf conf, String master) throws IOException {
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    if (!conf.contains(TASK_CORES)) {
      conf.set(TASK_CORES, String.valueOf(executorCores(conf, master)));
    }
    String options = conf.get(JAVA_OPTIONS, "");
    if (!master.startsWith("local") && !options.contains(PROCESSORS)) {
      conf.set(JAVA_OPTIONS, (options + " " + PROCESSORS + conf.get(TASK_CORES)).trim());
    }
  }

  /** The cores of each executor, or of the smallest one where that depends on its machine. */
  private static int executorCores(SparkConf conf, String master) throws IOException {
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      return local.group(1).equals("*")
          ? Runtime.getRuntime().availableProcessors()
          : Integer.parseInt(local.group(1));
    }
    if (!STANDALONE.matcher(master).matches() || conf.contains(EXECUTOR_CORES)) {
      return conf.getInt(EXECUTOR_CORES, 1);
    }
    SparkContext trial = start(conf, master);
    try {
      for (int polls = 0; polls < MOST_POLLS; polls++) {
        OptionalInt cores =
            CollectionConverters.asJava(trial.statusStore().executorList(true)).stream()
                .filter(executor -> !executor.id().equals("driver"))
                .mapToInt(ExecutorSummary::totalCores)
                .min();
        if (cores.isPresent()) {
          return cores.getAsInt();
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a cluster was asked for its executors");
    } finally {
      trial.stop();
    }
    throw new IOException("the Spark master %s has no executor for this program".formatted(master));
  }

  private static SparkConf configuration(String master) {
    SparkConf conf = new SparkConf().setMaster(master).setIfMissing("spark.app.name", "smoothadv");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.ui.enabled", String.valueOf(!master.startsWith("local")));
    // The loss of an executor counts as a failure of every task on it.
    conf.setIfMissing("spark.task.maxFailures", "16");
    for (String name : List.of("TF_ENABLE_ONEDNN_OPTS", "TF_CPP_MIN_LOG_LEVEL")) {
      String value = System.getenv(name);
      if (value != null) {
        conf.setIfMissing("spark.executorEnv." + name, value);
      }
    }
    Matcher localCluster = LOCAL_CLUSTER.matcher(master);
    if (localCluster.matches()) {
      conf.setIfMissing(EXECUTOR_CORES, localCluster.group(1));
    }
    String jars = System.getProperty(JARS, "");
    if (!jars.isEmpty() && !inThisProcess(master)) {
      // Executors of local-cluster are on this machine and need no copies.
      String scheme = master.startsWith("local-cluster") ? "local:" : "file:";
      conf.setIfMissing("spark.jars", scheme + jars.replace(",", "," + scheme));
    }
    return conf;
  }

  private static SparkContext start(SparkConf conf, String master) throws IOException {
    try {
      return SparkContext.getOrCreate(conf);
    } catch (Exception e) { // Scala does not declare what it throws.
      if (String.valueOf(e.getMessage()).contains("Could not parse Master URL")) {
        throw new InvalidSettingException(
                "spark",
                "{spark} is %s; accepted is local[N], local-cluster[N,CORES,MB], spark://HOST:PORT, yarn or k8s://...",
                master)
            .because(e);
      }
      throw new IOException(
          "Spark does not start with the master %s: %s"
              .formatted(master, firstLine(e.getMessage())),
          e);
    }
  }

  private static boolean inThisProcess(String master) {
    return master.equals("local") || master.startsWith("local[");
  }

  static String firstLine(String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }

  @Override
  public Workers workers(StoredClassifier classifier, String digest) {
    return new SparkWorkers(context, inThisProcess, classifier, digest);
  }

  @Override
  public void run(Work work) throws IOException {
    run(List.of(work));
  }

  @Override
  public void runEverywhere(Work work) throws IOException {
    run(work); // There is an executor when this is done, if there ever is one.
    run(Collections.nCopies(PER_EXECUTOR * processes(), work));
  }

  private void run(List<Work> works) throws IOException {
    new SparkJob(context, "work")
        .run(
            List.copyOf(works),
            works.size(),
            new ExecutorWork(),
            problem -> {
              if (problem instanceof RuntimeException failure) {
                throw failure;
              }
              if (problem instanceof Error failure) {
                throw failure;
              }
              throw problem instanceof IOException failure ? failure : new IOException(problem);
            });
  }

  @Override
  public int processes() {
    return Math.max(1, context.getExecutorMemoryStatus().size() - 1); // Without the driver.
  }

  @Override
  public void close() {
    context.stop();
  }
}
