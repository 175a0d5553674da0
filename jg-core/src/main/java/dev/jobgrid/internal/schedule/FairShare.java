package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Fair share of workspaces: devices held now, and recent use in device-seconds with a {@link #HALF_LIFE}. The workspace
 * with the least share is first, so one with a few jobs is not delayed by one with many, and a waiting one advances;
 * among those without a share, the least recently served one. A lane that starves although its workspace is served,
 * such as large jobs beside many small ones, is occasionally first. Pure state; single-threaded.
 */
public final class FairShare {
    /** The age at which use counts half. */
    public static final Duration HALF_LIFE = Duration.ofHours(1);

    /**
     * The weight of a held device, beside its use so far: a new run will continue, and a workspace of long runs would
     * take everything before its use counts.
     */
    static final double HELD_WEIGHT = HALF_LIFE.toSeconds();

    /** The weight of each grant of a device, so that many short runs are no cheaper than one long one. */
    static final double GRANT_WEIGHT = 10;

    /** A smaller share counts as none: a waiting workspace becomes equal to a new one. */
    private static final double NEGLIGIBLE = 1;

    /** How long a lane may starve before it is served first, once in that time. */
    public static final Duration STARVATION_AGE = Duration.ofHours(6);

    /** Last services are stored for this many workspaces; the others count as never served. */
    private static final int REMEMBERED = 100_000;

    private final Map<WorkspaceId, Double> used = new HashMap<>();
    private final Map<Lane, Duration> served = new HashMap<>();
    private final Map<WorkspaceId, Duration> preferred = new HashMap<>();
    private final Map<WorkspaceId, Lane> reserving = new HashMap<>();
    private final Map<WorkspaceId, Integer> held = new HashMap<>();
    private final Map<WorkspaceId, Serving> last = new LinkedHashMap<>();
    private long servings;
    private Duration passedAt = Duration.ZERO;

    /** The last service of a workspace: its number among all, and its time. */
    private record Serving(long number, Duration at) {}

    /**
     * The rank of a workspace: the first is served first.
     *
     * @param has its share, by {@link #of}
     * @param served the number of its last service among all; 0 if none is known
     */
    public record Standing(double has, long served) implements Comparable<Standing> {
        private static final Comparator<Standing> ORDER =
                Comparator.comparingDouble(Standing::has).thenComparingLong(Standing::served);

        @Override
        public int compareTo(Standing other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Updates the devices held by workspaces; the earlier numbers applied until now.
     *
     * @param devices devices held by each workspace
     * @param now monotonic time since a fixed moment
     */
    public void pass(Map<WorkspaceId, Integer> devices, Duration now) {
        double seconds = Math.max(0, now.minus(passedAt).toMillis() / 1000.0);
        passedAt = now;
        double kept = Math.pow(0.5, seconds / HALF_LIFE.toSeconds());
        used.replaceAll((workspace, use) -> use * kept);
        held.forEach((workspace, count) -> used.merge(workspace, count * seconds, Double::sum));
        used.values().removeIf(use -> use < NEGLIGIBLE);
        held.clear();
        held.putAll(devices);
        reserving.clear();
        served.values().removeIf(this::isPast);
        preferred.values().removeIf(this::isPast);
    }

    private boolean isPast(Duration at) {
        return passedAt.compareTo(at.plus(STARVATION_AGE)) >= 0;
    }

    /**
     * Since when a job's lane starves, if it is therefore served first whatever its workspace's share; empty if it does
     * not starve, if its workspace was preferred recently for that or reserves devices for another such lane, or was not
     * served either: then its share decides.
     */
    public Optional<Instant> starvedSince(Lane lane, Job job, Instant now) {
        Instant since = job.state().times().created();
        boolean starves = !now.isBefore(since.plus(STARVATION_AGE))
                && !served.containsKey(lane)
                && !preferred.containsKey(lane.workspace())
                && reserving.getOrDefault(lane.workspace(), lane).equals(lane)
                && isServed(lane.workspace());
        return starves ? Optional.of(since) : Optional.empty();
    }

    private boolean isServed(WorkspaceId workspace) {
        Serving serving = last.get(workspace);
        return serving != null && !isPast(serving.at());
    }

    /**
     * Records that devices are reserved for a job in this pass. If its lane starves, no other of its workspace is
     * preferred meanwhile: small jobs, which find a place sooner, would always use up the preference of the large ones.
     */
    public void reserve(Lane lane, Job job, Instant now) {
        if (starvedSince(lane, job, now).isPresent()) {
            reserving.put(lane.workspace(), lane);
        }
    }

    /** Records that a job gets that many devices. */
    public void give(Lane lane, Job job, int devices, Instant now) {
        WorkspaceId workspace = job.ref().workspace();
        if (starvedSince(lane, job, now).isPresent()) {
            preferred.put(workspace, passedAt);
        }
        served.put(lane, passedAt);
        serve(workspace);
        used.merge(workspace, devices * GRANT_WEIGHT, Double::sum);
        held.merge(workspace, devices, Integer::sum);
    }

    private void serve(WorkspaceId workspace) {
        last.remove(workspace); // so that it becomes the most recent again
        last.put(workspace, new Serving(++servings, passedAt));
        if (last.size() > REMEMBERED) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** The current rank of a workspace. */
    public Standing standing(WorkspaceId workspace) {
        Serving serving = last.get(workspace);
        return new Standing(of(workspace), serving == null ? 0 : serving.number());
    }

    /** The share of a workspace; 0 if negligible. */
    public double of(WorkspaceId workspace) {
        return used.getOrDefault(workspace, 0.0) + held.getOrDefault(workspace, 0) * HELD_WEIGHT;
    }
}
