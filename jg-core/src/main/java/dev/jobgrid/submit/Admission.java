package dev.jobgrid.submit;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Jobs about to be stored, which have to be within limits.
 *
 * @param workspace whose
 * @param jobs their ids, one at least; all are let in or none
 * @param limits the limits
 * @param now when
 */
public record Admission(WorkspaceId workspace, List<JobId> jobs, AdmissionLimits limits, Instant now) {
    private static final Duration TICKET = Duration.ofMinutes(1);
    // How far the clocks of grids may be apart. One that asks may have looked at its own before others that came first,
    // too.
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Copies the ids. */
    public Admission {
        jobs = List.copyOf(jobs);
    }

    /** Until when the jobs count although they are not stored: a minute from now. */
    public Instant countedUntil() {
        return now.plus(TICKET);
    }

    /** After which moment no earlier admission can count: one that does was made by a clock that was far ahead. */
    public Instant latestCounted() {
        return countedUntil().plus(SKEW);
    }
}
