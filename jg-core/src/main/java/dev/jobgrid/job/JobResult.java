package dev.jobgrid.job;

import java.util.Optional;

/**
 * What is known of a job once its run is over.
 *
 * @param failure why it failed
 * @param collected what it left
 */
public record JobResult(Optional<Failure> failure, Optional<Collected> collected) {
    /** Nothing yet. */
    public static final JobResult NONE = new JobResult(Optional.empty(), Optional.empty());
}
