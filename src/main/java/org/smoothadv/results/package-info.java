/**
 * From certification and attack logs to the paper's numbers: logs are written and read here, found
 * in folders, and summarised as certified accuracy, envelopes, tables and figures. Nothing here
 * needs TensorFlow.
 */
package org.smoothadv.results;
