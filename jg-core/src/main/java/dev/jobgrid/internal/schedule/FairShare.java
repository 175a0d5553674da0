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
 * How much each workspace has: what it holds now, and what it held of late, in device-seconds that lose half their weight
 * in {@link #HALF_LIFE}. The workspace that has least comes first, so one with a few jobs is not held back by one with
 * many, and one that waits comes ever further to the front; among those that have nothing any more, the one that was served
 * longest ago. A lane that finds no place for long although its workspace is served, as one of large jobs beside many small
 * ones, comes first now and then. Pure apart from what it is told; single-threaded.
 */
public final class FairShare {
    /** How long ago use counts half. */
    public static final Duration HALF_LIFE = Duration.ofHours(1);

    /**
     * What a device counts while it is held, beside the time it was held so far: a run that has just begun will go on, and
     * a workspace of long runs would take everything before its use shows.
     */
    static final double HELD_WEIGHT = HALF_LIFE.toSeconds();

    /** Counted for every device given out, so that many short runs are no cheaper than one long one. */
    static final double GRANT_WEIGHT = 10;

    /** Less than this is nothing: a workspace that waits comes to stand level with one that is new. */
    private static final double NEGLIGIBLE = 1;

    /** How long a lane may find no place before its workspace may have it served first, once in that time. */
    public static final Duration STARVATION_AGE = Duration.ofHours(6);

    /** Of so many workspaces it is known when they were last served; the others count as never served. */
    private static final int REMEMBERED = 100_000;

    private final Map<WorkspaceId, Double> used = new HashMap<>();
    private final Map<Lane, Duration> served = new HashMap<>();
    private final Map<WorkspaceId, Duration> preferred = new HashMap<>();
    private final Map<WorkspaceId, Integer> held = new HashMap<>();
    private final Map<WorkspaceId, Serving> last = new LinkedHashMap<>();
    private long servings;
    private Duration told = Duration.ZERO;

    /** That a workspace was given a place: as which one of all, and when. */
    private record Serving(long number, Duration at) {}

    /**
     * Where a workspace stands: who comes first is served first.
     *
     * @param has what it has, as {@link #of} tells
     * @param served after how many places it was given its last one; 0 if none is known
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
     * Takes note of what workspaces hold at this moment; what they were last said to hold, they held until now.
     *
     * @param devices how many devices each workspace holds
     * @param now how much time has passed since any moment, always the same one: no clock that can be set tells it
     */
    public void pass(Map<WorkspaceId, Integer> devices, Duration now) {
        double seconds = Math.max(0, now.minus(told).toMillis() / 1000.0);
        told = now;
        double kept = Math.pow(0.5, seconds / HALF_LIFE.toSeconds());
        used.replaceAll((workspace, use) -> use * kept);
        held.forEach((workspace, count) -> used.merge(workspace, count * seconds, Double::sum));
        used.values().removeIf(use -> use < NEGLIGIBLE);
        held.clear();
        held.putAll(devices);
        served.values().removeIf(this::isPast);
        preferred.values().removeIf(this::isPast);
    }

    private boolean isPast(Duration at) {
        return told.compareTo(at.plus(STARVATION_AGE)) >= 0;
    }

    /**
     * Since when a job's lane finds no place, if that is so long that it comes first whatever its workspace has; empty if it
     * does not, its workspace was preferred so of late, or was not served either: then it comes by what it has.
     */
    public Optional<Instant> starvedSince(Lane lane, Job job, Instant now) {
        Instant since = job.state().times().created();
        boolean starves = !now.isBefore(since.plus(STARVATION_AGE))
                && !served.containsKey(lane)
                && !preferred.containsKey(lane.workspace())
                && isServed(lane.workspace());
        return starves ? Optional.of(since) : Optional.empty();
    }

    private boolean isServed(WorkspaceId workspace) {
        Serving serving = last.get(workspace);
        return serving != null && !isPast(serving.at());
    }

    /** Takes note that a job is given so many devices. */
    public void give(Lane lane, Job job, int devices, Instant now) {
        WorkspaceId workspace = job.ref().workspace();
        if (starvedSince(lane, job, now).isPresent()) {
            preferred.put(workspace, told);
        }
        served.put(lane, told);
        serve(workspace);
        used.merge(workspace, devices * GRANT_WEIGHT, Double::sum);
        held.merge(workspace, devices, Integer::sum);
    }

    private void serve(WorkspaceId workspace) {
        last.remove(workspace); // so that it is the last of them again
        last.put(workspace, new Serving(++servings, told));
        if (last.size() > REMEMBERED) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** Where a workspace stands at this moment. */
    public Standing standing(WorkspaceId workspace) {
        Serving serving = last.get(workspace);
        return new Standing(of(workspace), serving == null ? 0 : serving.number());
    }

    /** What a workspace has; 0 if nothing worth counting. */
    public double of(WorkspaceId workspace) {
        return used.getOrDefault(workspace, 0.0) + held.getOrDefault(workspace, 0) * HELD_WEIGHT;
    }
}
