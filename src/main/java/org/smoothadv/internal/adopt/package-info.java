/** Networks that other programs made, as classifiers to certify and attack. */
package org.smoothadv.internal.adopt;
