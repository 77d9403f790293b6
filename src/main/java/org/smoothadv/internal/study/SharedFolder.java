package org.smoothadv.internal.study;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.smoothadv.device.Machine;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.asking.Cluster;

/** The folder of a study on storage that all machines of a cluster share. */
final class SharedFolder {
  private static final String REMEDY =
      "a study on a cluster needs a folder that all its machines have at the same place, to write to";

  private SharedFolder() {}

  /** Looks for a file of the driver's, and writes one beside it. */
  private record Look(String token) implements Cluster.Work {
    @Override
    public void run(Machine machine) throws IOException {
      Path seen = Path.of(token);
      requireSeen(seen, seen.getParent());
      Path own = seen.resolveSibling(seen.getFileName() + "-" + UUID.randomUUID());
      try {
        Files.createFile(own);
        Files.delete(own);
      } catch (FileSystemException e) {
        throw new InvalidSettingException(
                "run",
                "{run} %s cannot be written by the executor at %s (%s): " + REMEDY,
                seen.getParent(),
                host(),
                IoFailure.describe(e))
            .because(e);
      }
    }
  }

  /**
   * Checks that all processes of a cluster see a folder and may write to it.
   *
   * @throws InvalidSettingException if one of them does not
   */
  static void require(Path folder, Cluster cluster) throws IOException {
    Path token = folder.toAbsolutePath().resolve(".study." + UUID.randomUUID());
    Files.createFile(token);
    try {
      cluster.runEverywhere(new Look(token.toString()));
    } finally {
      Files.deleteIfExists(token);
    }
  }

  /**
   * Checks that this process of a cluster sees what its driver has made.
   *
   * @param folder of which it is a sign that it is shared
   * @throws InvalidSettingException if it does not
   */
  static void requireSeen(Path made, Path folder) throws IOException {
    if (!Files.exists(made)) {
      throw new InvalidSettingException(
          "run", "{run} %s is not seen by the executor at %s: " + REMEDY, folder, host());
    }
  }

  /** The name of this machine. */
  static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }
}
