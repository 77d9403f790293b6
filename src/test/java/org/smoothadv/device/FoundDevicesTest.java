package org.smoothadv.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.smoothadv.input.InvalidInputException;

class FoundDevicesTest {
  /** As TensorFlow 2.18 logs it when a session opens on a machine with two GPUs. */
  private static final String MAPPING =
      """
      Device mapping:
      /job:localhost/replica:0/task:0/device:GPU:0 -> device: 0, name: NVIDIA H100 80GB HBM3, pci bus id: 0000:17:00.0, compute capability: 9.0
      /job:localhost/replica:0/task:0/device:GPU:1 -> device: 1, name: Tesla V100-SXM2-16GB, pci bus id: 0000:18:00.0, compute capability: 7.0
      """;

  @Test
  void everyMachineHasItsProcessors() {
    Machine machine = new Machine(3, 2, Tuning.DEFAULT, "");
    FoundDevices found = FoundDevices.of(machine);
    assertEquals("3 threads", found.descriptions().get(new Device(Device.Kind.CPU, 0)));
    found.require(Device.named(List.of("cpu:0", "cpu:7")));
    assertEquals(
        "cpu:1 (3 threads), cpu:0 (3 threads)",
        found.used(Device.named(List.of("cpu:1", "cpu:0"))));
  }

  @Test
  void graphicsProcessorsAreNamedAsTensorFlowNamesThem() {
    Map<Integer, String> expected = new LinkedHashMap<>();
    expected.put(0, "NVIDIA H100 80GB HBM3, compute capability 9.0");
    expected.put(1, "Tesla V100-SXM2-16GB, compute capability 7.0");
    assertEquals(expected, FoundDevices.DeviceMapping.graphicsProcessors(MAPPING));
    assertEquals(
        Map.of(),
        FoundDevices.DeviceMapping.graphicsProcessors("Device mapping: no known devices.\n"));
  }

  @Test
  void theFirstGraphicsProcessorIsUsedUnlessOthersAreNamed() {
    FoundDevices found = withTwoGpus();
    assertTrue(found.haveGpu());
    assertEquals("gpu:0 (one)", found.used(List.of()));
    assertEquals("gpu:1 (another)", found.used(Device.named(List.of("gpu:1"))));
    assertEquals("cpu:0 (2 threads)", found.used(Device.named(List.of("cpu:0"))));
  }

  @Test
  void aGraphicsProcessorThatIsNotThereIsRefusedWithWhatThereIs() {
    List<Device> missing = Device.named(List.of("gpu:1", "gpu:2"));
    InvalidInputException refusal =
        assertThrows(InvalidInputException.class, () -> withTwoGpus().require(missing));
    String message = refusal.message(setting -> "--" + setting);
    assertTrue(
        message.startsWith(
            "--devices has 'gpu:2'; this machine has cpu:0 (2 threads), gpu:0 (one), gpu:1 (another); "),
        message);
    FoundDevices none = new FoundDevices(Map.of(new Device(Device.Kind.CPU, 0), "2 threads"));
    assertFalse(none.haveGpu());
    assertThrows(InvalidInputException.class, () -> none.require(missing));
  }

  private static FoundDevices withTwoGpus() {
    Map<Device, String> descriptions = new LinkedHashMap<>();
    descriptions.put(new Device(Device.Kind.CPU, 0), "2 threads");
    descriptions.put(new Device(Device.Kind.GPU, 0), "one");
    descriptions.put(new Device(Device.Kind.GPU, 1), "another");
    return new FoundDevices(descriptions);
  }
}
