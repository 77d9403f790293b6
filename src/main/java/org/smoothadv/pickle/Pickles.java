package org.smoothadv.pickle;

import java.io.IOException;
import java.nio.file.Path;
import org.smoothadv.input.ForeignFile;
import org.smoothadv.input.InvalidInputException;

/** Pickle files of plain values and NumPy arrays, such as those in which datasets are published. */
public final class Pickles {
  private static final long SMALL = 1 << 20;

  private Pickles() {}

  /**
   * Reads the pickle in a file. Nothing in it is run; see {@link Unpickler} for what values come
   * as. Arrays are {@link NdArray}s whose elements stay in the file, which is mapped into memory,
   * unless it was written in one of the text protocols.
   *
   * @throws InvalidInputException if there is no such file, it is no pickle, is damaged or cut
   *     short, or holds anything else than numbers, texts, containers and arrays; the message names
   *     the file, the byte offset and the opcode
   * @throws IOException if a good file cannot be read
   */
  public static Object read(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      ForeignFile.describe(bytes.slice(0, (int) Math.min(ForeignFile.START_BYTES, bytes.size())))
          .ifPresent(
              kind -> {
                throw new InvalidInputException(file + ": not a pickle, but " + kind);
              });
      PickleInput input = new PickleInput(bytes, file.toString());
      return new Unpickler(numpy(input), PersistentIds.none()).read(input);
    }
  }

  /** The names of NumPy's pickles, for reading one pickle from this input. */
  static GlobalTable numpy(PickleInput input) {
    return NumpyGlobals.table(allowance(input));
  }

  /**
   * The names of NumPy's pickles, for reading one pickle from this input, of which only parts are
   * of interest: what cannot be read becomes {@link Opaque}.
   */
  public static GlobalTable passingOverOthers(PickleInput input) {
    return NumpyGlobals.wide(allowance(input));
  }

  private static Allowance allowance(PickleInput input) {
    return new Allowance(2 * input.size() + SMALL);
  }
}
