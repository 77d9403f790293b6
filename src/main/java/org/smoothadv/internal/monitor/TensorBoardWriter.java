package org.smoothadv.internal.monitor;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.smoothadv.internal.monitor.TensorBoardWriter.Metric;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes what TensorBoard shows of one run. Everything is in the file when a method returns, so
 * that TensorBoard can follow a run and a crash loses nothing.
 *
 * <p>The messages are written without TensorFlow's summary operations: no session is needed, nor
 * the native library. Safe for use by several threads.
 */
public final class TensorBoardWriter implements AutoCloseable {
  /**
   * A curve whose last value TensorBoard shows under HPARAMS.
   *
   * @param tag of the curve
   * @param name what the column is called
   * @param description what it is, in a few words
   */
  public record Metric(String tag, String name, String description) {}

  private final EventFile file;

  private TensorBoardWriter(EventFile file) {
    this.file = file;
  }

  /**
   * Starts an event file in the run's folder, which is created if missing.
   *
   * @throws IOException if the file cannot be created or written
   */
  public static TensorBoardWriter open(Path folder) throws IOException {
    return resume(List.of(), folder, 0);
  }

  /**
   * Starts the event file of a run that goes on after an interruption. Curves, pictures and texts
   * of earlier steps are copied from the files that {@link #open} and this method made before, and
   * these are deleted: what describes the run is as it is now.
   *
   * @param earlier folders in which such files may be as well, in the order of age
   * @param step the first step that is run again, not negative
   * @throws IOException if a file cannot be created, read, written or deleted
   */
  public static TensorBoardWriter resume(List<Path> earlier, Path folder, long step)
      throws IOException {
    List<Path> folders = new ArrayList<>(earlier);
    folders.add(folder);
    EarlierEvents before = new EarlierEvents(folders);
    EventFile file = EventFile.create(folder);
    try {
      // A TensorBoard that is open draws the run anew from here.
      file.write(
          Event.newBuilder()
              .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
      before.copyTo(file, step);
      file.publish("");
      before.delete(folder);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    return new TensorBoardWriter(file);
  }

  /**
   * Writes points of curves into a file of their own, which replaces the one of this name that was
   * there before.
   *
   * @param name of what was measured, a part of the file's name
   * @param values by tag
   * @throws IOException if a file cannot be created, written or deleted
   */
  public static void writePoints(Path folder, String name, long step, Map<String, Double> values)
      throws IOException {
    String kind = "." + name;
    List<Path> before = EventFile.in(folder, kind);
    try (EventFile file = EventFile.create(folder)) {
      TensorBoardWriter writer = new TensorBoardWriter(file);
      for (Map.Entry<String, Double> value : values.entrySet()) {
        writer.scalar(value.getKey(), step, value.getValue());
      }
      file.publish(kind);
    }
    for (Path file : before) {
      Files.delete(file);
    }
  }

  /**
   * Adds a point to a curve.
   *
   * @param value rounded to float
   */
  public void scalar(String tag, long step, double value) throws IOException {
    write(step, Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value));
  }

  /** Adds a text, shown as Markdown. */
  public void text(String tag, long step, String markdown) throws IOException {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(
                TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
            .addStringVal(ByteString.copyFromUtf8(markdown))
            .build();
    write(
        step,
        Summary.Value.newBuilder()
            .setTag(tag)
            .setTensor(tensor)
            .setMetadata(metadata("text", ByteString.EMPTY)));
  }

  /** Adds a picture, stored as PNG. */
  public void image(String tag, long step, BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(png)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IllegalArgumentException("PNG does not hold images like " + image);
      }
    }
    write(
        step,
        Summary.Value.newBuilder()
            .setTag(tag)
            .setImage(
                Summary.Image.newBuilder()
                    .setHeight(image.getHeight())
                    .setWidth(image.getWidth())
                    .setColorspace(image.getColorModel().getNumComponents())
                    .setEncodedImageString(ByteString.copyFrom(png.toByteArray()))));
  }

  /** Shows the computation graph of the run. */
  public void graph(GraphDef graph) throws IOException {
    file.write(Event.newBuilder().setGraphDef(graph.toByteString()));
  }

  /**
   * Shows what the run is configured with, beside its curves' last values, under HPARAMS: it is
   * running from now on.
   *
   * @param values numbers, booleans and strings by name. The first five are shown at once
   * @param metrics the curves. The first five are shown at once, and a run without one of these is
   *     missing in the plot of parallel coordinates. Runs that are looked at together should have
   *     equal lists: TensorBoard takes that of any of them
   * @throws IllegalArgumentException if a value is of another type
   */
  public void begin(Map<String, ?> values, List<Metric> metrics) throws IOException {
    hparams("experiment", TensorBoardPlugins.experiment(values, metrics));
    hparams(
        "session_start_info",
        TensorBoardPlugins.sessionStart(values, EventFile.secondsSinceEpoch()));
  }

  /** Shows under HPARAMS that the run is not running any more. */
  public void end(boolean success) throws IOException {
    hparams(
        "session_end_info", TensorBoardPlugins.sessionEnd(success, EventFile.secondsSinceEpoch()));
  }

  private void hparams(String tag, ByteString content) throws IOException {
    TensorProto nothing =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addFloatVal(0)
            .build();
    write(
        0,
        Summary.Value.newBuilder()
            .setTag("_hparams_/" + tag)
            .setTensor(nothing)
            .setMetadata(metadata(TensorBoardPlugins.HPARAMS, content)));
  }

  /**
   * Says which curves are drawn in one chart, under CUSTOM SCALARS.
   *
   * @param category the charts' heading
   * @param charts regular expressions of the tags of a chart, by its title
   */
  public void charts(String category, Map<String, List<String>> charts) throws IOException {
    TensorProto layout =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(TensorBoardPlugins.layout(category, charts))
            .build();
    write(
        0,
        Summary.Value.newBuilder()
            .setTag(TensorBoardPlugins.CUSTOM_SCALARS_TAG)
            .setTensor(layout)
            .setMetadata(metadata(TensorBoardPlugins.CUSTOM_SCALARS, ByteString.EMPTY)));
  }

  private static SummaryMetadata metadata(String plugin, ByteString content) {
    return SummaryMetadata.newBuilder()
        .setPluginData(
            SummaryMetadata.PluginData.newBuilder().setPluginName(plugin).setContent(content))
        .setDataClass(DataClass.DATA_CLASS_TENSOR)
        .build();
  }

  private void write(long step, Summary.Value.Builder value) throws IOException {
    file.write(Event.newBuilder().setStep(step).setSummary(Summary.newBuilder().addValue(value)));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
