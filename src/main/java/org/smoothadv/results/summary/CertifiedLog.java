package org.smoothadv.results.summary;

import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.LogFile;

/**
 * A certification log that was read.
 *
 * @param source where it was found
 * @param description what is known about it
 * @param images the images it is about
 * @param summary what it says
 */
public record CertifiedLog(
    LogFile source, LogDescription description, ImageSet images, CertificationSummary summary)
    implements DescribedLog {}
