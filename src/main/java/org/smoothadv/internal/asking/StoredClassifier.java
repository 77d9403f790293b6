package org.smoothadv.internal.asking;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.smoothadv.export.ExportedModel;
import org.smoothadv.internal.adopt.AdoptedModel;
import org.smoothadv.run.CheckpointFile;
import org.smoothadv.run.RunFolder;
import org.smoothadv.smoothing.TrainedClassifier;

/**
 * A trained classifier on disk.
 *
 * @param kind what is there
 * @param path a folder, or a checkpoint
 */
public record StoredClassifier(Kind kind, Path path) {
  /** How the name of a checkpoint ends. */
  private static final String CHECKPOINT = ".safetensors";

  private static final String LATEST = "checkpoints/latest" + CHECKPOINT;

  /** What a classifier is kept in. */
  public enum Kind {
    /** The folder of a run. */
    RUN,
    /** A checkpoint of a run. */
    CHECKPOINT,
    /** A SavedModel that {@code export} made. */
    EXPORT,
    /** What {@code adopt} made. */
    ADOPTED
  }

  /** A classifier packed into one file, which travels. */
  public record Packed(Kind kind, String file, String digest) implements Serializable {
    /**
     * Unpacks it into a folder, which must be empty.
     *
     * @param zip the file
     */
    public TrainedClassifier open(Path zip, Path folder) throws IOException {
      try (ZipFile entries = new ZipFile(zip.toFile())) {
        for (Enumeration<? extends ZipEntry> all = entries.entries(); all.hasMoreElements(); ) {
          ZipEntry entry = all.nextElement();
          Path target = folder.resolve(entry.getName());
          Files.createDirectories(target.getParent());
          try (InputStream in = entries.getInputStream(entry)) {
            Files.copy(in, target);
          }
        }
      }
      TrainedClassifier classifier =
          new StoredClassifier(kind, kind == Kind.CHECKPOINT ? folder.resolve(LATEST) : folder)
              .open();
      if (!classifier.description().digest().equals(digest)) {
        throw new IOException(
            "the classifier was replaced while it was sent: start again, when its training is done");
      }
      return classifier;
    }
  }

  /** The classifier of a run. */
  public static StoredClassifier ofRun(Path folder) {
    return new StoredClassifier(Kind.RUN, folder);
  }

  /** A classifier outside of runs: an export, an adopted model or a checkpoint. */
  public static StoredClassifier ofModel(Path path) {
    if (AdoptedModel.isOne(path)) {
      return new StoredClassifier(Kind.ADOPTED, path);
    }
    return new StoredClassifier(
        path.toString().endsWith(CHECKPOINT) ? Kind.CHECKPOINT : Kind.EXPORT, path);
  }

  /**
   * Opens it.
   *
   * @throws org.smoothadv.input.InvalidInputException if it is missing or damaged
   */
  public TrainedClassifier open() throws IOException {
    return switch (kind) {
      case RUN -> RunFolder.open(path).classifier();
      case CHECKPOINT -> new CheckpointFile(path).classifier();
      case EXPORT -> ExportedModel.open(path).classifier();
      case ADOPTED -> AdoptedModel.open(path);
    };
  }

  /**
   * Writes all that is needed of it into one file.
   *
   * @param zip is made
   * @param digest of the classifier, which it must have where it is unpacked
   */
  public Packed pack(Path zip, String digest) throws IOException {
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file)) {
      out.setLevel(Deflater.NO_COMPRESSION); // Weights are noise.
      switch (kind) {
        case RUN -> add(out, path.resolve(LATEST), LATEST);
        case CHECKPOINT -> add(out, path, LATEST);
        case EXPORT -> {
          Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
          for (String name : List.of("saved_model.pb", "assets.extra/smoothadv.json")) {
            add(out, folder.resolve(name), name);
          }
        }
        case ADOPTED -> {
          for (String name : AdoptedModel.FILES) {
            add(out, path.resolve(name), name);
          }
        }
      }
    }
    return new Packed(
        kind == Kind.RUN ? Kind.CHECKPOINT : kind, zip.getFileName().toString(), digest);
  }

  private static void add(ZipOutputStream out, Path file, String name) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    Files.copy(file, out);
    out.closeEntry();
  }
}
