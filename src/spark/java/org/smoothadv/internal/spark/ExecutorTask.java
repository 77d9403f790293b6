package org.smoothadv.internal.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import scala.Function1;
import scala.collection.Iterator;

/**
 * What executors do with a block of images. The classifier is opened once in each of them and shared
 * by its tasks, so that their questions share batches.
 *
 * @param classifier one of the application's files
 * @param threads of an executor; 0 for as many as it has processors
 */
record ExecutorTask<A extends Answer>(Packed classifier, Question<A> question, int threads)
    implements Function1<Iterator<Serializable>, List<Reply>>, Serializable {
  /** The answerer that was opened last in this process. */
  private static Opened<?> opened;

  private record Key(Packed classifier, Question<?> question) {}

  /** An answerer, closed when another is wanted and no task uses it any more. */
  private static final class Opened<A extends Answer> {
    private final Key key;
    private final Answerer<A> answerer;
    private int users;
    private boolean wanted = true;

    Opened(Key key, Answerer<A> answerer) {
      this.key = key;
      this.answerer = answerer;
    }
  }

  @Override
  public List<Reply> apply(Iterator<Serializable> images) {
    List<Reply> replies = new ArrayList<>();
    Opened<A> mine;
    try {
      mine = acquire();
    } catch (InvalidInputException | WrongArithmeticException e) {
      return List.of(new Reply(-1, null, e, 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      while (images.hasNext()) {
        replies.add(reply(mine.answerer, (Arrived) images.next()));
      }
    } finally {
      release(mine);
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
    synchronized (ExecutorTask.class) {
      Key key = new Key(classifier, question);
      if (opened == null || !opened.key.equals(key)) {
        closeLast();
        opened = new Opened<>(key, open());
      }
      @SuppressWarnings("unchecked") // Equal questions have answers of the same type.
      Opened<A> mine = (Opened<A>) opened;
      mine.users++;
      return mine;
    }
  }

  private static void release(Opened<?> used) {
    synchronized (ExecutorTask.class) {
      used.users--;
      if (!used.wanted && used.users == 0) {
        used.answerer.close();
      }
    }
  }

  /** Closes the answerer of this process as soon as no task uses it. */
  static void closeLast() {
    synchronized (ExecutorTask.class) {
      if (opened != null) {
        opened.wanted = false;
        if (opened.users == 0) {
          opened.answerer.close();
        }
        opened = null;
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
    return new Machine(own, own, all.description());
  }
}
