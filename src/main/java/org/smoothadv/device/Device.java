package org.smoothadv.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.tensorflow.DeviceSpec;

/**
 * What operations run on, as TensorFlow numbers them.
 *
 * @param kind processors or a graphics processor
 * @param index from 0; {@code cpu:1} and so on are the processors of {@code cpu:0} once more
 */
public record Device(Kind kind, int index) {
  /** The kinds of devices. */
  public enum Kind {
    /** All processors of the machine. */
    CPU,
    /** A graphics processor. */
    GPU
  }

  private static final Pattern NAME = Pattern.compile("(cpu|gpu):([0-9]|[1-9][0-9])");

  /**
   * Reads names.
   *
   * @param names as in {@code cpu:0}
   * @throws InvalidInputException if one is no name of a device, or is there twice
   */
  public static List<Device> named(List<String> names) {
    List<Device> devices = new ArrayList<>();
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (!matcher.matches()) {
        throw new InvalidSettingException(
            "devices",
            "{devices} has '%s'; accepted are cpu:0 to cpu:99 and gpu:0 to gpu:99, comma-separated",
            name);
      }
      Device device =
          new Device(
              Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
              Integer.parseInt(matcher.group(2)));
      if (devices.contains(device)) {
        throw new InvalidSettingException(
            "devices", "{devices} has '%s' twice; accepted is once", name);
      }
      devices.add(device);
    }
    return List.copyOf(devices);
  }

  /** The device as the scope of a graph's operations takes it. */
  public DeviceSpec specification() {
    return DeviceSpec.newBuilder()
        .deviceType(DeviceSpec.DeviceType.valueOf(kind.name()))
        .deviceIndex(index)
        .build();
  }

  /** The name that users give, as in {@code cpu:0}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + index;
  }
}
