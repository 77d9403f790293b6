package org.smoothadv.internal.results.source;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.smoothadv.input.IoFailure;

/**
 * Which files may be read: all, or only those that really lie in one folder, so that links which
 * lead out of it bring nothing in. What was left out is remembered.
 */
public final class Reach {
  /** A file or folder: but not the folder itself, nor the one above it. */
  private static final Pattern HIDDEN = Pattern.compile("\\.[^.].*|\\.\\..+");

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

  /**
   * Lists what may be read of a folder.
   *
   * @throws IOException if reading fails in another way than that a part must not be read
   */
  public FolderFiles filesBelow(Path below) throws IOException {
    Visitor visitor = new Visitor(below, this);
    Files.walkFileTree(below, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    visitor.files.sort(
        Comparator.comparing(file -> below.relativize(file).toString(), new NaturalOrder()));
    return new FolderFiles(visitor.files, visitor.unreadable);
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

  /**
   * The files of a folder and of all folders below it, in the natural order of their paths. Hidden
   * files and folders are left out; links are followed.
   *
   * @param files the files
   * @param unreadable what could not be looked into, one text each, with the reason
   */
  public record FolderFiles(List<Path> files, List<String> unreadable) {
    /** Keeps unmodifiable copies. */
    public FolderFiles {
      files = List.copyOf(files);
      unreadable = List.copyOf(unreadable);
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Reach reach;
    private final List<Path> files = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    Visitor(Path folder, Reach reach) {
      this.folder = folder;
      this.reach = reach;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path inner, BasicFileAttributes attributes)
        throws IOException {
      return inner.equals(folder) || (!isHidden(inner) && reach.covers(inner))
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && !isHidden(file) && reach.covers(file)) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      // A link in a circle leads to what is listed anyway.
      if (!(failure instanceof FileSystemLoopException)) {
        unreadable.add(IoFailure.describe(failure));
      }
      return FileVisitResult.CONTINUE;
    }

    private static boolean isHidden(Path path) {
      Path name = path.getFileName();
      return name != null && HIDDEN.matcher(name.toString()).matches();
    }
  }

  /**
   * Orders names as people do: {@code eps_64} comes before {@code eps_127}, and {@code sigma0.25}
   * before {@code sigma0.5}.
   */
  private static final class NaturalOrder implements Comparator<String> {
    private static final Pattern PART = Pattern.compile("\\d+(?:\\.\\d+)?|\\D+");

    @Override
    public int compare(String left, String right) {
      String[] lefts = parts(left);
      String[] rights = parts(right);
      for (int i = 0; i < Math.min(lefts.length, rights.length); i++) {
        int order = compareParts(lefts[i], rights[i]);
        if (order != 0) {
          return order;
        }
      }
      int order = Integer.compare(lefts.length, rights.length);
      return order != 0 ? order : left.compareTo(right);
    }

    private static String[] parts(String name) {
      return PART.matcher(name).results().map(MatchResult::group).toArray(String[]::new);
    }

    private static int compareParts(String left, String right) {
      if (isNumber(left) && isNumber(right)) {
        return new BigDecimal(left).compareTo(new BigDecimal(right));
      }
      return left.compareTo(right);
    }

    private static boolean isNumber(String part) {
      char first = part.charAt(0);
      return first >= '0' && first <= '9';
    }
  }
}
