package org.smoothadv.device;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.tensorflow.TensorFlow;
import org.tensorflow.internal.c_api.Listener_String;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * The devices that TensorFlow finds on this machine.
 *
 * @param descriptions what each is, in the order of their numbers, {@code cpu:0} first
 */
public record FoundDevices(Map<Device, String> descriptions) {
  private static final Device CPU = new Device(Device.Kind.CPU, 0);
  private static final Device GPU = new Device(Device.Kind.GPU, 0);
  private static final Pattern NAME = Pattern.compile("device:GPU:(\\d+)$");

  /** There in the native library that knows graphics processors. */
  private static final String GPU_LIBRARY =
      "org/tensorflow/internal/c_api/linux-x86_64-gpu/libtensorflow_cc.so.2";

  public FoundDevices {
    descriptions = Collections.unmodifiableMap(new LinkedHashMap<>(descriptions));
  }

  /** Asks TensorFlow. */
  public static synchronized FoundDevices of(Machine machine) {
    Map<Device, String> found = new LinkedHashMap<>();
    found.put(CPU, machine.threads() + " threads");
    DeviceMapping.listen();
    List<String> names = names(machine);
    Map<Integer, String> descriptions = DeviceMapping.heard();
    for (String name : names) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.find()) {
        int index = Integer.parseInt(matcher.group(1));
        found.put(
            new Device(Device.Kind.GPU, index), descriptions.getOrDefault(index, "NVIDIA GPU"));
      }
    }
    return new FoundDevices(found);
  }

  /** The library for Java has no list of devices: its own bindings of the C interface have. */
  private static List<String> names(Machine machine) {
    byte[] configuration =
        machine.sessionConfiguration().toBuilder()
            .setLogDevicePlacement(true)
            .build()
            .toByteArray();
    TensorFlow.version(); // loads the native library
    try (PointerScope scope = new PointerScope()) {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      TF_SetConfig(options, new BytePointer(configuration), configuration.length, status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList list = TF_SessionListDevices(session, status);
      status.throwExceptionIfNotOK();
      List<String> names = new ArrayList<>();
      for (int i = 0; i < TF_DeviceListCount(list); i++) {
        names.add(TF_DeviceListName(list, i, status).getString());
        status.throwExceptionIfNotOK();
      }
      TF_DeleteDeviceList(list);
      return names;
    }
  }

  /** Whether there is a graphics processor, which TensorFlow then prefers. */
  public boolean haveGpu() {
    return descriptions.containsKey(GPU);
  }

  /**
   * Checks that devices are there.
   *
   * @throws InvalidInputException naming one that is not, and those that are
   */
  public void require(List<Device> devices) {
    for (Device device : devices) {
      if (device.kind() == Device.Kind.GPU && !descriptions.containsKey(device)) {
        String why =
            looksForGpus() ? noGpu() : "; SMOOTHADV_PROFILE=gpu builds the program for GPUs";
        throw new InvalidSettingException(
            "devices",
            "{devices} has '%s'; this machine has %s; cpu:1, ... are its processors once more%s",
            device,
            words(List.copyOf(descriptions.keySet())),
            why);
      }
    }
  }

  /**
   * Says which devices a session uses.
   *
   * @param named those that the user named; where there are none, TensorFlow chooses
   */
  public String used(List<Device> named) {
    return named.isEmpty() ? words(List.of(haveGpu() ? GPU : CPU)) + noGpu() : words(named);
  }

  private String words(List<Device> devices) {
    return devices.stream()
        .map(
            device ->
                device + " (" + descriptions.getOrDefault(device, descriptions.get(CPU)) + ")")
        .collect(Collectors.joining(", "));
  }

  /** For those who expect one: what is missing is in TensorFlow's log only. */
  private String noGpu() {
    return looksForGpus() && !haveGpu()
        ? "; no GPU was found: TF_CPP_MIN_LOG_LEVEL=0 lets TensorFlow say why"
        : "";
  }

  private static boolean looksForGpus() {
    return FoundDevices.class.getClassLoader().getResource(GPU_LIBRARY) != null;
  }

  /**
   * Listens to what TensorFlow logs of the physical devices when a session opens that logs
   * placement: its C interface tells the names of graphics processors nowhere else.
   */
  static final class DeviceMapping extends Listener_String {
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
}
