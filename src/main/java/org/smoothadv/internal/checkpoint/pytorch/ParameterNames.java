package org.smoothadv.internal.checkpoint.pytorch;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that well-known implementations of this program's networks give to the same parameters. */
final class ParameterNames {
  private record Rule(Pattern theirs, String ours) {
    static Rule of(String theirs, String ours) {
      return new Rule(Pattern.compile("((?:.*\\.)?)" + theirs), "$1" + ours);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          // kuangliu/pytorch-cifar: ResNet.
          Rule.of("(layer\\d+\\.\\d+)\\.shortcut\\.([01]\\.\\w+)", "$2.downsample.$3"),
          Rule.of("linear\\.(weight|bias)", "fc.$2"),
          // jh-jeong/smoothing-consistency: DenseNet, whose blocks begin with layer 1.
          Rule.of("features\\.conv0\\.(\\w+)", "conv1.$2"),
          Rule.of(
              "features\\.(block\\d+)\\.layer(\\d{1,4})\\.brc_([12])\\.norm\\.(\\w+)",
              "$2.layer.{$3}.bn$4.$5"),
          Rule.of(
              "features\\.(block\\d+)\\.layer(\\d{1,4})\\.brc_([12])\\.conv\\.(\\w+)",
              "$2.layer.{$3}.conv$4.$5"),
          Rule.of("features\\.norm_last\\.(\\w+)", "bn1.$2"),
          Rule.of("classifier\\.(weight|bias)", "fc.$2"));

  private static final Pattern COUNTED_FROM_ONE = Pattern.compile("\\{(\\d+)\\}");

  private ParameterNames() {}

  /** This program's name of a parameter, whatever prefix is before it. */
  static String ours(String name) {
    for (Rule rule : RULES) {
      Matcher theirs = rule.theirs.matcher(name);
      if (theirs.matches()) {
        return COUNTED_FROM_ONE
            .matcher(theirs.replaceFirst(rule.ours))
            .replaceAll(number -> String.valueOf(Integer.parseInt(number.group(1)) - 1));
      }
    }
    return name;
  }
}
