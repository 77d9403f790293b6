package org.smoothadv.checkpoint.pytorch;

/**
 * A sequence of elements in a file, which tensors are views of.
 *
 * @param type of the elements
 * @param key the name of the sequence in the file
 * @param stored how many elements the file has under that name
 * @param begin the first that belongs to this storage
 * @param count how many belong to this storage
 */
record TorchStorage(ElementType type, String key, long stored, long begin, long count) {
  /**
   * Checks that the storage lies in the sequence.
   *
   * @throws IllegalArgumentException if it does not
   */
  TorchStorage {
    if (stored < 0 || begin < 0 || count < 0 || count > stored - begin) {
      throw new IllegalArgumentException(
          "a storage of %d elements from %d on in a sequence of %d"
              .formatted(count, begin, stored));
    }
    if (stored > Long.MAX_VALUE / Double.BYTES) {
      throw new IllegalArgumentException("a storage of %d elements".formatted(stored));
    }
  }
}
