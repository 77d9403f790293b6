package org.smoothadv.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.checkpoint.NamedTensors;
import org.smoothadv.checkpoint.SafeTensors;
import org.smoothadv.fuzz.Target.Sample;
import org.smoothadv.internal.checkpoint.pytorch.PyTorchCheckpoint;
import org.smoothadv.internal.checkpoint.pytorch.StoredTensor;
import org.smoothadv.internal.checkpoint.pytorch.TorchWriter;
import org.smoothadv.internal.numpy.NdArray;
import org.smoothadv.internal.numpy.Npy;
import org.smoothadv.internal.numpy.NpzFile;
import org.smoothadv.internal.pickle.PickleWriter;
import org.smoothadv.support.NumpyArrays;

/** Files of tensors and arrays. */
final class Tensors {
  private static final String OPTIMIZER =
      new String(
          new PickleWriter()
              .raw("}")
              .text("state")
              .raw("}K\0}")
              .text("momentum_buffer")
              .raw("Nsss")
              .text("param_groups")
              .raw("]}")
              .text("params")
              .raw("]K\0asas")
              .toByteArray(),
          StandardCharsets.ISO_8859_1);

  private Tensors() {}

  private static Map<String, FloatTensor> network() {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    tensors.put("module.conv1.weight", FloatTensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    tensors.put("module.layer1.0.conv1.weight", FloatTensor.of(new float[] {5, 6}, 2));
    tensors.put("means", FloatTensor.of(new float[] {0.5f, 0.5f, 0.5f}, 3));
    return tensors;
  }

  static List<Sample> ofPyTorch() {
    byte[] archive = new TorchWriter().addAll(network()).archive("cifar_resnet8");
    byte[] legacy = new TorchWriter().addAll(network()).legacy("cifar_resnet8");
    byte[] fields =
        new TorchWriter().addAll(network()).archiveOf("state_dict", "optimizer", OPTIMIZER);
    TorchWriter writer = new TorchWriter().addAll(network());
    byte[] pickle = object(writer.opcodes());
    return List.of(
        new Sample("a.pth", archive, Tensors::readPyTorch),
        new Sample("a.pth", legacy, Tensors::readPyTorch),
        new Sample("a.pth", fields, Tensors::readPyTorch),
        new Sample(
            "a.pth",
            pickle,
            damaged -> TorchWriter.zipped(writer.entries(damaged), ZipEntry.STORED),
            Tensors::readPyTorch),
        new Sample(
            "a.pth",
            pickle,
            damaged -> TorchWriter.zipped(writer.entries(damaged), ZipEntry.DEFLATED),
            Tensors::readPyTorch));
  }

  private static byte[] object(String stateDict) {
    return new PickleWriter()
        .protocol(2)
        .raw("}")
        .text("state_dict")
        .raw(stateDict + "s")
        .text("optimizer")
        .raw(OPTIMIZER + "s")
        .stop();
  }

  private static void readPyTorch(Path file) throws IOException {
    try (PyTorchCheckpoint checkpoint = PyTorchCheckpoint.open(file, "")) {
      List<StoredTensor> tensors = new ArrayList<>(checkpoint.tensors().values());
      tensors.addAll(checkpoint.outside().values());
      tensors.addAll(checkpoint.normalization().byName().values());
      tensors.addAll(checkpoint.momentum());
      for (StoredTensor tensor : tensors) {
        tensor.read();
      }
      checkpoint.architecture();
      checkpoint.epochsDone();
      checkpoint.whatIsRead();
    }
  }

  static List<Sample> safeTensors() throws IOException {
    Path file = Files.createTempFile("fuzz", ".safetensors");
    try {
      SafeTensors.write(file, new NamedTensors(network(), Map.of("epochs_done", "3")));
      byte[] whole = Files.readAllBytes(file);
      int header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
      String json = new String(whole, Long.BYTES, header, StandardCharsets.UTF_8);
      byte[] unsigned =
          json.replaceFirst("\"smoothadv.sha256\":\"\\w+\",", "").getBytes(StandardCharsets.UTF_8);
      UnaryOperator<byte[]> wrapping =
          damaged -> joined(lengthOf(damaged), damaged, new byte[whole.length - 8 - header]);
      return List.of(
          new Sample("a.safetensors", whole, SafeTensors::read),
          new Sample("a.safetensors", unsigned, wrapping, SafeTensors::read),
          new Sample("a.safetensors", unsigned, wrapping, Tensors::readPyTorch));
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] lengthOf(byte[] header) {
    return ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static List<Sample> numpy() throws IOException {
    NdArray longs = NumpyArrays.longs(List.of(2, 3), 1, 2, 3, 4, 5, 6);
    byte[] npy = NumpyArrays.npy(longs);
    Map<String, NdArray> arrays =
        Map.of("data", longs, "labels", NumpyArrays.floats(List.of(2), 1, 2));
    Path file = Files.createTempFile("fuzz", ".npz");
    try {
      byte[] stored = Files.readAllBytes(NumpyArrays.savez(file, arrays));
      byte[] deflated = Files.readAllBytes(NumpyArrays.savezCompressed(file, arrays));
      return List.of(
          new Sample("a.npy", npy, in -> Npy.read(in).toLongs()),
          new Sample("a.npz", stored, Tensors::readNpz),
          new Sample("a.npz", deflated, Tensors::readNpz),
          new Sample("a.npz", npy, Tensors::zipped, Tensors::readNpz));
    } finally {
      Files.delete(file);
    }
  }

  private static byte[] zipped(byte[] npy) {
    return TorchWriter.zipped(Map.of("data.npy", npy), ZipEntry.DEFLATED);
  }

  private static void readNpz(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file)) {
      for (String name : npz.names()) {
        npz.array(name).inCOrder();
      }
    }
  }
}
