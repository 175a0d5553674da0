package dev.jobgrid.spi.store;

import dev.jobgrid.job.Job;
import java.util.List;

/**
 * The head of a lane.
 *
 * @param lane which lane
 * @param jobs its first jobs in the order of their turns, at least one
 * @param isCut whether there may be more jobs in it than these
 */
public record QueuedLane(Lane lane, List<Job> jobs, boolean isCut) {
    /** Copies the jobs. */
    public QueuedLane {
        jobs = List.copyOf(jobs);
    }
}
