package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much each workspace has had of late: what it holds now and what it held, in device-seconds that lose half their
 * weight in {@link #HALF_LIFE}. The workspace that has had least comes first, so one with a few jobs is not held back by
 * one with many, and one that waits comes ever further to the front. Pure apart from what it is told; single-threaded.
 */
public final class FairShare {
    /** How long ago use counts half. */
    public static final Duration HALF_LIFE = Duration.ofHours(1);

    /** Counted for every device at once, so that many short runs are no cheaper than one long one. */
    static final double AT_ONCE = 10;

    /** Less than this is nothing: a workspace that waits comes to stand level with one that is new. */
    private static final double NOTHING = 1;

    private final Map<WorkspaceId, Double> used = new HashMap<>();
    private Optional<Instant> told = Optional.empty();

    /**
     * Takes note of what workspaces hold from now on, and that they held what they were said to hold until now.
     *
     * @param devices how many devices each workspace holds
     */
    public void pass(Map<WorkspaceId, Integer> devices, Instant now) {
        double seconds = told.map(
                        before -> Math.max(0, Duration.between(before, now).toMillis() / 1000.0))
                .orElse(0.0);
        told = Optional.of(now);
        double kept = Math.pow(0.5, seconds / HALF_LIFE.toSeconds());
        used.replaceAll((workspace, use) -> use * kept);
        devices.forEach((workspace, count) -> used.merge(workspace, count * seconds, Double::sum));
        used.values().removeIf(use -> use < NOTHING);
    }

    /** Takes note that a workspace is given so many devices. */
    public void charge(WorkspaceId workspace, int devices) {
        used.merge(workspace, devices * AT_ONCE, Double::sum);
    }

    /** What a workspace has had of late; 0 if nothing worth counting. */
    public double of(WorkspaceId workspace) {
        return used.getOrDefault(workspace, 0.0);
    }
}
