/**
 * Images asked about on a cluster of Apache Spark. Compiled with the profile {@code spark} only.
 */
package org.smoothadv.internal.spark;
