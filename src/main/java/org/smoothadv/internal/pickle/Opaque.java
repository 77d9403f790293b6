package org.smoothadv.internal.pickle;

/**
 * What stands for an object, a class or a function that is not read: its name, nothing else. It
 * takes arguments, items and state as Python's would and drops them. Two are never equal.
 */
public final class Opaque {
  private final String className;

  /** Stands for something of this name. */
  public Opaque(String className) {
    this.className = className;
  }

  /** The name in the pickle, such as {@code pathlib.PosixPath}. */
  public String className() {
    return className;
  }

  @Override
  public String toString() {
    return "object of class " + className;
  }
}
