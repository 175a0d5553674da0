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
 * The heads of lanes that a look at the queue works through: all of them, as long as they are few; else those that
 * {@link FairQueueScan} chooses. Single-threaded.
 */
final class QueueScan {
    /** A queue of as many lanes is long. */
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
     * @param every how often a long queue is asked who waits, and some are told how they wait
     */
    QueueScan(JobReads jobs, FairShare share, Duration every) {
        this.jobs = jobs;
        this.share = share;
        this.every = every;
    }

    /**
     * Reads them.
     *
     * @param until jobs that may be tried by this moment
     * @param came whose jobs came since the last look
     * @param room how many devices of each offer are free
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
        // Behind those that stood aside for others.
        int perLane = Math.min(MAX_PER_LANE, Math.max(MIN_PER_LANE, free + 1) + 2 * aside);
        List<QueuedLane> found = jobs.queued(QueueQuery.all(until, LANES, perLane));
        isEmpty = found.isEmpty();
        isMore = found.stream().anyMatch(lane -> lane.jobs().size() == perLane);
        return found;
    }

    /** Whether there are more lanes than a look reads. */
    boolean isLong() {
        return many.isPresent();
    }

    /** Whether nothing waits. */
    boolean isEmpty() {
        return isEmpty;
    }

    /** Whether more waits than was read. */
    boolean isMore() {
        return isLong() || isMore;
    }

    /** Whether jobs are to be told how they wait, where that is not for those who work through them to say. */
    Optional<Boolean> isTelling() {
        return many.map(FairQueueScan::isTelling);
    }

    /** Whether each workspace's jobs were among what was read since this was last so. */
    boolean isSeenThrough() {
        return many.map(FairQueueScan::isSeenThrough).orElse(true);
    }

    /**
     * Ends a look.
     *
     * @return whether another is to follow at once
     */
    boolean end(PlacementPass.Found found, Map<String, Integer> room) {
        aside = found.aside();
        return many.map(queue -> queue.end(found, room)).orElse(isMore && found.placed() > 0 && !room.isEmpty());
    }
}
