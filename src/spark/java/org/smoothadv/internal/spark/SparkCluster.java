package org.smoothadv.internal.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.asking.Cluster;
import org.smoothadv.internal.asking.StoredClassifier;
import org.smoothadv.internal.asking.Workers;

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
  private static final int CONNECT_MILLIS = 10_000;

  /** Where the launcher says which files executors need: the program and its native libraries. */
  private static final String JARS = "smoothadv.spark.jars";

  /** Found by {@link java.util.ServiceLoader}. */
  public static final class OfMaster implements Provider {
    @Override
    public Cluster connect(String master) throws IOException {
      requireReachable(master);
      return new SparkCluster(context(master), master.startsWith("local["));
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

  private static SparkContext context(String master) throws IOException {
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
      conf.setIfMissing("spark.executor.cores", localCluster.group(1));
    }
    String jars = System.getProperty(JARS, "");
    if (!jars.isEmpty() && !master.startsWith("local[")) {
      // Executors of local-cluster are on this machine and need no copies.
      String scheme = master.startsWith("local-cluster") ? "local:" : "file:";
      conf.setIfMissing("spark.jars", scheme + jars.replace(",", "," + scheme));
    }
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
          "Spark does not start with the master %s: %s".formatted(master, firstLine(e.getMessage())), e);
    }
  }

  static String firstLine(String text) {
    return String.valueOf(text).lines().findFirst().orElse("");
  }

  @Override
  public Workers workers(StoredClassifier classifier, String digest) {
    return new SparkWorkers(context, inThisProcess, classifier, digest);
  }

  @Override
  public void close() {
    context.stop();
  }
}
