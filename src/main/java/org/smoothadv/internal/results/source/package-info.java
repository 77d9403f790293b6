/**
 * Where logs lie and what is known about them: found in files and folders, described by the JSON
 * files beside them or by the published layout of their paths.
 */
package org.smoothadv.internal.results.source;
