package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks for the heads of the queue's lanes.
 *
 * @param now leaves out jobs whose {@code notBefore} is later, unless they were queued {@linkplain #latest later than now}
 * @param lanes at most so many lanes, 1 or more
 * @param perLane at most so many jobs of each, 1 or more
 * @param from whose lanes, beginning with which; empty for all there are
 */
public record QueueQuery(Instant now, int lanes, int perLane, Optional<From> from) {
    /** How far the clocks of grids may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /**
     * The lanes of one workspace.
     *
     * @param workspace the workspace
     * @param shape of the lane to begin with, or with the one behind it if it is not there; empty for the first
     */
    public record From(WorkspaceId workspace, Optional<String> shape) {}

    /** Checks the bounds. */
    public QueueQuery {
        if (lanes < 1 || perLane < 1) {
            throw new IllegalArgumentException(
                    "a look at the queue takes 1 lane and 1 job of it or more, not " + lanes + " and " + perLane);
        }
    }

    /** Asks for lanes of all workspaces. */
    public static QueueQuery all(Instant now, int lanes, int perLane) {
        return new QueueQuery(now, lanes, perLane, Optional.empty());
    }

    /**
     * After which moment no job can have been queued yet: one that says so was queued by a clock that was ahead, so that it
     * cannot be told how long it is to wait, and it is not left out.
     */
    public Instant latest() {
        return now.plus(SKEW);
    }
}
