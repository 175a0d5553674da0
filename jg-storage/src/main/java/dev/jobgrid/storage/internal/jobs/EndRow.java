package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import java.time.Instant;
import java.util.List;

/**
 * The entry of a job in the lists of those that have ended.
 *
 * @param number the job's
 */
public record EndRow(long number, Job job) {
    /** The entries of those new jobs that have ended already. */
    public static List<EndRow> of(List<JobRow> jobs) {
        return jobs.stream()
                .filter(row -> row.fresh().job().isTerminal())
                .map(row -> new EndRow(row.number(), row.fresh().job()))
                .toList();
    }

    /** The entries of jobs that end. */
    public static List<EndRow> ending(List<NumberedChange> changes) {
        return changes.stream()
                .filter(row -> row.change().ends())
                .map(row -> new EndRow(row.number(), row.change().last().after()))
                .toList();
    }

    public JobRef ref() {
        return job.ref();
    }

    public JobStatus status() {
        return job.status();
    }

    public Instant created() {
        return job.state().times().created();
    }
}
