package org.smoothadv.internal.adopt;

import java.util.Collections;
import java.util.List;
import org.smoothadv.input.InvalidSettingException;

/**
 * The numbers that a network expects where pixels are from 0 to 1: (pixel - mean) / deviation.
 *
 * @param mean one number, or one of each channel
 * @param deviation likewise, positive
 */
record InputRange(List<Double> mean, List<Double> deviation) {
  /**
   * Reads what users write.
   *
   * @throws InvalidSettingException if it is none of the forms
   */
  static InputRange parse(String text, int channels) {
    return switch (text) {
      case "0,1" -> of(0, 1);
      case "0,255" -> of(0, 1 / 255.0);
      case "-1,1" -> of(0.5, 0.5);
      default -> {
        String[] parts = text.split("/", -1);
        if (parts.length != 2) {
          throw refused(text, channels);
        }
        List<Double> deviation = numbers(text, parts[1], channels);
        if (deviation.stream().anyMatch(it -> !(it > 0))) {
          throw refused(text, channels);
        }
        yield new InputRange(numbers(text, parts[0], channels), deviation);
      }
    };
  }

  private static InputRange of(double mean, double deviation) {
    return new InputRange(Collections.nCopies(1, mean), Collections.nCopies(1, deviation));
  }

  private static List<Double> numbers(String text, String part, int channels) {
    try {
      List<Double> numbers = List.of(part.split(",", -1)).stream().map(Double::valueOf).toList();
      boolean usable = numbers.stream().allMatch(it -> Math.abs(it) <= 1e3);
      if (usable && (numbers.size() == 1 || numbers.size() == channels)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // Answered below, with what is accepted.
    }
    throw refused(text, channels);
  }

  private static InvalidSettingException refused(String text, int channels) {
    return new InvalidSettingException(
        "inputRange",
        "{inputRange} is %s; accepted are 0,1 and 0,255 and -1,1 and MEAN/STD with one number or %s, such as 0.5,0.5,0.5/0.25,0.25,0.25",
        text,
        channels);
  }
}
