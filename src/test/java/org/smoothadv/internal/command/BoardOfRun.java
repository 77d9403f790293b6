package org.smoothadv.internal.command;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.smoothadv.support.EventFiles;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.Summary;

/**
 * What TensorBoard finds in a run's folder, as it finds it: of descriptions the first counts.
 *
 * @param events of all event files of the folder
 */
record BoardOfRun(List<Event> events) {
  static final long SUCCESS = 1;
  static final long FAILURE = 2;

  static BoardOfRun of(Path run) throws IOException {
    return new BoardOfRun(EventFiles.all(run));
  }

  /** Points of a curve by step; each step once. */
  SortedMap<Long, Float> curve(String tag) {
    SortedMap<Long, Float> curve = new TreeMap<>();
    for (Event event : events) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag)
            && curve.put(event.getStep(), value.getSimpleValue()) != null) {
          throw new AssertionError(tag + " twice at step " + event.getStep());
        }
      }
    }
    return curve;
  }

  /** All tags that begin so. */
  List<String> tags(String begin) {
    return values().map(Summary.Value::getTag).filter(t -> t.startsWith(begin)).distinct().toList();
  }

  List<GraphDef> graphs() throws IOException {
    List<GraphDef> graphs = new ArrayList<>();
    for (Event event : events) {
      if (!event.getGraphDef().isEmpty()) {
        graphs.add(GraphDef.parseFrom(event.getGraphDef()));
      }
    }
    return graphs;
  }

  /** How the session ended; nothing while it is running. */
  Optional<Long> status() throws IOException {
    Optional<ByteString> end = plugin("_hparams_/session_end_info");
    return end.isEmpty()
        ? Optional.empty()
        : Optional.of(message(end.get(), 4).getField(1).getVarintList().get(0));
  }

  Map<String, Value> hyperparameters() throws IOException {
    UnknownFieldSet start = message(plugin("_hparams_/session_start_info").orElseThrow(), 3);
    UnknownFieldSet map = UnknownFieldSet.newBuilder().addField(1, start.getField(1)).build();
    return Struct.parseFrom(map.toByteString()).getFieldsMap();
  }

  /** The tags of the metrics, in their order. */
  List<String> metrics() throws IOException {
    List<String> tags = new ArrayList<>();
    UnknownFieldSet experiment = message(plugin("_hparams_/experiment").orElseThrow(), 2);
    for (ByteString info : experiment.getField(5).getLengthDelimitedList()) {
      tags.add(message(info, 1).getField(2).getLengthDelimitedList().get(0).toStringUtf8());
    }
    return tags;
  }

  private Optional<ByteString> plugin(String tag) {
    return values()
        .filter(value -> value.getTag().equals(tag))
        .map(value -> value.getMetadata().getPluginData().getContent())
        .findFirst();
  }

  private Stream<Summary.Value> values() {
    return events.stream().flatMap(event -> event.getSummary().getValueList().stream());
  }

  private static UnknownFieldSet message(ByteString content, int field) throws IOException {
    ByteString inner =
        UnknownFieldSet.parseFrom(content).getField(field).getLengthDelimitedList().get(0);
    return UnknownFieldSet.parseFrom(inner);
  }
}
