package org.smoothadv.internal.spark;

import java.io.Serializable;
import org.smoothadv.internal.asking.Answer;

/**
 * What an executor sends back about an image.
 *
 * @param number of the image; -1 for none
 * @param answer null where the image was left out, or nothing could be answered
 * @param refusal why nothing can be answered, which no second try would change; or null
 * @param nanos that it took
 */
record Reply(int number, Answer answer, RuntimeException refusal, long nanos)
    implements Serializable {}
