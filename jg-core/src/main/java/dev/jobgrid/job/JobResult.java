package dev.jobgrid.job;

import java.util.Optional;

/**
 * The result of a job once its run has ended.
 *
 * @param failure why it failed
 * @param collected its artifacts
 */
public record JobResult(Optional<Failure> failure, Optional<Collected> collected) {
    /** No result yet. */
    public static final JobResult NONE = new JobResult(Optional.empty(), Optional.empty());
}
