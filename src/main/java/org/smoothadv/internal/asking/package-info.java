/**
 * Images asked about, by threads of this process or elsewhere: the question, the answers as they
 * come.
 */
package org.smoothadv.internal.asking;
