package org.smoothadv.internal.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.smoothadv.internal.asking.Answer;
import org.smoothadv.internal.asking.Question;
import org.smoothadv.internal.asking.StoredClassifier;
import org.smoothadv.internal.asking.StoredClassifier.Packed;
import org.smoothadv.internal.asking.Workers;

/** The executors of a Spark application. Their answers come in any order. */
record SparkWorkers(
    SparkContext context, boolean inThisProcess, StoredClassifier classifier, String digest)
    implements Workers {
  @Override
  public <A extends Answer> Asking<A> prepare(Question<A> question) throws IOException {
    Path folder = Files.createTempDirectory("smoothadv-spark");
    Path zip = folder.resolve("classifier-" + UUID.randomUUID() + ".zip");
    zip.toFile().deleteOnExit();
    folder.toFile().deleteOnExit();
    Packed packed = classifier.pack(zip, digest);
    context.addFile(zip.toUri().toString());
    int threads = inThisProcess ? context.defaultParallelism() : 0;
    SparkAsking<A> asking =
        new SparkAsking<>(context, inThisProcess, new ExecutorTask<>(packed, question, threads));
    asking.requireAnswers();
    return asking;
  }
}
