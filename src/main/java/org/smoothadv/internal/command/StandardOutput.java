package org.smoothadv.internal.command;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.smoothadv.input.IoFailure;

/**
 * The program's standard output. Java's own forgets why it could not be written, and nobody hears
 * that results are lost.
 */
public final class StandardOutput extends PrintStream {
  private final Remembering stream;

  private StandardOutput(Remembering stream, Charset charset) {
    super(stream, true, charset);
    this.stream = stream;
  }

  /** Takes the place of {@link System#out}. */
  public static void install() {
    var file = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(new StandardOutput(new Remembering(file), charset()));
  }

  /** As Java chooses it. */
  private static Charset charset() {
    String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return name == null || !Charset.isSupported(name)
        ? Charset.defaultCharset()
        : Charset.forName(name);
  }

  /**
   * Makes sure that everything that was printed is written.
   *
   * @throws ReaderGoneException if whoever read it has had enough
   * @throws IOException if it is not written, with the reason where it is known
   */
  static void requireWritten() throws IOException {
    if (!System.out.checkError()) {
      return;
    }
    String message = "standard output cannot be written";
    IOException failure = System.out instanceof StandardOutput own ? own.stream.failure : null;
    if (failure == null) {
      throw new IOException(message);
    }
    String reason = IoFailure.reason(failure);
    throw reason.toLowerCase(Locale.ROOT).contains("pipe")
        ? new ReaderGoneException(reason)
        : new IOException(message + ": " + reason, failure);
  }

  /** The reader is content, as {@code head} is after some lines; the exit status alone tells. */
  static final class ReaderGoneException extends IOException {
    private static final long serialVersionUID = 1;

    private ReaderGoneException(String reason) {
      super(reason);
    }
  }

  private static final class Remembering extends FilterOutputStream {
    private volatile IOException failure;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
      try {
        out.write(bytes, start, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
