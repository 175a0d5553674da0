package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
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
 * {@link FairQueueScan}. Single-threaded.
 */
final class QueueScan {
    /** A queue with this many lanes is long. */
    static final int LANES = 256;

    private static final int MIN_PER_LANE = 8;
    private static final int MAX_PER_LANE = 256;

    private final JobReads jobs;
    private final FairShare share;
    private final Duration every;
    private Optional<FairQueueScan> many = Optional.empty();
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
     * @param until jobs that may be placed by this moment
     * @param came workspaces with new jobs since the last pass
     * @param room the free devices of each offer
     */
    List<QueuedLane> read(Instant until, List<WorkspaceId> came, Map<String, Integer> room, Instant now) {
        if (many.map(FairQueueScan::mayBeShort).orElse(true)) {
            List<QueuedLane> found = all(until, room);
            if (found.size() < LANES) {
                many = Optional.empty();
                return found;
            }
        }
        FairQueueScan queue = many.orElseGet(() -> new FairQueueScan(jobs, share, every));
        many = Optional.of(queue);
        isEmpty = false;
        queue.arrive(came);
        return queue.read(until, room, now);
    }

    private List<QueuedLane> all(Instant until, Map<String, Integer> room) {
        int free = room.values().stream().mapToInt(Integer::intValue).sum();
        // Behind jobs that could not be placed.
        int perLane = Math.min(MAX_PER_LANE, Math.max(MIN_PER_LANE, free + 1) + 2 * aside);
        List<QueuedLane> found = jobs.queued(QueueQuery.all(until, LANES, perLane));
        isEmpty = found.isEmpty();
        isMore = found.stream().anyMatch(lane -> lane.jobs().size() == perLane);
        return found;
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
    Optional<Boolean> isTelling() {
        return many.map(FairQueueScan::isTelling);
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
