package dev.jobgrid.spi;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.JobQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps jobs and their events. Every write is one transaction that is durable when the call returns. Thread-safe; all
 * methods block on the store. Each throws {@link dev.jobgrid.errors.JobGridException} INTERNAL_ERROR if the store fails,
 * and then nothing was written, or the caller can find out by asking for the job.
 */
public interface JobStore {
    /**
     * Stores jobs that are new, all in one transaction, each with its events, reservation and idempotency key. One that
     * is there already, by key or by id, is left as it is and does not stop the others; the key is looked at first.
     *
     * @return what became of each, in the order given
     */
    List<Creation> create(List<NewJob> jobs);

    /**
     * Stores one change, whole, if the stored job still has the version that the change was built from.
     *
     * @return false if it has another version, or does not exist; nothing was written then
     */
    boolean apply(Transition transition);

    /** The job, if it exists. */
    Optional<Job> find(JobRef ref);

    /** The job that an idempotency key was used for, if it may not be used anew at this moment. */
    Optional<Job> findByKey(WorkspaceId workspace, String key, Instant now);

    /** Jobs of a workspace, by when they were created, then by id, newest first. */
    List<Job> list(JobQuery query);

    /** Events of a job with a greater sequence, in order. Empty if the job does not exist. */
    List<JobEvent> events(JobRef ref, long afterSequence, int limit);

    /**
     * Jobs that wait for a place and may be tried now, in the order in which they should get one: the longest queued
     * first.
     *
     * @param now leaves out jobs whose {@code notBefore} is later
     */
    List<Job> queued(Instant now, int limit);

    /** All jobs that hold a place: assigned or running. */
    List<Job> active();
}
