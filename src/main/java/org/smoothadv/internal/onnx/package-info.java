/**
 * Networks in ONNX files: read without running anything, and written as operations of TensorFlow.
 */
package org.smoothadv.internal.onnx;
