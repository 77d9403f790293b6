package org.smoothadv.internal.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.Parameters;
import com.beust.jcommander.ParametersDelegate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.smoothadv.device.Machine;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidInputException;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.command.job.Notices;
import org.smoothadv.internal.command.job.StoredGraphs;
import org.smoothadv.internal.command.option.ClassifierOptions;
import org.smoothadv.internal.command.option.KernelsOption;
import org.smoothadv.internal.dataset.UnlabelledImages;
import org.smoothadv.internal.files.OutputFile;
import org.smoothadv.internal.monitor.Progress;
import org.smoothadv.network.Precision;
import org.smoothadv.smoothing.BaseClassifier;
import org.smoothadv.smoothing.FrozenClassifier;
import org.smoothadv.smoothing.Labeller;
import org.smoothadv.smoothing.TrainedClassifier;
import org.smoothadv.smoothing.TrainedClassifier.ClassifierDescription;

/**
 * Labels images by a trained classifier, for self-training (appendix E.2). One that was trained
 * without noise, as the labels of Carmon et al. come from, looks at each image once. One that was
 * trained under noise has never seen a clean image: asked as it was trained, it votes on n noisy
 * copies, and the label is the majority's, the class that CERTIFY would choose with n0 = n. There
 * are no abstentions: every image gets a label, or none does where the network's logits are not
 * finite.
 */
@Parameters(
    commandNames = "pseudo-label",
    commandDescription = "Labels for a file of unlabelled images, given by a trained classifier")
public final class PseudoLabelCommand implements Command {
  /** CERTIFY's n0: the votes that choose a class. */
  private static final int VOTES_UNDER_NOISE = 100;

  private static final int MAX_VOTES = 1_000_000;

  @ParametersDelegate private final ClassifierOptions classifier = new ClassifierOptions();

  @ParametersDelegate private final KernelsOption kernels = new KernelsOption();

  @Parameter(
      names = "--precision",
      category = "Model",
      placeholder = "NAME",
      description =
          "float32 or bfloat16: the type of the classifier's weights and activations (the classifier's)",
      order = 2)
  private Precision precision;

  @Parameter(
      names = "--unlabelled",
      category = "Data",
      placeholder = "FILE",
      required = true,
      description = "npz file or pickle with 'data', uint8 [N, height, width, channels]",
      order = 10)
  private Path unlabelled;

  @Parameter(
      names = "--n",
      category = "Sampling",
      placeholder = "N",
      description =
          "noisy votes of an image, fewer where they cannot change its label (100; 1 for a classifier trained without noise)",
      order = 20)
  private Integer n;

  @Parameter(
      names = "--batch",
      category = "Sampling",
      placeholder = "N",
      description = "votes per run of the graph, about (64, fewer for large images)",
      order = 21)
  private Integer batch;

  @Parameter(
      names = "--seed",
      category = "Sampling",
      placeholder = "N",
      description = "random seed for the noise",
      order = 22)
  private long seed;

  @Parameter(
      names = "--out",
      category = "Output",
      placeholder = "FILE",
      required = true,
      description = "npz file to write: 'data' as it was, and 'labels', int64 [N]",
      order = 30)
  private Path out;

  @Override
  public void run() throws IOException {
    if (batch != null && (batch < 1 || batch > 65_536)) {
      throw new InvalidSettingException(
          "batch", "{batch} is %s; accepted is a number of votes, 1 to 65536", batch);
    }
    classifier.validate();
    TrainedClassifier opened = classifier.stored().open();
    ClassifierDescription trained = opened.description();
    int votes = votes(trained.sigma());
    UnlabelledImages images = UnlabelledImages.open(unlabelled, trained.shape());
    if (Files.exists(out)) {
      throw new InvalidSettingException("out", "{out} %s exists already: name another file", out);
    }
    int[] perClass = new int[trained.classes()];
    try (Labeller labeller = labeller(opened, votes)) {
      OutputFile.write(
          out,
          channel ->
              images.writeLabelled(channel, () -> counted(labels(labeller, images), perClass)));
    }
    System.out.println("class\timages");
    for (int c = 0; c < perClass.length; c++) {
      System.out.println(c + "\t" + perClass[c]);
    }
    System.out.println("labelled: " + out);
  }

  private int votes(double sigma) {
    boolean noisy = sigma > 0;
    int most = noisy ? MAX_VOTES : 1;
    if (n != null && (n < 1 || n > most)) {
      throw new InvalidSettingException(
          "n",
          "{n} is %s; accepted is %s",
          n,
          noisy
              ? "a number of votes, 1 to " + MAX_VOTES
              : "1: the classifier was trained without noise, so all votes are equal");
    }
    return n != null ? n : noisy ? VOTES_UNDER_NOISE : 1;
  }

  private Labeller labeller(TrainedClassifier opened, int votes) {
    ClassifierDescription trained = opened.description();
    Precision chosen = precision == null ? trained.precision() : precision;
    FrozenClassifier frozen =
        InvalidInputException.at(classifier.place(), () -> opened.frozen(chosen));
    Machine machine = kernels.machine(chosen, "the labels", Optional.empty());
    int rows =
        batch == null ? BaseClassifier.usualBatch(frozen.largestActivation(), machine) : batch;
    Labeller labeller = new Labeller(frozen, rows, machine, trained.sigma(), votes, seed);
    StoredGraphs.write(
        "labels-%s-%s-n%d-batch%d-%s"
            .formatted(
                trained.architecture(),
                EnumNames.of(chosen),
                votes,
                rows,
                trained.digest().substring(0, 12)),
        labeller.graphDef(),
        labeller.graphDescription(trained.digest()));
    return labeller;
  }

  private static int[] labels(Labeller labeller, UnlabelledImages images) throws IOException {
    Notices.printDevices(Machine.current(), List.of());
    try (Progress progress = Progress.start("pseudo-label", images.size(), "images")) {
      return labeller.labels(images.size(), images::pixels, progress::step);
    }
  }

  private static int[] counted(int[] labels, int[] perClass) {
    for (int label : labels) {
      perClass[label]++;
    }
    return labels;
  }
}
