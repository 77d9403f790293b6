/**
 * The command line: one class per command, which parses, validates, calls one service and prints.
 */
package org.smoothadv.internal.command;
