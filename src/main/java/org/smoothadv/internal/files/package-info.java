/**
 * Files as the operating system has them: parts of long ones without reading the rest, entries of
 * zip archives, replacement as a whole, locks between processes.
 */
package org.smoothadv.internal.files;
