package org.smoothadv.internal.numpy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Writes a zip file of arrays by name, not compressed, as {@code numpy.savez} does: so that it can
 * be mapped into memory.
 */
public final class NpzWriter {
  /** The first day of zip files: equal arrays make equal files. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipArchiveOutputStream zip;

  /** Writes to a channel that is empty; it is left open. */
  public NpzWriter(FileChannel channel) {
    zip = new ZipArchiveOutputStream(channel);
  }

  /** Adds an array. */
  public void add(String name, NdArray array) throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name + ".npy");
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(NO_TIME);
    zip.putArchiveEntry(entry);
    Npy.write(zip, array);
    zip.closeArchiveEntry();
  }

  /** Writes what comes behind the last array. */
  public void finish() throws IOException {
    zip.finish();
    zip.flush();
  }
}
