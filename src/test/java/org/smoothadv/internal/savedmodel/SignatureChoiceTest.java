package org.smoothadv.internal.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.FLOAT;
import static org.smoothadv.internal.savedmodel.SavedModelWriter.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

/** A signature that is not of images alone is refused with what it takes and gives. */
class SignatureChoiceTest {
  @TempDir Path folder;

  private String refusal(Path model) {
    return Refusal.of(folder, model, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private String refusal(
      Path model, Optional<String> signature, Optional<String> input, Optional<String> output) {
    return Refusal.of(folder, model, signature, input, output);
  }

  @Test
  void signatureOfTextOrOfSeveralInputsIsRefusedWithWhatItTakes() throws IOException {
    SavedModelWriter model =
        new SavedModelWriter()
            .placeholder("x", FLOAT, -1, 4)
            .placeholder("z", FLOAT, -1, 4)
            .add("AddV2", "end", List.of("x", "z"), "T", FLOAT);
    model.signature(
        "both",
        Map.of("x", tensor("x:0", FLOAT, -1, 4), "z", tensor("z:0", FLOAT, -1, 4)),
        Map.of("y", tensor("end:0", FLOAT, -1, 4)));
    model.signature(
        "text",
        Map.of("s", tensor("x:0", DataType.DT_STRING, -1)),
        Map.of("y", tensor("end:0", FLOAT, -1, 4), "w", tensor("end:0", FLOAT, -1, 4)));
    Path path = model.write(folder.resolve("model"));
    String file = "/model/saved_model.pb: ";
    assertEquals(
        file
            + "choose with signature which of its signatures takes images: 'both' of 'x' (float32 [?, 4]), 'z' (float32"
            + " [?, 4]), 'text' of 's' (string [?])",
        refusal(path));
    assertEquals(
        file
            + "its signature 'both' has 2 inputs: 'x' (float32 [?, 4]), 'z' (float32 [?, 4]); read is a network of"
            + " images alone",
        refusal(path, Optional.of("both"), Optional.empty(), Optional.empty()));
    assertEquals(
        file
            + "its node 'z' (Placeholder) is another input that the result needs: choose a signature that takes images"
            + " alone",
        refusal(path, Optional.of("both"), Optional.of("x"), Optional.empty()));
    assertEquals(
        file
            + "its signature 'text' takes 's' (string [?]); read are images, float32 or uint8 of two to four dimensions,"
            + " the number of images first",
        refusal(path, Optional.of("text"), Optional.empty(), Optional.empty()));
    assertEquals(
        file
            + "it has no signature 'none', but 'both' of 'x' (float32 [?, 4]), 'z' (float32 [?, 4]), 'text' of 's' (string [?])",
        refusal(path, Optional.of("none"), Optional.empty(), Optional.empty()));
  }

  @Test
  void twoOutputsAreAskedFor() throws IOException {
    SavedModelWriter model =
        new SavedModelWriter()
            .placeholder("x", FLOAT, -1, 4)
            .add("Relu", "end", List.of("x"), "T", FLOAT)
            .signature(
                "serving_default",
                Map.of("x", tensor("x:0", FLOAT, -1, 4)),
                Map.of("y", tensor("end:0", FLOAT, -1, 4), "z", tensor("end:0", FLOAT, -1, 4)));
    Path path = model.write(folder.resolve("model"));
    assertEquals(
        "/model/saved_model.pb: its signature 'serving_default' has 2 outputs: 'y' (float32 [?, 4]), 'z' (float32 [?,"
            + " 4]); choose one",
        refusal(path));
    SavedModelImport.read(path, Optional.empty(), Optional.empty(), Optional.of("z"));
  }
}
