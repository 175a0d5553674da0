package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.QueueKey;
import dev.jobgrid.spi.store.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The entry of a job in the queue.
 *
 * @param number the job's
 * @param lane the key of its lane
 * @param turn its position there
 */
public record QueueRow(long number, Job job, String lane, Instant turn) {
    /** The entries of those new jobs that wait. */
    public static List<QueueRow> of(List<JobRow> jobs) {
        return jobs.stream()
                .filter(row -> row.fresh().job().status() == JobStatus.QUEUED)
                .map(row -> new QueueRow(row.number(), row.fresh().job(), row.lane(), row.turn()))
                .toList();
    }

    /** The entries of jobs that begin to wait. */
    public static List<QueueRow> entering(List<NumberedChange> changes) {
        return changes.stream()
                .filter(row -> row.change().entersQueue())
                .map(row -> of(row.number(), row.change().last().after()))
                .toList();
    }

    private static QueueRow of(long number, Job job) {
        QueueKey turn = job.turn();
        return new QueueRow(number, job, QueueReading.key(new Lane(job.ref().workspace(), turn.shape())), turn.at());
    }

    public JobRef ref() {
        return job.ref();
    }

    public Instant created() {
        return job.state().times().created();
    }

    /** Since when it waits; never null in the table, because databases differ in where they sort that. */
    public Instant queued() {
        return JobStatements.queuedAt(job.state());
    }

    public Optional<Instant> notBefore() {
        return job.attempt().notBefore();
    }
}
