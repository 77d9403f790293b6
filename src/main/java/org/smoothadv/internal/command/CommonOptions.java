package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;

/**
 * The options that every command has. They are looked for among the words of the command line, so
 * that they count also where other words are wrong; declared here, they are listed with the others.
 */
final class CommonOptions {
  static final String HELP = "--help";
  static final String DEBUG = "--debug";

  @Parameter(names = HELP, description = "describe the options", order = 100)
  boolean help;

  @Parameter(
      names = DEBUG,
      description = "print a stack trace when something goes wrong",
      order = 101)
  boolean debug;
}
