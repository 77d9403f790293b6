/**
 * Image files in class folders: found, ordered as torchvision orders them, and kept in little
 * memory.
 */
package org.smoothadv.dataset.folder;
