package dev.jobgrid.job;

import java.util.List;
import java.util.Optional;

/**
 * What was found in the artifacts folder when a run was over (reference §09).
 *
 * @param files files stored
 * @param bytes their size in all
 * @param missing expected paths that were not there, or could not be kept
 * @param leftovers what else was there and could not be kept
 */
public record Collected(int files, long bytes, List<String> missing, Optional<UncollectedArtifacts> leftovers) {
    /** Copies the list. */
    public Collected {
        missing = List.copyOf(missing);
    }
}
