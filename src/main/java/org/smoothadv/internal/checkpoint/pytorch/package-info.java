/**
 * Files that PyTorch's {@code torch.save} writes, in the older format and in that of zip archives:
 * which tensors are in them, and their values as float32.
 */
package org.smoothadv.internal.checkpoint.pytorch;
