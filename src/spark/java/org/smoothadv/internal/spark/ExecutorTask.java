package org.smoothadv.internal.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.internal.asking.Answer;
import org.smoothadv.internal.asking.Answerer;
import org.smoothadv.internal.asking.Question;
import org.smoothadv.internal.asking.StoredClassifier.Packed;
import org.smoothadv.internal.spark.SentImage.Arrived;
import org.smoothadv.network.WrongArithmeticException;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.ImagesInFlight;
import scala.Function1;
import scala.collection.Iterator;

/**
 * What executors do with a block of images. The classifier is opened once in each of them and
 * shared by its tasks, so that their questions share batches.
 *
 * @param classifier one of the application's files
 * @param threads of an executor; 0 for as many as it has processors
 */
record ExecutorTask<A extends Answer>(Packed classifier, Question<A> question, int threads)
    implements Function1<Iterator<Serializable>, List<Reply>>, Serializable {
  /** Answerers that no task uses are kept for those to come, so many. */
  private static final int KEPT = 2;

  /** Those that are open in this process; the one that was used last comes last. */
  private static final Map<Key, Opened<?>> OPENED = new LinkedHashMap<>(8, 0.75f, true);

  private record Key(Packed classifier, Question<?> question) {}

  /** An answerer, closed when others are wanted and no task uses it any more. */
  private static final class Opened<A extends Answer> {
    private final Answerer<A> answerer;
    private int users;

    Opened(Answerer<A> answerer) {
      this.answerer = answerer;
    }
  }

  @Override
  public List<Reply> apply(Iterator<Serializable> images) {
    Locale.setDefault(Locale.ROOT); // TensorFlow refuses names with other digits than Latin ones.
    try {
      Opened<A> mine = acquire();
      try {
        return replies(mine.answerer, images);
      } finally {
        release(mine);
      }
    } catch (InvalidInputException | WrongArithmeticException e) {
      return List.of(new Reply(-1, null, e, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Reply> replies(Answerer<A> answerer, Iterator<Serializable> images)
      throws IOException {
    List<Reply> replies = new ArrayList<>();
    try (ImagesInFlight<Reply> inFlight = new ImagesInFlight<>(replies::add)) {
      while (images.hasNext()) {
        Arrived image = (Arrived) images.next();
        inFlight.give(() -> reply(answerer, image));
      }
      inFlight.finish();
    }
    return replies;
  }

  private Reply reply(Answerer<A> answerer, Arrived arrived) {
    long start = System.nanoTime();
    try {
      Answer answer = arrived.image() == null ? null : answerer.answer(arrived.image());
      return new Reply(arrived.number(), answer, null, System.nanoTime() - start);
    } catch (InvalidInputException e) {
      return new Reply(arrived.number(), null, e, 0);
    }
  }

  private Opened<A> acquire() throws IOException {
    synchronized (OPENED) {
      Key key = new Key(classifier, question);
      @SuppressWarnings("unchecked") // Equal questions have answers of the same type.
      Opened<A> mine = (Opened<A>) OPENED.get(key);
      if (mine == null) {
        closeUnused(KEPT - 1);
        mine = new Opened<>(open());
        OPENED.put(key, mine);
      }
      mine.users++;
      return mine;
    }
  }

  private static void release(Opened<?> used) {
    synchronized (OPENED) {
      used.users--;
      closeUnused(KEPT);
    }
  }

  /** Closes answerers that no task uses until so many are open, those first that waited longest. */
  private static void closeUnused(int most) {
    java.util.Iterator<Opened<?>> all = OPENED.values().iterator();
    while (OPENED.size() > most && all.hasNext()) {
      Opened<?> next = all.next();
      if (next.users == 0) {
        all.remove();
        next.answerer.close();
      }
    }
  }

  /** Closes the answerer of this question in this process, unless tasks use it. */
  void close() {
    synchronized (OPENED) {
      Opened<?> mine = OPENED.get(new Key(classifier, question));
      if (mine != null && mine.users == 0) {
        OPENED.remove(new Key(classifier, question));
        mine.answerer.close();
      }
    }
  }

  private Answerer<A> open() throws IOException {
    Path folder = Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()), "classifier");
    FrozenClassifier frozen =
        classifier
            .open(Path.of(SparkFiles.get(classifier.file())), folder)
            .frozen(question.smoothing().precision());
    return new Answerer<>(frozen, question, machine());
  }

  private Machine machine() {
    Machine all = Machine.current();
    int cores = SparkEnv.get().conf().getInt("spark.executor.cores", all.threads());
    int own = threads > 0 ? threads : cores;
    return new Machine(own, own, all.tuning(), all.description());
  }
}
