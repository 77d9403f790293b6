package org.smoothadv.internal.asking;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.smoothadv.device.Machine;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.ImagesInFlight;

/**
 * Threads of this process, several images at a time. The answers come in the order of the images.
 *
 * @param prepared sees the graphs before the first image
 */
public record LocalWorkers(
    FrozenClassifier classifier, Machine machine, Consumer<Answerer<?>> prepared)
    implements Workers {
  private record Numbered<A extends Answer>(int number, Optional<A> answer) {}

  private record LocalAsking<A extends Answer>(Answerer<A> answerer) implements Asking<A> {
    @Override
    public void ask(Images images, Sink<A> sink) throws IOException {
      try (ImagesInFlight<Numbered<A>> inFlight =
          new ImagesInFlight<>(it -> sink.accept(it.number(), it.answer()))) {
        for (int i = 0; i < images.size(); i++) {
          int number = i;
          inFlight.give(() -> new Numbered<>(number, images.read(number).map(answerer::answer)));
        }
        inFlight.finish();
      }
    }

    @Override
    public void close() {
      answerer.close();
    }
  }

  @Override
  public <A extends Answer> Asking<A> prepare(Question<A> question) {
    Answerer<A> answerer = new Answerer<>(classifier, question, machine);
    prepared.accept(answerer);
    return new LocalAsking<>(answerer);
  }
}
