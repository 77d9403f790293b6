/** What tests of several rooms share. */
package org.smoothadv.support;
