package org.smoothadv.network;

/** This machine computes something else than what a network's layers are. */
public final class WrongArithmeticException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongArithmeticException(String message) {
    super(message);
  }
}
