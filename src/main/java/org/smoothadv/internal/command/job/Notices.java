package org.smoothadv.internal.command.job;

import java.util.List;
import org.smoothadv.device.Device;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;

/** What a user should know besides the result: one line each on standard error. */
public final class Notices {
  private Notices() {}

  /** Prints these lines, each with the program's name. */
  public static void print(List<String> notices) {
    notices.forEach(notice -> System.err.println("smoothadv: " + notice));
  }

  /**
   * Says which devices a session uses.
   *
   * @param named those that the user named; where there are none, TensorFlow chooses
   */
  public static void printDevices(Machine machine, List<Device> named) {
    System.err.println("devices: " + FoundDevices.of(machine).used(named));
  }
}
