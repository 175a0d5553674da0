package dev.jobgrid.monitor;

import dev.jobgrid.job.JobStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Which jobs of a workspace to list.
 *
 * @param status only jobs with this status
 * @param name only jobs whose name contains this text, ignoring case; 1 to 128 characters
 * @param since only jobs created at this moment or later
 */
public record JobFilter(Optional<JobStatus> status, Optional<String> name, Optional<Instant> since) {
    /** The most jobs that one page looks at for a name. */
    public static final int MAX_SEARCHED = 10_000;

    /** All jobs. */
    public static final JobFilter ALL = new JobFilter(Optional.empty(), Optional.empty(), Optional.empty());

    /** Jobs with this status; all if there is none. */
    public static JobFilter of(Optional<JobStatus> status) {
        return new JobFilter(status, Optional.empty(), Optional.empty());
    }
}
