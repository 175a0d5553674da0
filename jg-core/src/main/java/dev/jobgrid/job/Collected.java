package dev.jobgrid.job;

import java.util.List;
import java.util.Optional;

/**
 * The result of collecting the artifacts of an ended run (reference §09).
 *
 * @param files files stored
 * @param bytes their total size
 * @param missing expected paths that were absent, or could not be stored
 * @param leftovers other files that could not be stored
 */
public record Collected(int files, long bytes, List<String> missing, Optional<UncollectedArtifacts> leftovers) {
    /** Copies the list. */
    public Collected {
        missing = List.copyOf(missing);
    }
}
