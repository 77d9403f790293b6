package org.smoothadv.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smoothadv.input.InvalidInputException;
import org.tensorflow.proto.ConfigProto;

class DeviceTest {
  @ParameterizedTest
  @ValueSource(strings = {"cpu:0", "cpu:10", "gpu:0", "gpu:7"})
  void nameIsReadAndWritten(String name) {
    assertEquals(name, Device.named(List.of(name)).get(0).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "cpu", "cpu:", "cpu:-1", "cpu:01", "cpu:100", "GPU:0", "tpu:0", "/gpu:0", " cpu:0"
      })
  void otherNamesAreRefused(String name) {
    assertThrows(InvalidInputException.class, () -> Device.named(List.of("cpu:0", name)));
  }

  @Test
  void sessionHasAsManyVirtualDevicesAsTheHighestNumberAsksFor() {
    assertEquals(1, cpus(List.of()));
    assertEquals(1, cpus(List.of("gpu:3")));
    assertEquals(3, cpus(List.of("cpu:2", "cpu:0")));
  }

  private static int cpus(List<String> names) {
    ConfigProto configuration = Machine.current().sessionConfiguration(Device.named(names));
    return configuration.getDeviceCountOrThrow("CPU");
  }
}
