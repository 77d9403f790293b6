/**
 * The {@code study} command: the sections of a study's file as models, logs, tables and figures.
 */
package org.smoothadv.command.study;
