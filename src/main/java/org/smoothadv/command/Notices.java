package org.smoothadv.command;

import java.util.List;

/** What a user should know besides the result: one line each on standard error. */
final class Notices {
  private Notices() {}

  static void print(List<String> notices) {
    notices.forEach(notice -> System.err.println("smoothadv: " + notice));
  }
}
