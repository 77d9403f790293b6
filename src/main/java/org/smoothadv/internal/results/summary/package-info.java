/**
 * What a log says: certified accuracy at a radius, abstention rate, accuracy under attack; and what
 * several logs say together: the best of them at each radius.
 */
package org.smoothadv.internal.results.summary;
