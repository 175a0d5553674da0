package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A query for the heads of the queue's lanes.
 *
 * @param now the grid's time
 * @param dueBy leaves out jobs whose {@code notBefore} is later, unless they were queued
 *     {@linkplain #latest later than now}
 * @param lanes the most lanes, 1 or more
 * @param perLane the most jobs of each, 1 or more
 * @param from lanes of one workspace, and where to start; empty for all lanes
 * @param bytes of the stored jobs, after which each further lane gives its first job alone; 1 or more. A store that
 *     holds its jobs in memory need not count
 */
public record QueueQuery(Instant now, Instant dueBy, int lanes, int perLane, Optional<From> from, long bytes) {
    /** A hundredth of a small heap, and 5,000 jobs of the usual size; a job takes a few times that in memory. */
    private static final long BYTES = 8L << 20;

    /** The tolerated difference between clocks of grids. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /**
     * Lanes of one workspace.
     *
     * @param workspace the workspace
     * @param shape of the lane to start with, or the next one if it does not exist; empty for the first
     * @param job reads only this job's lane, from its place on, whether it is still queued or not; empty for whole lanes
     */
    public record From(WorkspaceId workspace, Optional<String> shape, Optional<Job> job) {
        /** Whole lanes, starting with this one. */
        public From(WorkspaceId workspace, Optional<String> shape) {
            this(workspace, shape, Optional.empty());
        }
    }

    /** Checks the bounds. */
    public QueueQuery {
        if (lanes < 1 || perLane < 1 || bytes < 1) {
            throw new IllegalArgumentException("a look at the queue takes 1 lane, 1 job of it and 1 byte or more, not "
                    + lanes + ", " + perLane + " and " + bytes);
        }
    }

    /** A query for jobs that are due by now. */
    public QueueQuery(Instant now, int lanes, int perLane, Optional<From> from) {
        this(now, now, lanes, perLane, from, BYTES);
    }

    /** The same query for jobs that are due by another time than now. */
    public QueueQuery withDueBy(Instant time) {
        return new QueueQuery(now, time, lanes, perLane, from, bytes);
    }

    /** The same query, of which there are so many in one look: with its part of the bytes. */
    public QueueQuery oneOf(int queries) {
        return new QueueQuery(now, dueBy, lanes, perLane, from, Math.max(1, bytes / Math.max(1, queries)));
    }

    /** The same query for this many lanes of one workspace. */
    public QueueQuery withFrom(From first, int lanes) {
        return new QueueQuery(now, dueBy, lanes, perLane, Optional.of(first), bytes);
    }

    /** A query for lanes of all workspaces. */
    public static QueueQuery all(Instant now, int lanes, int perLane) {
        return new QueueQuery(now, lanes, perLane, Optional.empty());
    }

    /**
     * A query for the lane of this job from its place on. Costs what it returns, also where a store still passes entries
     * of jobs that have left the queue.
     */
    public static QueueQuery startingAt(Job job, Instant now, int perLane) {
        From from = new From(job.ref().workspace(), Optional.of(job.turn().shape()), Optional.of(job));
        return new QueueQuery(now, 1, perLane, Optional.of(from));
    }

    /**
     * The latest plausible time of queueing: a job queued later than this comes from a clock that was ahead, so its
     * {@code notBefore} is ignored, and it is not left out.
     */
    public Instant latest() {
        return now.plus(SKEW);
    }
}
