package org.smoothadv.internal.checkpoint.pytorch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smoothadv.checkpoint.ElementType;
import org.smoothadv.internal.pickle.GlobalTable;
import org.smoothadv.internal.pickle.GlobalTable.Constructor;
import org.smoothadv.internal.pickle.Opaque;

/** The names in pickles of PyTorch's tensors. */
final class TorchGlobals {
  private static final Constructor OF_TYPE = TorchGlobals::ofType;

  /** PyTorch has 64 at most. */
  private static final int MAX_DIMENSIONS = 64;

  /** Keys are numbers. */
  private static final int MAX_KEY_LENGTH = 256;

  private TorchGlobals() {}

  static GlobalTable table() {
    Map<String, Object> table = new HashMap<>();
    for (ElementType type : ElementType.values()) {
      type.storageClass()
          .ifPresent(
              name -> {
                table.put("torch." + name, type);
                table.put("torch.cuda." + name, type);
              });
    }
    table.put("torch._utils._rebuild_tensor", (Constructor) TorchGlobals::tensor);
    table.put("torch._utils._rebuild_tensor_v2", (Constructor) TorchGlobals::tensor);
    table.put("torch._utils._rebuild_parameter", (Constructor) TorchGlobals::parameter);
    table.put("torch._utils._rebuild_parameter_with_state", (Constructor) TorchGlobals::parameter);
    table.put("torch._tensor._rebuild_from_type_v2", OF_TYPE);
    table.put("torch.Size", (Constructor) TorchGlobals::size);
    table.put("torch.device", (Constructor) arguments -> arguments);
    return GlobalTable.of(table);
  }

  /** Arguments: storage, offset, size, stride, then what only training needs. */
  private static TorchTensor tensor(List<?> arguments) {
    if (arguments.size() >= 4
        && arguments.size() <= 7
        && arguments.get(0) instanceof TorchTensor.Storage storage
        && arguments.get(1) instanceof Long offset) {
      return new TorchTensor(storage, offset, numbers(arguments.get(2)), numbers(arguments.get(3)));
    }
    throw unexpected("a tensor");
  }

  /** Arguments: the tensor, then what only training needs. */
  private static TorchTensor parameter(List<?> arguments) {
    if (!arguments.isEmpty() && arguments.get(0) instanceof TorchTensor tensor) {
      return tensor;
    }
    throw unexpected("a parameter");
  }

  /** Arguments: what builds the tensor, the subclass it becomes, what is passed, attributes. */
  private static Object ofType(List<?> arguments) {
    if (arguments.size() == 4
        && arguments.get(0) instanceof Constructor constructor
        && constructor != OF_TYPE // whose arguments may hold themselves
        && arguments.get(2) instanceof List<?> passed) {
      return constructor.construct(passed);
    }
    throw unexpected("a tensor");
  }

  private static List<Long> size(List<?> arguments) {
    if (arguments.size() == 1) {
      return numbers(arguments.get(0));
    }
    throw unexpected("a size");
  }

  private static List<Long> numbers(Object value) {
    List<Long> numbers = new ArrayList<>();
    if (!(value instanceof List<?> list) || list.size() > MAX_DIMENSIONS) {
      throw unexpected("a size");
    }
    for (Object element : list) {
      if (!(element instanceof Long number)) {
        throw unexpected("a size");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /**
   * What a persistent id stands for: {@code ('storage', class, key, device, element count)}, in the
   * older format followed by None or {@code (key, offset, element count)} of a part.
   *
   * @return a {@link TorchTensor.Storage}, or an {@link Opaque} where its elements are of another
   *     type
   */
  static Object storage(Object id) {
    if (id instanceof List<?> fields
        && fields.size() == 5
        && "storage".equals(fields.get(0))
        && fields.get(1) instanceof Opaque type) {
      return type;
    }
    if (id instanceof List<?> fields
        && (fields.size() == 5 || fields.size() == 6)
        && "storage".equals(fields.get(0))
        && fields.get(1) instanceof ElementType type
        && fields.get(2) instanceof String key
        && key.length() <= MAX_KEY_LENGTH
        && fields.get(4) instanceof Long count) {
      Object part = fields.size() == 6 ? fields.get(5) : null;
      if (part == null) {
        return new TorchTensor.Storage(type, key, count, 0, count);
      }
      if (part instanceof List<?> view
          && view.size() == 3
          && view.get(1) instanceof Long begin
          && view.get(2) instanceof Long length) {
        return new TorchTensor.Storage(type, key, count, begin, length);
      }
    }
    throw new IllegalArgumentException("a persistent id is not that of a storage");
  }

  private static IllegalArgumentException unexpected(String what) {
    return new IllegalArgumentException(
        "the arguments of " + what + " are not as PyTorch writes them");
  }
}
