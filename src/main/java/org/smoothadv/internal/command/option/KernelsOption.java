package org.smoothadv.internal.command.option;

import com.beust.jcommander.Parameter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smoothadv.device.FoundDevices;
import org.smoothadv.device.Machine;
import org.smoothadv.device.Tuning;
import org.smoothadv.device.Tuning.Kernels;
import org.smoothadv.input.EnumNames;
import org.smoothadv.input.InvalidSettingException;
import org.smoothadv.internal.kernels.Calibration;
import org.smoothadv.network.Precision;

/** The option {@code --kernels}. */
public final class KernelsOption {
  private static final Logger LOG = LoggerFactory.getLogger(KernelsOption.class);

  /** What the user may say. */
  enum Choice {
    AUTO,
    ONEDNN,
    TENSORFLOW
  }

  @Parameter(
      names = "--kernels",
      category = "Machine",
      placeholder = "NAME",
      description =
          "auto, onednn or tensorflow: what computes float32 convolutions; auto is the faster on this processor, measured once; they round differently",
      order = 90)
  private Choice kernels = Choice.AUTO;

  /**
   * This machine, tuned for a network.
   *
   * @param precision of the network; only float32 has a choice
   * @param what is computed with it, in words
   * @param begun how it was begun, which it is kept to; a line says where it would begin otherwise
   *     now
   * @throws InvalidSettingException if other kernels were named
   */
  public Machine machine(Precision precision, String what, Optional<Tuning> begun) {
    if (precision == Precision.BFLOAT16 && kernels == Choice.TENSORFLOW) {
      throw new InvalidSettingException(
          "kernels",
          "{kernels} tensorflow: those are for float32, and {precision} is bfloat16; leave one of them out");
    }
    Machine machine = tuned(precision);
    if (kernels == Choice.TENSORFLOW && FoundDevices.of(machine).haveGpu()) {
      throw new InvalidSettingException(
          "kernels",
          "{kernels} tensorflow: those are for processors, and there is a GPU; leave it out");
    }
    Tuning now = machine.tuning().withKernels(named(machine.tuning().kernels()));
    if (begun.isPresent() && begun.get().kernels() != now.kernels()) {
      if (kernels != Choice.AUTO) {
        throw new InvalidSettingException(
            "kernels",
            "{resume}: %s was begun with {kernels} %s; leave {kernels} out",
            what,
            EnumNames.of(begun.get().kernels()));
      }
      LOG.info(
          "kernels: {}, as {} was begun; those of {} are faster here",
          EnumNames.of(begun.get().kernels()),
          what,
          EnumNames.of(now.kernels()));
    }
    return machine.withTuning(begun.orElse(now));
  }

  private Kernels named(Kernels fastest) {
    return switch (kernels) {
      case AUTO -> fastest;
      case ONEDNN -> Kernels.ONEDNN;
      case TENSORFLOW -> Kernels.TENSORFLOW;
    };
  }

  /** This machine with what is the fastest for a network here. */
  public static Machine tuned(Precision precision) {
    Machine machine = Machine.current();
    return precision == Precision.BFLOAT16
        ? machine
        : machine.withTuning(Calibration.tuning(machine, Calibration.usualFolder(), LOG::warn));
  }
}
