package dev.jobgrid.job;

import java.util.List;

/**
 * What was found in the artifacts folder when a run was over (reference §09).
 *
 * @param files files stored
 * @param bytes their size in all
 * @param missing expected paths that were not there
 */
public record Collected(int files, long bytes, List<String> missing) {
    /** Copies the list. */
    public Collected {
        missing = List.copyOf(missing);
    }
}
