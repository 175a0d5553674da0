package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.store.JobReads;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of the queue that one pass reads: the heads of all lanes while they are few, else those chosen by
 * {@link FairQueueScan}. While few lanes are long, most passes only continue in them: entries of jobs that were placed
 * stand before the head of each, and a store may pass them at each look. Single-threaded.
 */
final class QueueScan {
    /** A queue with this many lanes is long. */
    static final int LANES = 256;

    /** How long passes may continue in known lanes: a job elsewhere is read at the latest after this time. */
    private static final Duration CONTINUES_FOR = Duration.ofMillis(100);

    /** Each lane that a pass continues in takes a query. */
    private static final int MAX_CONTINUED = 8;

    private static final int MIN_PER_LANE = 8;
    private static final int MAX_PER_LANE = 256;

    private final JobReads jobs;
    private final FairShare share;
    private final Duration every;
    private Optional<FairQueueScan> many = Optional.empty();
    // First jobs of the lanes to continue in.
    private List<Job> firsts = List.of();
    private Instant allReadAt = Instant.EPOCH;
    private boolean isContinued;
    private boolean isMore;
    private boolean isEmpty;
    private int aside;

    /**
     * Heads of the lanes of this queue.
     *
     * @param every how often waiting workspaces of a long queue are listed, and some get waiting messages
     */
    QueueScan(JobReads jobs, FairShare share, Duration every) {
        this.jobs = jobs;
        this.share = share;
        this.every = every;
    }

    /**
     * Reads them.
     *
     * @param dueBy jobs that may be placed by this moment
     * @param came workspaces with new jobs since the last pass
     * @param room the free devices of each offer
     */
    List<QueuedLane> read(Instant dueBy, List<WorkspaceId> came, Map<String, Integer> room, Instant now) {
        if (many.map(FairQueueScan::mayBeShort).orElse(true)) {
            List<QueuedLane> found = scan(dueBy, came, room, now);
            if (found.size() < LANES) {
                many = Optional.empty();
                return found;
            }
        }
        FairQueueScan queue = many.orElseGet(() -> new FairQueueScan(jobs, share, every));
        many = Optional.of(queue);
        isEmpty = false;
        isContinued = false;
        queue.arrive(came);
        return queue.read(dueBy, room, now);
    }

    private List<QueuedLane> scan(Instant dueBy, List<WorkspaceId> came, Map<String, Integer> room, Instant now) {
        int free = room.values().stream().mapToInt(Integer::intValue).sum();
        // Behind jobs that could not be placed.
        int perLane = Math.min(MAX_PER_LANE, Math.max(MIN_PER_LANE, free + 1) + 2 * aside);
        List<QueuedLane> found = came.isEmpty() && !left(now).isZero() ? continued(dueBy, perLane, now) : List.of();
        isContinued = isAnyCut(found);
        if (!isContinued) {
            found = jobs.queued(QueueQuery.all(now, LANES, perLane).withDueBy(dueBy));
            allReadAt = now;
        }
        isEmpty = found.isEmpty();
        isMore = isAnyCut(found);
        firsts = isMore && found.size() <= MAX_CONTINUED
                ? found.stream().map(lane -> lane.jobs().get(0)).toList()
                : List.of();
        return found;
    }

    private List<QueuedLane> continued(Instant dueBy, int perLane, Instant now) {
        return firsts.stream()
                .flatMap(first ->
                        jobs.queued(QueueQuery.startingAt(first, now, perLane).withDueBy(dueBy)).stream())
                .toList();
    }

    private static boolean isAnyCut(List<QueuedLane> lanes) {
        return lanes.stream().anyMatch(QueuedLane::isCut);
    }

    /** How long passes may still continue; nothing if the clock was set back. */
    private Duration left(Instant now) {
        Duration left = CONTINUES_FOR.minus(Duration.between(allReadAt, now));
        return left.isNegative() || left.compareTo(CONTINUES_FOR) > 0 ? Duration.ZERO : left;
    }

    /** Makes the next pass read all lanes, whenever that is. */
    void restart() {
        firsts = List.of();
        isContinued = false;
    }

    /** Whether the last pass has not read all lanes, and the next is due for that. */
    boolean isDue(Instant now) {
        return isContinued && left(now).isZero();
    }

    /** How long the next pass may wait, this at most. */
    Duration untilDue(Instant now, Duration max) {
        return isContinued && left(now).compareTo(max) < 0 ? left(now) : max;
    }

    /** Whether there are more lanes than a pass reads. */
    boolean isLong() {
        return many.isPresent();
    }

    /** Whether the queue is empty. */
    boolean isEmpty() {
        return isEmpty;
    }

    /** Whether there are more jobs than were read. */
    boolean isMore() {
        return isLong() || isMore;
    }

    /** Whether jobs get waiting messages, if the scan decides that. */
    Optional<Boolean> isNotifying() {
        return many.map(FairQueueScan::isNotifying);
    }

    /** Whether all workspaces were read since the last time this was true. */
    boolean isSeenThrough() {
        return many.map(FairQueueScan::isSeenThrough).orElse(true);
    }

    /**
     * Ends a pass.
     *
     * @return whether another should follow at once
     */
    boolean end(PlacementPass.Found found, Map<String, Integer> room) {
        aside = found.aside();
        return many.map(queue -> queue.end(found, room)).orElse(isMore && found.placed() > 0 && !room.isEmpty());
    }
}
