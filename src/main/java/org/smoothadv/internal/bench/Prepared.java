package org.smoothadv.internal.bench;

import com.google.gson.Gson;
import java.util.List;

/**
 * What a process says of the workload that it has prepared: one line of JSON.
 *
 * @param name of the workload, for the table
 * @param images that one round takes through it; 0 where there are none
 * @param operations floating-point operations of one round
 * @param about what it works on, in words
 * @param tensorFlow the version of TensorFlow
 */
public record Prepared(
    String name, int images, double operations, List<String> about, String tensorFlow) {
  /** Reads the line. */
  static Prepared of(String line) {
    return new Gson().fromJson(line, Prepared.class);
  }

  /** The line. */
  String line() {
    return new Gson().toJson(this);
  }
}
