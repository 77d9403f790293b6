package org.smoothadv.results.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Which files may be read: all, or only those that really lie in one folder, so that links which
 * lead out of it bring nothing in. What was left out is remembered.
 */
public final class Reach {
  private final Optional<Path> folder;
  private final Optional<Path> root;
  private final Set<Path> leftOut = new ConcurrentSkipListSet<>();

  private Reach(Optional<Path> folder, Optional<Path> root) {
    this.folder = folder;
    this.root = root;
  }

  /** All files. */
  public static Reach everywhere() {
    return new Reach(Optional.empty(), Optional.empty());
  }

  /**
   * The files in a folder and below it.
   *
   * @param folder may be a link itself
   * @throws IOException if there is no such folder
   */
  public static Reach within(Path folder) throws IOException {
    return new Reach(Optional.of(folder), Optional.of(folder.toRealPath()));
  }

  /**
   * Whether a file or folder may be read, which is asked just before it is read.
   *
   * @throws IOException if it is not there
   */
  public boolean covers(Path path) throws IOException {
    if (root.isEmpty() || path.toRealPath().startsWith(root.get())) {
      return true;
    }
    // What lies above the folder was not asked for.
    if (path.toAbsolutePath().normalize().startsWith(folder.get().toAbsolutePath().normalize())) {
      leftOut.add(path);
    }
    return false;
  }

  /**
   * Whether there is a file of this name that may be read.
   *
   * @throws IOException if that cannot be found out
   */
  public boolean hasFile(Path file) throws IOException {
    return Files.isRegularFile(file) && covers(file);
  }

  /** That links were not followed; one notice, or none. */
  public List<String> notices() {
    if (leftOut.isEmpty()) {
      return List.of();
    }
    int others = leftOut.size() - 1;
    return List.of(
        "%s leads out of %s; it%s left out"
            .formatted(
                leftOut.iterator().next(),
                folder.get(),
                others == 0 ? " is" : " and %d more are".formatted(others)));
  }
}
