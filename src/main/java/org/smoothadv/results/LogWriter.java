package org.smoothadv.results;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.input.IoFailure;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.results.LogReader.Log;

/**
 * Writes a log and the description beside it: header first and then one line per image. Each line
 * reaches the file as it is appended, so a run can be watched, and keeps what it finished when it
 * is stopped. While it is open, no second writer can be opened on the same file; nothing is written
 * or compared before the file's lock is taken. Not for use by several threads at once.
 *
 * @param <R> what one line holds
 */
public final class LogWriter<R extends LogRecord> implements Closeable {
  private LogFormat<R> format;
  private final LogProvenance provenance;
  private final String settings;
  private final Path file;
  private final FileChannel channel;
  private final List<R> begun = new ArrayList<>();
  private final TreeSet<Integer> finished = new TreeSet<>();

  private LogWriter(LogFormat<R> format, LogProvenance provenance, Path file, FileChannel channel) {
    this.format = format;
    this.provenance = provenance;
    this.settings = provenance.settings();
    this.file = file;
    this.channel = channel;
  }

  /**
   * Starts a new log, creating the folders above it.
   *
   * @param provenance how its lines are made
   * @throws InvalidInputException if the file exists already or must not be written
   * @throws IOException if writing fails
   */
  public static <R extends LogRecord> LogWriter<R> create(
      Path file, LogFormat<R> format, LogProvenance provenance) throws IOException {
    return open(file, format, provenance, StandardOpenOption.CREATE_NEW);
  }

  /**
   * Continues a log where it stopped, or starts it if there is none. A last line without its line
   * end is cut off; its image counts as not done.
   *
   * @param provenance how its lines are made
   * @throws InvalidInputException if the file is not a log with exactly this format's columns, or
   *     is corrupt, or must not be written, or was made in another way
   * @throws IOException if reading or writing fails
   */
  public static <R extends LogRecord> LogWriter<R> resume(
      Path file, LogFormat<R> format, LogProvenance provenance) throws IOException {
    return open(file, format, provenance, StandardOpenOption.CREATE);
  }

  /**
   * Writes a whole log: it is there with all its lines, or not at all.
   *
   * @param provenance how its lines were made
   * @throws InvalidInputException if the file exists already or must not be written
   * @throws IOException if writing fails
   */
  public static <R extends LogRecord> void write(
      Path file, LogFormat<R> format, LogProvenance provenance, List<R> records)
      throws IOException {
    if (Files.exists(file)) {
      throw new InvalidInputException(file + " exists already: name another file");
    }
    String settings = provenance.settings();
    StringBuilder text = new StringBuilder(format.header()).append('\n');
    records.forEach(record -> text.append(format.print(record, settings)).append('\n'));
    provenance.write(file);
    OutputFile.write(file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The lines that the log had when it was opened. */
  public List<R> begun() {
    return Collections.unmodifiableList(begun);
  }

  /** The images that are in the log, in ascending order: a view that grows with each append. */
  public SortedSet<Integer> finishedIndices() {
    return Collections.unmodifiableSortedSet(finished);
  }

  /**
   * Appends one image's line.
   *
   * @throws IllegalArgumentException if the log has a line for this image already
   * @throws IOException if writing fails
   */
  public void append(R record) throws IOException {
    if (!finished.add(record.index())) {
      throw new IllegalArgumentException("image " + record.index() + " is in the log already");
    }
    writeLine(format.print(record, settings));
  }

  /**
   * Puts the lines into the order of the images, all at once. There is no appending after it.
   *
   * @throws IOException if writing fails
   */
  public void sort() throws IOException {
    channel.position(0);
    List<String> lines = content().lines().toList();
    List<String> sorted = new ArrayList<>(lines.subList(1, lines.size()));
    sorted.sort(Comparator.comparingInt(line -> Integer.parseInt(line.split("\t", 2)[0])));
    sorted.add(0, lines.get(0));
    if (!sorted.equals(lines)) {
      String text = String.join("\n", sorted) + "\n";
      OutputFile.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /**
   * Adds to the log's description what determines no line.
   *
   * @throws InvalidInputException if the description is missing, damaged or edited
   * @throws IOException if it cannot be read or written
   */
  public void describe(String key, String value) throws IOException {
    LogProvenance.add(file, key, value);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static <R extends LogRecord> LogWriter<R> open(
      Path file, LogFormat<R> format, LogProvenance provenance, StandardOpenOption creation)
      throws IOException {
    if (!Files.exists(file)) {
      LogProvenance.requireReplaceable(file); // before there is an empty log
    }
    FileChannel channel = openChannel(file, creation);
    LogWriter<R> writer = new LogWriter<>(format, provenance, file, channel);
    boolean locked = false;
    try {
      writer.requireSoleWriter(file);
      locked = true;
      writer.start(file);
    } catch (IOException | RuntimeException e) {
      if (locked && creation == StandardOpenOption.CREATE_NEW && channel.size() == 0) {
        Files.deleteIfExists(file);
      }
      channel.close();
      throw e;
    }
    return writer;
  }

  private static FileChannel openChannel(Path file, StandardOpenOption creation)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      if (Files.isDirectory(file)) {
        throw new InvalidSettingException("log", "{log} %s is a folder: name a file", file);
      }
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, creation);
    } catch (FileAlreadyExistsException e) {
      throw e.getFile().equals(file.toString())
          ? new InvalidSettingException(
              "resume",
              "%s exists already: add {resume} to continue it, or name another file with {log}",
              file)
          : new InvalidInputException(
              file + " cannot be written: " + e.getFile() + " is not a folder", e);
    } catch (FileSystemException e) {
      throw IoFailure.refusal(e, file + " cannot be written: " + IoFailure.describe(e));
    }
  }

  private void start(Path file) throws IOException {
    String text = content();
    int whole = LogReader.endOfLines(text);
    if (whole > 0) {
      readFinished(file, text.substring(0, whole));
    } else if (format.header().startsWith(text)) {
      provenance.write(file);
    } else {
      throw new InvalidSettingException(
          "log", "%s is not a log that can be continued: name another file with {log}", file);
    }
    channel.truncate(whole);
    channel.position(whole);
    if (whole == 0) {
      writeLine(format.header());
    }
  }

  private void readFinished(Path file, String text) throws IOException {
    Continuation.requireSame(provenance, file);
    String firstLine = text.substring(0, text.indexOf('\n'));
    // A log that was begun with fewer columns goes on with these.
    LogFormat<R> header =
        format
            .headedExactly(firstLine)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        "log",
                        "%s, line 1: a log is continued only when its line is exactly '%s' (tab-separated, ended by LF, without a byte order mark); name another file with {log}",
                        file,
                        format.header().replace('\t', ' ')));
    Log<R> before = LogReader.parse(file, text, header);
    provenance.requireMade(file, before.settings());
    begun.addAll(before.records());
    begun.forEach(record -> finished.add(record.index()));
    format = header;
  }

  private void requireSoleWriter(Path file) throws IOException {
    boolean locked;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    }
    // Whoever created it in vain may have removed it meanwhile.
    if (!locked || !Files.exists(file)) {
      throw new InvalidSettingException(
          "log",
          "%s is being written by another run: wait for it, or name another file with {log}",
          file);
    }
  }

  /** Read through the channel: closing a second handle on the file would give up the lock. */
  private String content() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  private void writeLine(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    long end = channel.position();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      channel.truncate(end); // The images before are kept, and no half line.
      throw new IOException(file + ": " + IoFailure.reason(e), e);
    }
  }
}
