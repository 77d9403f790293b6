/**
 * Pictures in files: decoded, cropped and resized to the pixels that a network sees, or found
 * corrupt.
 */
package org.smoothadv.internal.dataset.image;
