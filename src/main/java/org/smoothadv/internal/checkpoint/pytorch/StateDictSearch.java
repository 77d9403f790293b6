package org.smoothadv.internal.checkpoint.pytorch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;
import org.smoothadv.internal.pickle.Opaque;

/**
 * Where the weights are among what training scripts save: the dictionary itself, or the one of a
 * field, whatever it is called.
 */
final class StateDictSearch {
  /** Lightning, DeepSpeed and others nest no deeper. */
  private static final int DEEPEST = 3;

  /** No module is nested so deep; one long text can be the name of many tensors. */
  static final int MAX_NAME_LENGTH = 1000;

  /** Fields that hold the weights of the last step in most scripts, in the order of preference. */
  private static final List<String> USUAL =
      List.of("state_dict", "model_state_dict", "model", "net", "network", "module");

  /** As of {@code state_dict_ema}: weights that are averages over steps. */
  private static final Pattern AVERAGED =
      Pattern.compile("(?i)(.*[^a-z])?(ema|swa|avg|averaged?|teacher|shadow)([^a-z].*)?");

  private final Map<String, Map<?, ?>> found = new LinkedHashMap<>();
  private final Map<String, Map<?, ?>> others = new LinkedHashMap<>();
  private final Set<Map<?, ?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private StateDictSearch(Map<?, ?> content) {
    look("", content, DEEPEST);
  }

  private void look(String path, Map<?, ?> map, int depth) {
    if (!seen.add(map)) {
      return;
    }
    Set<String> names = tensorsOf(map);
    if (!StateDict.prefixesIn(names).isEmpty()) {
      found.put(path, map);
      return;
    }
    if (!names.isEmpty()) {
      others.put(path, map);
    }
    map.forEach(
        (key, value) -> {
          if (isName(key) && value instanceof Map<?, ?> below && depth > 0) {
            String name = (String) key;
            look(path.isEmpty() ? name : path + "." + name, below, depth - 1);
          }
        });
  }

  private static boolean isName(Object key) {
    return key instanceof String name && name.length() <= MAX_NAME_LENGTH;
  }

  private static Set<String> tensorsOf(Map<?, ?> map) {
    return map.entrySet().stream()
        .filter(entry -> isName(entry.getKey()) && entry.getValue() instanceof TorchTensor)
        .map(entry -> (String) entry.getKey())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Which dictionary is read.
   *
   * @param field its path in the file, such as {@code state_dict}; empty for the whole
   * @param averaged whether its name says that it holds averages over steps
   * @param passedOver other dictionaries of a network, by their paths
   */
  record Choice(String field, Map<?, ?> tensors, boolean averaged, List<String> passedOver) {}

  /**
   * Finds the weights: those of the last step rather than averages, where the file has both.
   *
   * @param wanted the field that the user named; empty for none
   * @throws IllegalArgumentException if there are none
   * @throws InvalidSettingException if it is not clear which is meant
   */
  static Choice choose(Map<?, ?> content, String wanted) {
    StateDictSearch search = new StateDictSearch(content);
    List<String> fields = new ArrayList<>(search.found.keySet());
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(search.nothing(content));
    }
    String field = wanted.isEmpty() ? preferred(fields) : wanted;
    if (!fields.contains(field)) {
      throw new IllegalArgumentException(
          "it has no weights in a field %s, but in %s".formatted(Quoted.of(field), list(fields)));
    }
    fields.remove(field);
    return new Choice(
        field, search.found.get(field), AVERAGED.matcher(field).matches(), List.copyOf(fields));
  }

  private static String preferred(List<String> fields) {
    List<String> plain = fields.stream().filter(f -> !AVERAGED.matcher(f).matches()).toList();
    List<String> candidates = plain.isEmpty() ? fields : plain;
    return USUAL.stream()
        .filter(candidates::contains)
        .findFirst()
        .or(() -> candidates.size() == 1 ? candidates.stream().findFirst() : Optional.empty())
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    "stateDict",
                    "it has the weights of %s networks, in %s: choose with {stateDict} FIELD",
                    candidates.size(),
                    list(candidates)));
  }

  private String nothing(Map<?, ?> content) {
    if (!others.isEmpty()) {
      Map.Entry<String, Map<?, ?>> first = others.entrySet().iterator().next();
      return (first.getKey().isEmpty() ? "it has " : Quoted.of(first.getKey()) + " has ")
          + StateDict.noNetworkIn(tensorsOf(first.getValue()));
    }
    List<String> names = new ArrayList<>();
    content.forEach(
        (key, value) ->
            names.add(
                Quoted.of(String.valueOf(key))
                    + (value instanceof Opaque object
                        ? " (%s)".formatted(described(object))
                        : "")));
    return "no weights in it: its fields are %s; read is a state_dict, or a dictionary with one, such as in 'state_dict'%s"
        .formatted(
            names.isEmpty() ? "none" : Words.shortened(names),
            content.values().stream().anyMatch(Opaque.class::isInstance)
                ? "; of an object save what its state_dict() gives"
                : "");
  }

  /** What an object is that is not read. */
  static String described(Opaque object) {
    return "an object of class " + Quoted.of(object.className());
  }

  private static String list(List<String> fields) {
    return fields.stream()
        .map(field -> field.isEmpty() ? "the whole" : Quoted.of(field))
        .collect(Collectors.joining(", "));
  }
}
