package org.smoothadv.internal.pickle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smoothadv.input.Quoted;

/**
 * The names that a pickle may refer to, and what they stand for: a {@link Constructor}, or a value
 * that is passed to one. Immutable.
 */
public final class GlobalTable {
  /** A function that pickles may call. It only puts values together. */
  @FunctionalInterface
  public interface Constructor {
    /**
     * Builds an object.
     *
     * @throws IllegalArgumentException if the arguments are not as expected; the message becomes
     *     part of the error that the user reads
     */
    Object construct(List<?> arguments);
  }

  /** An object whose state comes after it (opcode BUILD), as that of NumPy's arrays does. */
  public interface Buildable {
    /**
     * Returns the object with this state, which takes this one's place.
     *
     * @throws IllegalArgumentException if the state is not as expected
     */
    Object build(Object state);
  }

  /**
   * Modules that no honest file refers to, for they run programs and code, or reach for files and
   * the network. Nothing of them would be run; who names them should not be trusted with the rest.
   */
  private static final Set<String> MALICIOUS_MODULES =
      Set.of(
          ("os posix nt subprocess commands popen2 pty sys importlib imp runpy code codeop pdb bdb"
                  + " timeit cProfile profile trace shutil tempfile ctypes cffi _ctypes socket ssl"
                  + " webbrowser http httplib urllib urllib2 requests ftplib smtplib telnetlib"
                  + " xmlrpc asyncio multiprocessing threading _thread pickle cPickle _pickle"
                  + " dill cloudpickle joblib shelve marshal pip setuptools distutils ensurepip"
                  + " venv pydoc doctest")
              .split(" "));

  /** The same for functions of Python itself, PyTorch and NumPy. */
  private static final Set<String> MALICIOUS_FUNCTIONS =
      Set.of(
          ("eval exec execfile compile open file __import__ setattr delattr apply input"
                  + " breakpoint system popen Popen runstring load loads _load_from_bytes fromfile"
                  + " import_module")
              .split(" "));

  private static final Set<String> LIBRARIES =
      Set.of("builtins", "__builtin__", "torch", "numpy", "pandas");

  private final Map<String, Object> values;
  private final boolean passesOver;

  private GlobalTable(Map<String, Object> values, boolean passesOver) {
    this.values = Map.copyOf(values);
    this.passesOver = passesOver;
  }

  /** Allows these names, written {@code module.name}. */
  public static GlobalTable of(Map<String, ?> values) {
    return new GlobalTable(new HashMap<>(values), false);
  }

  /** Allows the names of both tables; where both have one, the other's meaning is taken. */
  public GlobalTable and(GlobalTable other) {
    Map<String, Object> all = new HashMap<>(values);
    all.putAll(other.values);
    return new GlobalTable(all, passesOver || other.passesOver);
  }

  /**
   * The same table, with an {@link Opaque} for every name that is not in it, but for those that
   * only malicious files have.
   */
  public GlobalTable passingOverOthers() {
    return new GlobalTable(values, true);
  }

  /**
   * Looks a name up.
   *
   * @throws IllegalArgumentException if it is not allowed
   */
  Object get(String module, String name) {
    Object value = values.get(module + "." + name);
    if (value != null) {
      return value;
    }
    if (!passesOver || isMalicious(module, name)) {
      throw refused(module, name);
    }
    return new Opaque(module + "." + name);
  }

  private static boolean isMalicious(String module, String name) {
    int dot = module.indexOf('.');
    String library = dot < 0 ? module : module.substring(0, dot);
    String function = name.substring(name.lastIndexOf('.') + 1);
    return MALICIOUS_MODULES.contains(library)
        || (LIBRARIES.contains(library) && MALICIOUS_FUNCTIONS.contains(function));
  }

  private static IllegalArgumentException refused(String module, String name) {
    return new IllegalArgumentException(
        Quoted.of(module + "." + name)
            + " is not allowed: only numbers, texts, containers, arrays and tensors are read");
  }
}
