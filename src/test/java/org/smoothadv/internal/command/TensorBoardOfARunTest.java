package org.smoothadv.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smoothadv.support.EventFiles;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.Summary;

/** What TensorBoard is told of a run with an attack. */
class TensorBoardOfARunTest {
  @TempDir Path folder;

  @Test
  void showsCurvesAndAFewAdversarialExamplesOfEveryEpoch() throws IOException {
    Path run = folder.resolve("run");
    Smoothadv.call(
            TinyRun.training(
                run,
                "--attack",
                "pgd",
                "--epsilon",
                "1",
                "--steps",
                "1",
                "--limit",
                "32",
                "--epochs",
                "2",
                "--warmup",
                "1"))
        .assertDone();
    Map<String, Summary.Value> second = valuesOfStep(run, 2);
    assertTrue(second.containsKey("loss/train"), second.keySet().toString());
    assertTrue(second.containsKey("accuracy/test_under_attack"), second.keySet().toString());
    List<String> pictures =
        second.keySet().stream().filter(tag -> second.get(tag).hasImage()).toList();
    assertEquals(4, pictures.size(), pictures.toString());
    for (String tag : pictures) {
      BufferedImage row =
          ImageIO.read(second.get(tag).getImage().getEncodedImageString().newInput());
      assertEquals(3 * 32, row.getWidth());
      assertNotEquals(0, differingPixels(row), "the second is the first under attack");
    }
    assertTrue(valuesOfStep(run, 1).keySet().containsAll(pictures));
    assertScopes(BoardOfRun.of(run).graphs());
  }

  /** A reader of the graph finds the parts of a step by their names. */
  private static void assertScopes(List<GraphDef> graphs) {
    assertEquals(1, graphs.size());
    List<String> names =
        Stream.concat(
                graphs.get(0).getNodeList().stream(),
                graphs.get(0).getLibrary().getFunctionList().stream()
                    .flatMap(function -> function.getNodeDefList().stream()))
            .map(NodeDef::getName)
            .toList();
    for (String scope :
        List.of("noise/", "network/layer1.0/conv1/", "attack/", "loss/", "statistics/", "sgd/")) {
      assertTrue(names.stream().anyMatch(name -> name.startsWith(scope)), scope);
    }
  }

  private static long differingPixels(BufferedImage row) {
    long differing = 0;
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        differing += row.getRGB(x, y) == row.getRGB(x + 32, y) ? 0 : 1;
      }
    }
    return differing;
  }

  private static Map<String, Summary.Value> valuesOfStep(Path run, long step) throws IOException {
    Map<String, Summary.Value> values = new TreeMap<>();
    for (Event event : EventFiles.all(run)) {
      if (event.getStep() == step) {
        event.getSummary().getValueList().forEach(value -> values.put(value.getTag(), value));
      }
    }
    return values;
  }
}
