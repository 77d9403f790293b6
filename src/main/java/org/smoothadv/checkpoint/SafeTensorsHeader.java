package org.smoothadv.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.input.Quoted;

/**
 * The JSON header of a safetensors file: where each tensor lies, and the metadata.
 *
 * <p>{@code {"__metadata__":{key:text,...}, NAME:{"dtype":"F32","shape":[...],
 * "data_offsets":[begin,end]}, ...}}, offsets in bytes from the start of the data section.
 *
 * @param entries the tensors in the order of their data, which they cover without gap or overlap
 * @param metadata the texts, in file order
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** The header key that is no tensor. */
  static final String METADATA = "__metadata__";

  /** As in NumPy and PyTorch. */
  private static final int MAX_DIMENSIONS = 64;

  /** One tensor's place: {@code begin} inclusive, {@code end} exclusive. */
  record Entry(String name, ElementType type, List<Long> shape, long begin, long end) {
    Entry {
      long elements = FloatTensor.elementCount(shape);
      if (elements > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException("shape " + shape + " has too many elements");
      }
      if (begin < 0 || end - begin != elements * type.bytes()) {
        throw new IllegalArgumentException(
            "data_offsets [%d, %d] do not fit shape %s of %s"
                .formatted(begin, end, shape, type.safeTensors()));
      }
      if (!type.hasFraction() && elements != 1) {
        throw new IllegalArgumentException(
            "%s %s is no weight; read are F32, F64, F16 and BF16, and counters passed over"
                .formatted(type.safeTensors(), shape));
      }
    }

    /** Whether it is one whole number, such as PyTorch's {@code num_batches_tracked}. */
    boolean isCounter() {
      return !type.hasFraction();
    }
  }

  /**
   * Sorts the entries by offset and checks that they cover the data.
   *
   * @throws IllegalArgumentException if there is a gap or an overlap
   */
  SafeTensorsHeader {
    entries =
        entries.stream()
            .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
            .toList();
    long covered = 0;
    for (Entry entry : entries) {
      if (entry.begin() != covered) {
        throw new IllegalArgumentException(
            "tensor %s begins at offset %d where %d was expected: tensors overlap or leave a gap"
                .formatted(Quoted.of(entry.name()), entry.begin(), covered));
      }
      covered = entry.end();
    }
  }

  /** Lays the tensors out one after the other. */
  static SafeTensorsHeader of(Map<String, FloatTensor> tensors, Map<String, String> metadata) {
    List<Entry> entries = new ArrayList<>();
    long begin = 0;
    for (Map.Entry<String, FloatTensor> named : tensors.entrySet()) {
      FloatTensor tensor = named.getValue();
      long end = begin + (long) tensor.size() * Float.BYTES;
      entries.add(new Entry(named.getKey(), ElementType.FLOAT32, tensor.shape(), begin, end));
      begin = end;
    }
    return new SafeTensorsHeader(entries, metadata);
  }

  /** The length of the data section in bytes. */
  long dataLength() {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
  }

  String toJson() {
    JsonObject root = new JsonObject();
    JsonObject texts = new JsonObject();
    metadata.forEach(texts::addProperty);
    root.add(METADATA, texts);
    for (Entry entry : entries) {
      JsonObject tensor = new JsonObject();
      tensor.addProperty("dtype", entry.type().safeTensors());
      tensor.add("shape", numbers(entry.shape()));
      tensor.add("data_offsets", numbers(List.of(entry.begin(), entry.end())));
      root.add(entry.name(), tensor);
    }
    return root.toString();
  }

  private static JsonArray numbers(List<Long> values) {
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  /**
   * Reads a header, accepting nothing that the format does not allow.
   *
   * @throws IllegalArgumentException if it is not such a header, or holds tensors that are neither
   *     weights nor counters; the message says where
   */
  static SafeTensorsHeader parse(String json) {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      return parse(reader);
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "the header is not as the format asks at " + Quoted.plain(reader.getPath()), e);
    }
  }

  private static SafeTensorsHeader parse(JsonReader reader) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = null;
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (name.equals(METADATA) ? metadata != null : entries.containsKey(name)) {
        throw new IllegalArgumentException("the header names " + Quoted.of(name) + " twice");
      }
      if (name.isEmpty()) {
        throw new IllegalArgumentException("the header has a tensor without a name");
      }
      if (name.equals(METADATA)) {
        metadata = texts(reader);
      } else {
        entries.put(name, entry(reader, name));
      }
    }
    reader.endObject();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalArgumentException("the header goes on after its last brace");
    }
    return new SafeTensorsHeader(
        List.copyOf(entries.values()), metadata == null ? Map.of() : metadata);
  }

  private static Map<String, String> texts(JsonReader reader) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (reader.peek() != JsonToken.STRING) {
        throw new IllegalArgumentException("metadata " + Quoted.of(key) + " is not a string");
      }
      if (texts.put(key, reader.nextString()) != null) {
        throw new IllegalArgumentException(
            "the header names metadata " + Quoted.of(key) + " twice");
      }
    }
    reader.endObject();
    return texts;
  }

  private static Entry entry(JsonReader reader, String name) throws IOException {
    String found = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    Set<String> fields = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String field = reader.nextName();
      if (!fields.add(field)) {
        throw new IllegalArgumentException(
            "tensor '%s' has the field '%s' twice".formatted(name, field));
      }
      switch (field) {
        case "dtype" -> found = reader.nextString();
        case "shape" -> shape = longs(reader);
        case "data_offsets" -> offsets = longs(reader);
        default ->
            throw new IllegalArgumentException(
                "tensor %s has the unknown field %s".formatted(Quoted.of(name), Quoted.of(field)));
      }
    }
    reader.endObject();
    String dtype = found;
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new IllegalArgumentException(
          "tensor " + Quoted.of(name) + " lacks dtype, shape or two data_offsets");
    }
    ElementType type =
        ElementType.ofSafeTensors(dtype)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "tensor %s has type %s; read are F32, F64, F16 and BF16"
                            .formatted(Quoted.of(name), Quoted.of(dtype))));
    try {
      return new Entry(name, type, shape, offsets.get(0), offsets.get(1));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tensor " + Quoted.of(name) + ": " + e.getMessage(), e);
    }
  }

  private static List<Long> longs(JsonReader reader) throws IOException {
    List<Long> values = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      if (values.size() == MAX_DIMENSIONS) {
        throw new IllegalArgumentException(
            "a list of more than %d numbers at %s"
                .formatted(MAX_DIMENSIONS, Quoted.plain(reader.getPath())));
      }
      values.add(reader.nextLong());
    }
    reader.endArray();
    return values;
  }
}
