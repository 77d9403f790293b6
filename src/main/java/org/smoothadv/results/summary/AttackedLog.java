package org.smoothadv.results.summary;

import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.LogFile;

/**
 * A prediction log, clean or under attack, that was read.
 *
 * @param source where it was found
 * @param description what is known about it
 * @param images the images it is about
 * @param accuracy empirical accuracy (Salman et al. 2019, section 4): the share of images that the
 *     smoothed classifier answers correctly, without abstaining
 * @param abstention share of images on which it abstained
 */
public record AttackedLog(
    LogFile source,
    LogDescription description,
    ImageSet images,
    Proportion accuracy,
    Proportion abstention)
    implements DescribedLog {}
