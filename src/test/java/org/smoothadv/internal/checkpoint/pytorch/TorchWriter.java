package org.smoothadv.internal.checkpoint.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.smoothadv.checkpoint.FloatTensor;
import org.smoothadv.internal.pickle.PickleWriter;

/** Writes a state_dict as PyTorch does, in either format. */
public final class TorchWriter {
  /**
   * A storage.
   *
   * @param type PyTorch's class, such as {@code torch.FloatStorage}
   * @param elements their bytes
   */
  record Stored(String type, String key, int count, ByteBuffer elements) {}

  /** A tensor as a view of a storage. */
  record View(Stored storage, long offset, List<Long> shape, List<Long> strides) {}

  private final Map<String, View> views = new LinkedHashMap<>();
  private final Map<String, Stored> storages = new LinkedHashMap<>();
  private boolean zip;
  private String part = "";

  /** Adds a tensor. */
  TorchWriter add(String name, View view) {
    views.put(name, view);
    storages.put(view.storage().key(), view.storage());
    return this;
  }

  /** Adds a contiguous tensor of floats with a storage of its own. */
  public TorchWriter add(String name, FloatTensor tensor) {
    Stored stored = floats(Integer.toString(views.size()), tensor.toArray());
    return add(name, new View(stored, 0, tensor.shape(), contiguous(tensor.shape())));
  }

  /** Adds all tensors, in order. */
  public TorchWriter addAll(Map<String, FloatTensor> tensors) {
    tensors.forEach(this::add);
    return this;
  }

  /** Makes persistent ids name a part of a storage, as old versions did: pickle of a tuple. */
  TorchWriter part(PickleWriter tuple) {
    part = new String(tuple.toByteArray(), StandardCharsets.ISO_8859_1);
    return this;
  }

  /** A storage of float32. */
  static Stored floats(String key, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new Stored("torch.FloatStorage", key, values.length, bytes);
  }

  /** The strides of a tensor in C order. */
  static List<Long> contiguous(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    return List.of(strides);
  }

  /** The older format, of the state_dict alone. */
  public byte[] legacy() {
    return legacy(stateDict().stop());
  }

  /** The older format, of the fields {@code arch} and {@code state_dict}. */
  public byte[] legacy(String arch) {
    return legacy(fields(arch));
  }

  /** The older format with this pickle as the object. */
  public byte[] legacy(byte... object) {
    PickleWriter file = new PickleWriter();
    file.protocol(2).raw("\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.");
    file.protocol(2).raw("M\u00e9\3.");
    file.protocol(2).raw("}").text("little_endian").raw("\u0088s.");
    file.raw(latin1(object));
    file.protocol(2).raw("](");
    storages.keySet().forEach(file::text);
    file.raw("e.");
    for (Stored stored : storages.values()) {
      file.i8(stored.count()).raw(latin1(stored.elements().array()));
    }
    return file.toByteArray();
  }

  /** The entries of the newer format, of the state_dict alone. */
  Map<String, byte[]> entries() {
    zip = true;
    return entries(stateDict().stop());
  }

  /** The newer format, of the fields {@code arch} and {@code state_dict}. */
  public byte[] archive(String arch) {
    zip = true;
    return zipped(entries(fields(arch)), ZipEntry.STORED);
  }

  /**
   * The newer format, of the state_dict in this field and of others before it.
   *
   * @param others names and values in turn, these as the opcodes that push them
   */
  public byte[] archiveOf(String field, String... others) {
    zip = true;
    PickleWriter object = new PickleWriter().protocol(2).raw("}");
    for (int i = 0; i < others.length; i += 2) {
      object.text(others[i]).raw(others[i + 1]).raw("s");
    }
    object.text(field).raw(latin1(stateDict().toByteArray()).substring(2)).raw("s");
    return zipped(entries(object.stop()), ZipEntry.STORED);
  }

  /** The opcodes that push this state_dict, for {@link #archiveOf}; its tensors become its own. */
  public String opcodes() {
    zip = true;
    return latin1(stateDict().toByteArray()).substring(2);
  }

  /** The entries of the newer format with this pickle as the object. */
  public Map<String, byte[]> entries(byte... object) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", object);
    entries.put("archive/byteorder", "little".getBytes(StandardCharsets.UTF_8));
    storages.forEach(
        (key, stored) -> entries.put("archive/data/" + key, stored.elements().array()));
    return entries;
  }

  /** A zip archive. */
  public static byte[] zipped(Map<String, byte[]> entries, int method) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        CRC32 crc = new CRC32();
        crc.update(content.getValue());
        entry.setMethod(method);
        entry.setSize(content.getValue().length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(content.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private byte[] fields(String arch) {
    return new PickleWriter()
        .protocol(2)
        .raw("}")
        .text("arch")
        .text(arch)
        .raw("s")
        .text("state_dict")
        .raw(latin1(stateDict().toByteArray()).substring(2))
        .raw("s")
        .stop();
  }

  private PickleWriter stateDict() {
    PickleWriter pickle = new PickleWriter().protocol(2).global("collections", "OrderedDict");
    pickle.raw(")R(");
    views.forEach(
        (name, view) -> {
          pickle.text(name).global("torch._utils", "_rebuild_tensor_v2").mark();
          tensor(pickle, view);
          pickle.raw("\u0089").global("collections", "OrderedDict").raw(")RtR");
        });
    return pickle.raw("u");
  }

  private void tensor(PickleWriter pickle, View view) {
    Stored stored = view.storage();
    int dot = stored.type().lastIndexOf('.');
    pickle.mark().text("storage");
    pickle.global(stored.type().substring(0, dot), stored.type().substring(dot + 1));
    pickle.text(stored.key()).text("cuda:0").whole(stored.count());
    pickle.raw(zip ? "" : part.isEmpty() ? "N" : part).raw("tQ").whole(view.offset());
    pickle.wholes(view.shape().stream().mapToLong(Long::longValue).toArray());
    pickle.wholes(view.strides().stream().mapToLong(Long::longValue).toArray());
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
