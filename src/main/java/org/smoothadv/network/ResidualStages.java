package org.smoothadv.network;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/** The blocks of a residual network between its stem and its head, in stages of equal width. */
final class ResidualStages {
  /**
   * Blocks of one width.
   *
   * @param name their state_dict prefix
   * @param width output channels of their 3x3 convolutions
   * @param blocks how many
   * @param stride of the first of them
   */
  record Stage(String name, int width, int blocks, int stride) {}

  private final List<ResidualBlock> blocks = new ArrayList<>();

  /**
   * Lays out the blocks.
   *
   * @param stem what comes from there
   */
  ResidualStages(List<Stage> stages, ResidualBlock.Design design, ImageShape stem) {
    ImageShape input = stem;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.blocks; i++) {
        int stride = i == 0 ? stage.stride : 1;
        ResidualBlock block = design.block(stage.name + "." + i, input, stage.width, stride);
        blocks.add(block);
        input = block.last().output();
      }
    }
  }

  /** What leaves the last block. */
  ImageShape output() {
    return blocks.get(blocks.size() - 1).last().output();
  }

  /** All convolutions, in the order of PyTorch's state_dict. */
  List<Convolution> convolutions() {
    return blocks.stream().flatMap(block -> block.convolutions().stream()).toList();
  }

  /**
   * Builds the blocks.
   *
   * @param x what comes from the stem, NHWC
   */
  <T extends TFloating> Operand<T> apply(Layers<T> layers, Operand<T> x) {
    Operand<T> y = x;
    for (ResidualBlock block : blocks) {
      y = block.apply(layers, y);
    }
    return y;
  }
}
