package org.smoothadv.results.summary;

import java.nio.file.Path;
import java.util.List;
import org.smoothadv.results.source.LogDescription;
import org.smoothadv.results.source.LogFile;

/**
 * A certification log that was read.
 *
 * @param source where it was found; the first of its shards where it has several
 * @param files the log's file, or those of all its shards
 * @param description what is known about it
 * @param images the images it is about
 * @param summary what it says
 */
public record CertifiedLog(
    LogFile source,
    List<Path> files,
    LogDescription description,
    ImageSet images,
    CertificationSummary summary)
    implements DescribedLog {}
