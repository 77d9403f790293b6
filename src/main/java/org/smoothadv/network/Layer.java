package org.smoothadv.network;

import java.util.List;

/** A layer with parameters. */
public sealed interface Layer permits Convolution, BatchNorm, Linear {
  /** Its state_dict prefix, such as {@code layer2.0.conv1}. */
  String name();

  /** Its parameters, in the order of PyTorch's state_dict. */
  List<Parameter> parameters();
}
