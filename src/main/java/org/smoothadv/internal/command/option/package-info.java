/**
 * The options of the command line as objects: declared, read, checked once, and handed on as
 * configurations and parameters. A study's file is read by the same classes.
 */
package org.smoothadv.internal.command.option;
