package org.smoothadv.internal.checkpoint.pytorch;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.smoothadv.input.Quoted;
import org.smoothadv.input.Words;

/**
 * A dictionary of tensors, told apart by the names that a network has: what lies before {@code
 * conv1.weight} lies before the others too, whatever wrappers it is of.
 *
 * @param prefix what the file has before the network's names, such as {@code module.1.}; may be
 *     empty
 * @param network the network's tensors by its own names, in order
 * @param outside all others, by their names in the file
 */
record StateDict(
    String prefix, Map<String, StoredTensor> network, Map<String, StoredTensor> outside) {
  private static final String FIRST = "conv1.weight";

  private static final String OF_RESNET = "layer1.0.conv1.weight";

  private static final String OF_WIDE_OR_DENSE_NET = "block1.layer.0.conv1.weight";

  private static final List<String> OF_LENET = List.of("conv2.bias", "fc2.weight");

  /** What networks have beside {@link #FIRST}, which blocks have too. */
  private static final List<List<String>> SIGNS =
      List.of(List.of(OF_RESNET), List.of(OF_WIDE_OR_DENSE_NET), OF_LENET);

  /** Modules that only pass on what they hold, between any two others. */
  private static final Set<String> WRAPPERS =
      Set.of("_orig_mod", "module", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

  StateDict {
    network = Collections.unmodifiableMap(network);
    outside = Collections.unmodifiableMap(outside);
  }

  /** The prefixes, without {@link #WRAPPERS}, of the networks among these names. */
  static Set<String> prefixesIn(Set<String> names) {
    Set<String> plain = names.stream().map(StateDict::unwrapped).collect(Collectors.toSet());
    Set<String> prefixes = new TreeSet<>();
    for (String name : plain) {
      String prefix = name.substring(0, Math.max(0, name.length() - FIRST.length()));
      if (name.endsWith(FIRST)
          && (prefix.isEmpty() || prefix.endsWith("."))
          && SIGNS.stream()
              .anyMatch(sign -> sign.stream().allMatch(other -> plain.contains(prefix + other)))) {
        prefixes.add(prefix);
      }
    }
    return prefixes;
  }

  /**
   * Tells the tensors apart.
   *
   * @throws IllegalArgumentException if there is not exactly one network among them, or a name
   *     occurs twice
   */
  static StateDict of(Map<String, StoredTensor> tensors) {
    Set<String> prefixes = prefixesIn(tensors.keySet());
    if (prefixes.size() != 1) {
      throw new IllegalArgumentException(
          prefixes.isEmpty() ? noNetworkIn(tensors.keySet()) : severalNetworks(prefixes));
    }
    String prefix = prefixes.iterator().next();
    Map<String, StoredTensor> network = new LinkedHashMap<>();
    Map<String, StoredTensor> outside = new LinkedHashMap<>();
    Map<String, String> asWritten = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String plain = unwrapped(name);
          if (plain.startsWith(prefix)) {
            String own = plain.substring(prefix.length());
            String before = asWritten.put(own, name);
            if (before != null) {
              throw new IllegalArgumentException(
                  "%s and %s are both the network's %s: save one of them"
                      .formatted(Quoted.of(before), Quoted.of(name), Quoted.of(own)));
            }
            network.put(own, tensor);
          } else {
            outside.put(name, tensor);
          }
        });
    String first = asWritten.get(FIRST);
    // Not so where a wrapper is inside of the network.
    String written =
        first.endsWith(FIRST) ? first.substring(0, first.length() - FIRST.length()) : prefix;
    return new StateDict(written, network, outside);
  }

  /** This program's name, without wrappers. */
  private static String unwrapped(String name) {
    return ParameterNames.ours(
        Arrays.stream(name.split("\\.", -1))
            .filter(part -> !WRAPPERS.contains(part))
            .collect(Collectors.joining(".")));
  }

  private static String severalNetworks(Set<String> prefixes) {
    return "%d networks, with names behind %s: save the one that is wanted on its own"
        .formatted(
            prefixes.size(), prefixes.stream().map(Quoted::of).collect(Collectors.joining(", ")));
  }

  /** What is told of tensors that are no network's. */
  static String noNetworkIn(Set<String> names) {
    String prefix = commonPrefix(names);
    return "tensors %s%s; read is a network whose names are '%s', '%s', ... 'fc.bias', behind any prefix"
        .formatted(
            Words.shortened(names.stream().map(Quoted::of).toList()),
            prefix.isEmpty() ? "" : ", all behind " + Quoted.of(prefix),
            FIRST,
            OF_RESNET);
  }

  private static String commonPrefix(Set<String> names) {
    String common = names.iterator().next();
    for (String name : names) {
      int same = 0;
      while (same < Math.min(common.length(), name.length())
          && common.charAt(same) == name.charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    return common.substring(0, common.lastIndexOf('.') + 1);
  }
}
