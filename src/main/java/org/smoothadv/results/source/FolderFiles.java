package org.smoothadv.results.source;

import java.io.IOException;
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
import java.util.regex.Pattern;
import org.smoothadv.input.IoFailure;

/**
 * The files of a folder and of all folders below it, in the natural order of their paths. Hidden
 * files and folders are left out; links are followed.
 *
 * @param files the files
 * @param unreadable what could not be looked into, one text each, with the reason
 */
public record FolderFiles(List<Path> files, List<String> unreadable) {
  /** But not the folder itself, nor the one above it. */
  private static final Pattern HIDDEN = Pattern.compile("\\.[^.].*|\\.\\..+");

  /** Keeps unmodifiable copies. */
  public FolderFiles {
    files = List.copyOf(files);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Lists a folder.
   *
   * @throws IOException if reading fails in another way than that a part must not be read
   */
  public static FolderFiles below(Path folder) throws IOException {
    return below(folder, Reach.everywhere());
  }

  /**
   * Lists what may be read of a folder.
   *
   * @throws IOException as {@link #below(Path)} does
   */
  public static FolderFiles below(Path folder, Reach reach) throws IOException {
    Visitor visitor = new Visitor(folder, reach);
    Files.walkFileTree(
        folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
    visitor.files.sort(
        Comparator.comparing(file -> folder.relativize(file).toString(), new NaturalOrder()));
    return new FolderFiles(visitor.files, visitor.unreadable);
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
}
