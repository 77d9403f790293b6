package org.smoothadv.internal.training;

import org.smoothadv.attack.AttackSettings;
import org.smoothadv.attack.Gradient;
import org.smoothadv.run.TrainingConfiguration;

/**
 * The work of training and of evaluation, in passes of one row through the network; going back is a
 * pass of its own, once for the inputs and once for the weights.
 *
 * @param step of one image in a step of SGD, without its attack
 * @param attack of one image
 * @param configuration of the run
 */
record EvaluationWork(double step, double attack, TrainingConfiguration configuration) {
  /** However small their part would be: fewer say nothing of an accuracy. */
  private static final int FEWEST = 100;

  /** That of a run. */
  static EvaluationWork of(TrainingConfiguration configuration) {
    AttackSettings attack = configuration.adversarial().attackSettings();
    int perNoise = attack.gradient() == Gradient.PLUGIN ? 2 : 1;
    return new EvaluationWork(
        3.0 * configuration.adversarial().noiseSamples(),
        (double) attack.steps() * attack.noiseSamples() * perNoise,
        configuration);
  }

  /**
   * How many test images are attacked after an epoch, so that the scores of all without attack and
   * of these with it take no more than the run's share of that epoch. In epochs that train without
   * attack, as the first of a warm-up does, these may be fewer than in others.
   *
   * @param epoch counted from 0
   * @param trainingImages labelled ones
   * @param testImages those that are evaluated
   */
  int attacked(int epoch, int trainingImages, int testImages) {
    double share = configuration.data().evaluationShare();
    if (share == 0) {
      return testImages;
    }
    boolean attacks = configuration.adversarial().epsilonOf(epoch) > 0;
    double training = trainingImages * (step + (attacks ? attack : 0));
    double most = (share / (1 - share) * training - testImages) / (attack + 1);
    return Math.min(testImages, Math.max(FEWEST, (int) most));
  }
}
