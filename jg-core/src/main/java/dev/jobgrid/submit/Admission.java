package dev.jobgrid.submit;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A request to admit jobs within limits before they are stored.
 *
 * @param workspace their workspace
 * @param jobs their ids, one at least; all are admitted or none
 * @param limits the limits
 * @param now the time of the request
 */
public record Admission(WorkspaceId workspace, List<JobId> jobs, AdmissionLimits limits, Instant now) {
    private static final Duration TICKET = Duration.ofMinutes(1);
    // The tolerated difference between clocks of grids, and between reading the clock and the admission.
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Copies the ids. */
    public Admission {
        jobs = List.copyOf(jobs);
    }

    /** Until when unstored jobs count: a minute from now. */
    public Instant countedUntil() {
        return now.plus(TICKET);
    }

    /** The latest plausible time of an earlier admission: a later one comes from a clock that was far ahead. */
    public Instant latestCounted() {
        return countedUntil().plus(SKEW);
    }
}
