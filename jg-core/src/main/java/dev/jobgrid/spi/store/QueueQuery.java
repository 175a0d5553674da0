package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A query for the heads of the queue's lanes.
 *
 * @param now leaves out jobs whose {@code notBefore} is later, unless they were queued
 *     {@linkplain #latest later than now}
 * @param lanes the most lanes, 1 or more
 * @param perLane the most jobs of each, 1 or more
 * @param from one workspace's lanes, and where to start; empty for all lanes
 */
public record QueueQuery(Instant now, int lanes, int perLane, Optional<From> from) {
    /** The tolerated difference between clocks of grids. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /**
     * The lanes of one workspace.
     *
     * @param workspace the workspace
     * @param shape of the lane to start with, or the next one if it does not exist; empty for the first
     */
    public record From(WorkspaceId workspace, Optional<String> shape) {}

    /** Checks the bounds. */
    public QueueQuery {
        if (lanes < 1 || perLane < 1) {
            throw new IllegalArgumentException(
                    "a look at the queue takes 1 lane and 1 job of it or more, not " + lanes + " and " + perLane);
        }
    }

    /** A query for lanes of all workspaces. */
    public static QueueQuery all(Instant now, int lanes, int perLane) {
        return new QueueQuery(now, lanes, perLane, Optional.empty());
    }

    /**
     * The latest plausible time of queueing: a job queued later than this comes from a clock that was ahead, so its
     * {@code notBefore} is ignored, and it is not left out.
     */
    public Instant latest() {
        return now.plus(SKEW);
    }
}
