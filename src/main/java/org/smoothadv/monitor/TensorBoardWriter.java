package org.smoothadv.monitor;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
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
 * the native library. Not safe for use by several threads.
 */
public final class TensorBoardWriter implements AutoCloseable {
  private static final String FILE_VERSION = "brain.Event:2";

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
    TensorBoardWriter writer = new TensorBoardWriter(EventFile.create(folder));
    writer.write(event().setFileVersion(FILE_VERSION));
    return writer;
  }

  /**
   * Starts a further event file for a run that goes on after an interruption. TensorBoard drops
   * what earlier files hold for this step and later ones.
   *
   * @param step the first step that is run again, not negative
   * @throws IOException if the file cannot be created or written
   */
  public static TensorBoardWriter resume(Path folder, long step) throws IOException {
    TensorBoardWriter writer = open(folder);
    writer.write(
        event()
            .setStep(step)
            .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
    return writer;
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
    write(event().setGraphDef(graph.toByteString()));
  }

  /**
   * Shows what the run was configured with, beside its curves' last values, under HPARAMS.
   *
   * @param values numbers, booleans and strings by name
   * @throws IllegalArgumentException if a value is of another type
   */
  public void hyperparameters(Map<String, ?> values) throws IOException {
    ByteString content = Hyperparameters.sessionStart(values, secondsSinceEpoch());
    TensorProto nothing =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addFloatVal(0)
            .build();
    write(
        0,
        Summary.Value.newBuilder()
            .setTag("_hparams_/session_start_info")
            .setTensor(nothing)
            .setMetadata(metadata("hparams", content)));
  }

  private static SummaryMetadata metadata(String plugin, ByteString content) {
    return SummaryMetadata.newBuilder()
        .setPluginData(
            SummaryMetadata.PluginData.newBuilder().setPluginName(plugin).setContent(content))
        .setDataClass(DataClass.DATA_CLASS_TENSOR)
        .build();
  }

  private void write(long step, Summary.Value.Builder value) throws IOException {
    write(event().setStep(step).setSummary(Summary.newBuilder().addValue(value)));
  }

  private void write(Event.Builder event) throws IOException {
    file.write(event.build());
  }

  private static Event.Builder event() {
    return Event.newBuilder().setWallTime(secondsSinceEpoch());
  }

  private static double secondsSinceEpoch() {
    return System.currentTimeMillis() / 1000.0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
