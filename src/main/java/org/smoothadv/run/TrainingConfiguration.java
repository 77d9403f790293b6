package org.smoothadv.run;

import static org.smoothadv.input.InvalidSettingException.require;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import com.google.gson.annotations.JsonAdapter;
import java.io.Serializable;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.smoothadv.input.EnumNames;
import org.smoothadv.network.ImageShape;
import org.smoothadv.run.Optimisation.Schedule;

/**
 * Everything that determines a training run, apart from the machine. Written to run.json and into
 * every checkpoint, as one flat object of all fields.
 *
 * @param data what is trained on
 * @param network which network
 * @param adversarial under which noise and attack
 * @param objective what SGD minimises
 * @param optimisation how SGD goes
 * @param seed of everything random
 */
@JsonAdapter(TrainingConfiguration.Flat.class)
public record TrainingConfiguration(
    TrainingData data,
    NetworkSettings network,
    AdversarialTraining adversarial,
    ObjectiveSettings objective,
    Optimisation optimisation,
    long seed)
    implements Serializable {
  /**
   * Validates how the parts go together.
   *
   * @throws org.smoothadv.input.InvalidSettingException naming the setting, its value and what is
   *     accepted
   */
  public TrainingConfiguration {
    data.imageSize().requireWithinCube("sigma", adversarial.sigma());
    data.imageSize().requireWithinCube("epsilon", adversarial.epsilon());
    int batch = optimisation.batch();
    int noiseSamples = adversarial.noiseSamples();
    require(
        batch % noiseSamples == 0,
        "batch",
        batch,
        "accepted is a multiple of {noiseSamples} " + noiseSamples);
    int devices = network.devices().size();
    require(
        batch / noiseSamples >= devices,
        "batch",
        batch,
        "accepted is at least one image per device: %d network evaluations with %d devices"
            .formatted(devices * noiseSamples, devices));
    objective.requireFitting(adversarial, optimisation);
  }

  /** A run that minimises the cross-entropy. */
  public TrainingConfiguration(
      TrainingData data,
      NetworkSettings network,
      AdversarialTraining adversarial,
      Optimisation optimisation,
      long seed) {
    this(data, network, adversarial, ObjectiveSettings.CROSS_ENTROPY, optimisation, seed);
  }

  /**
   * How much there is of what an objective adds gradually in an epoch, counted from 0: MACER's
   * lambda may wait for the first drop of the learning rate, SmoothMix's eta rises over the
   * warm-up.
   *
   * @return a factor in [0, 1]
   */
  public double rampOf(int epoch) {
    return switch (objective.objective()) {
      case MACER -> objective.deferred() && optimisation.drops(epoch) == 0 ? 0 : 1;
      case SMOOTHMIX -> adversarial.rampOf(epoch);
      case CROSS_ENTROPY, CONSISTENCY, STABILITY -> 1;
    };
  }

  /** With another largest part of an epoch for its evaluation; 0 for no limit. */
  public TrainingConfiguration withEvaluationShare(double part) {
    return new TrainingConfiguration(
        data.withEvaluationShare(part), network, adversarial, objective, optimisation, seed);
  }

  /** Images in one SGD step. */
  public int imagesPerStep() {
    return optimisation.batch() / adversarial.noiseSamples();
  }

  /**
   * A setting in which two configurations differ.
   *
   * @param field its name, such as {@code noiseSamples}
   * @param first its value in the first configuration, as users write it
   * @param second its value in the second
   */
  public record Difference(String field, String first, String second) {}

  /**
   * Compares this configuration with another.
   *
   * @param passedOver settings that may differ
   * @return the first difference, if there is one
   */
  public Optional<Difference> differenceFrom(TrainingConfiguration other, Set<String> passedOver) {
    Map<String, String> there = other.texts();
    return texts().entrySet().stream()
        .map(entry -> new Difference(entry.getKey(), entry.getValue(), there.get(entry.getKey())))
        .filter(difference -> !difference.first.equals(difference.second))
        .filter(difference -> !passedOver.contains(difference.field))
        .findFirst();
  }

  /** All settings by the names that run.json has for them. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (Record part : List.of(data, network, adversarial, objective, optimisation)) {
      for (RecordComponent component : part.getClass().getRecordComponents()) {
        settings.put(component.getName(), value(component, part));
      }
    }
    settings.put("seed", seed);
    return settings;
  }

  private static Object value(RecordComponent component, Record part) {
    try {
      return component.getAccessor().invoke(part);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a record's accessors are public", e);
    }
  }

  /** All settings as users write them. */
  private Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    settings().forEach((name, value) -> texts.put(name, text(value)));
    texts.put("normalization", network.normalizationText());
    return texts;
  }

  private static String text(Object value) {
    String text = value.toString();
    if (value instanceof Enum<?> constant) {
      text = EnumNames.of(constant);
    } else if (value instanceof ImageShape shape) {
      text = shape.text();
    }
    return text.isEmpty() ? "none" : text;
  }

  /** As one object, so that files do not depend on which part a setting is in. */
  static final class Flat
      implements JsonSerializer<TrainingConfiguration>, JsonDeserializer<TrainingConfiguration> {
    /** Those of the data that stand behind all others. */
    private static final List<String> LATE = List.of("limit", "evaluationLimit", "evaluationShare");

    @Override
    public JsonElement serialize(
        TrainingConfiguration configuration, Type type, JsonSerializationContext context) {
      JsonObject flat = new JsonObject();
      for (Record part :
          List.of(
              configuration.data,
              configuration.network,
              configuration.adversarial,
              configuration.objective,
              configuration.optimisation)) {
        context.serialize(part).getAsJsonObject().asMap().forEach(flat::add);
      }
      leaveOutWhatCameLater(configuration, flat);
      LATE.stream().filter(flat::has).forEach(name -> flat.add(name, flat.remove(name)));
      flat.addProperty("seed", configuration.seed);
      return flat;
    }

    /** So that runs without it are written as before, byte for byte. */
    private static void leaveOutWhatCameLater(TrainingConfiguration written, JsonObject flat) {
      if (written.objective.equals(ObjectiveSettings.CROSS_ENTROPY)) {
        for (RecordComponent component : ObjectiveSettings.class.getRecordComponents()) {
          flat.remove(component.getName());
        }
      }
      if (written.data.evaluationShare() == 0) {
        flat.remove("evaluationShare");
      }
      if (written.optimisation.schedule() == Schedule.STEP && !written.optimisation.nesterov()) {
        flat.remove("schedule");
        flat.remove("nesterov");
      }
    }

    @Override
    public TrainingConfiguration deserialize(
        JsonElement flat, Type type, JsonDeserializationContext context) {
      record Seed(long seed) {}
      return new TrainingConfiguration(
          context.deserialize(flat, TrainingData.class),
          context.deserialize(flat, NetworkSettings.class),
          context.deserialize(flat, AdversarialTraining.class),
          context.deserialize(flat, ObjectiveSettings.class),
          context.deserialize(flat, Optimisation.class),
          context.<Seed>deserialize(flat, Seed.class).seed);
    }
  }
}
