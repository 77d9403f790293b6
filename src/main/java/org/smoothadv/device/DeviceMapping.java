package org.smoothadv.device;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.internal.c_api.Listener_String;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * Listens to what TensorFlow logs of the physical devices when a session opens that logs placement:
 * its C interface tells the names of graphics processors nowhere else.
 */
final class DeviceMapping extends Listener_String {
  private static final Pattern GPU =
      Pattern.compile("device:GPU:(\\d+) -> .*name: ([^,\\n]+).*compute capability: ([0-9.]+)");

  private static final DeviceMapping LISTENER = new DeviceMapping();

  static {
    // For good: TensorFlow knows no way to take a listener back.
    tensorflow.TF_RegisterLogListener(LISTENER);
  }

  private final StringBuilder heard = new StringBuilder();

  private DeviceMapping() {}

  @Override
  public synchronized void call(String message) {
    heard.append(message).append('\n');
  }

  /** Forgets what was heard before. */
  static void listen() {
    synchronized (LISTENER) {
      LISTENER.heard.setLength(0);
    }
  }

  /** The graphics processors that were heard of since {@link #listen}, by their numbers. */
  static Map<Integer, String> heard() {
    synchronized (LISTENER) {
      return graphicsProcessors(LISTENER.heard.toString());
    }
  }

  /** What a log of TensorFlow says of graphics processors, by their numbers. */
  static Map<Integer, String> graphicsProcessors(String log) {
    Map<Integer, String> found = new TreeMap<>();
    Matcher matcher = GPU.matcher(log);
    while (matcher.find()) {
      found.put(
          Integer.valueOf(matcher.group(1)),
          matcher.group(2) + ", compute capability " + matcher.group(3));
    }
    return found;
  }
}
