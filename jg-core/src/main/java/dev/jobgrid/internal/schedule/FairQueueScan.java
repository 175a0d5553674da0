package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.JobReads;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the part of a long queue that one pass works through: some lanes of the workspaces with the least share, and
 * those with reservations. Further passes continue with the next workspaces while there are free devices that someone
 * may want. The amount read depends on free devices, not on the length of the queue. Single-threaded.
 */
final class FairQueueScan {
    /** Lanes of a workspace per pass; its next pass continues there. */
    static final int LANES = 16;

    private static final int MIN_PER_LANE = 8;
    private static final int MAX_PER_LANE = 256;

    /** Workspaces read beyond those that there are free devices for. */
    private static final int EXTRA_WORKSPACES = 8;

    private static final int MAX_WORKSPACES = 256;

    /** Workspaces whose jobs get a waiting message per scan, whatever devices are free. */
    private static final int NOTIFIED_PER_SCAN = 64;

    private static final int MIN_LEARNED = 64;
    private static final int MAX_KEPT = 64;

    private final JobReads jobs;
    private final Duration every;
    private final WaitingWorkspaces waiting;
    private final ScanRounds rounds = new ScanRounds();
    private List<Lane> kept = List.of();
    private final Map<WorkspaceId, Window> read = new LinkedHashMap<>();
    private Optional<WorkspaceId> learnedTo = Optional.empty();
    private Optional<Instant> learnedAt = Optional.empty();
    private Optional<Instant> notifiedAt = Optional.empty();
    private boolean isLearning;
    private boolean hasLearned;
    private boolean isPlacing;
    private boolean isNotifying;
    // Those read for messages only.
    private List<WorkspaceId> notified = List.of();

    /** The range of lanes of a workspace that was read: the first, and the one after the last. */
    private record Window(Optional<String> from, Optional<String> next) {}

    /**
     * A queue that was not read yet.
     *
     * @param every how often waiting workspaces are listed, and some get waiting messages
     */
    FairQueueScan(JobReads jobs, FairShare share, Duration every) {
        this.jobs = jobs;
        this.every = every;
        this.waiting = new WaitingWorkspaces(share);
    }

    /** Records that these have jobs that no pass has found. */
    void arrive(List<WorkspaceId> workspaces) {
        workspaces.forEach(waiting::arrive);
    }

    /**
     * The lanes for one pass.
     *
     * @param dueBy jobs that may be placed by this moment
     * @param room the free devices of each offer
     */
    List<QueuedLane> read(Instant dueBy, Map<String, Integer> room, Instant now) {
        read.clear();
        isPlacing = !room.isEmpty();
        if (rounds.begin(room)) {
            waiting.beginRound();
        }
        learn(rounds.wanted(room), now);
        Set<WorkspaceId> picked = picked(room, now);
        QueueQuery query = QueueQuery.all(now, LANES, perLane(room, picked.size()))
                .withDueBy(dueBy)
                .oneOf(picked.size());
        Map<Lane, QueuedLane> lanes = new HashMap<>();
        if (isPlacing) {
            kept.forEach(lane -> keep(lane, query, lanes));
        }
        picked.forEach(workspace -> read(workspace, query, lanes));
        return List.copyOf(lanes.values());
    }

    private static int perLane(Map<String, Integer> room, int workspaces) {
        int free = room.values().stream().mapToInt(Integer::intValue).sum();
        return Math.max(MIN_PER_LANE, Math.min(MAX_PER_LANE, 1 + free / Math.max(1, workspaces)));
    }

    private void learn(int wanted, Instant now) {
        if (!isLearning && isDue(learnedAt, now)) {
            isLearning = true;
            learnedAt = Optional.of(now);
        }
        if (isLearning) {
            int max = Math.max(MIN_LEARNED, Math.min(MAX_WORKSPACES, 2 * wanted));
            List<WorkspaceId> found = jobs.waiting(learnedTo, max);
            waiting.addAll(found);
            isLearning = found.size() == max;
            hasLearned = !isLearning;
            learnedTo = isLearning ? Optional.of(found.get(max - 1)) : Optional.empty();
        }
    }

    private boolean isDue(Optional<Instant> last, Instant now) {
        return last.map(at -> now.isBefore(at) || !now.isBefore(at.plus(every))).orElse(true);
    }

    private Set<WorkspaceId> picked(Map<String, Integer> room, Instant now) {
        Set<WorkspaceId> picked = new LinkedHashSet<>();
        int max = Math.min(MAX_WORKSPACES, rounds.wanted(room) + EXTRA_WORKSPACES);
        List<WorkspaceId> fresh = waiting.fresh(rounds.isRound() || !isPlacing ? waiting.size() : max);
        if (rounds.isRound()) {
            picked.addAll(waiting.least(max));
        } else if (isPlacing) {
            picked.addAll(fresh);
        }
        notified = List.of();
        isNotifying = isDue(notifiedAt, now);
        if (isNotifying) {
            notifiedAt = Optional.of(now);
            notified = waiting.inTurn(NOTIFIED_PER_SCAN).stream()
                    .filter(workspace -> !picked.contains(workspace))
                    .toList();
            picked.addAll(notified);
        }
        return picked;
    }

    private void keep(Lane lane, QueueQuery query, Map<Lane, QueuedLane> lanes) {
        QueueQuery.From from = new QueueQuery.From(lane.workspace(), Optional.of(lane.shape()));
        jobs.queued(query.withFrom(from, 1)).stream()
                .filter(found -> found.lane().equals(lane))
                .forEach(found -> lanes.put(lane, found));
    }

    private void read(WorkspaceId workspace, QueueQuery query, Map<Lane, QueuedLane> lanes) {
        Optional<String> from = waiting.from(workspace);
        List<QueuedLane> found = lanes(workspace, from, query);
        if (found.isEmpty() && from.isPresent()) {
            from = Optional.empty();
            found = lanes(workspace, from, query);
        }
        if (found.isEmpty()) {
            waiting.remove(workspace);
            return;
        }
        found.stream().limit(LANES).forEach(lane -> lanes.putIfAbsent(lane.lane(), lane));
        Optional<String> next =
                found.stream().skip(LANES).findFirst().map(lane -> lane.lane().shape());
        read.put(workspace, new Window(from, next));
    }

    private List<QueuedLane> lanes(WorkspaceId workspace, Optional<String> from, QueueQuery query) {
        return jobs.queued(query.withFrom(new QueueQuery.From(workspace, from), LANES + 1));
    }

    /**
     * Ends a pass.
     *
     * @param found its result for the lanes
     * @param room the free devices of each offer now
     * @return whether another should follow at once
     */
    boolean end(PlacementPass.Found found, Map<String, Integer> room) {
        boolean isWanted = rounds.wanted(room) > 0;
        read.forEach((workspace, window) -> goOn(workspace, window, found, isWanted));
        if (isPlacing) {
            kept = found.kept().stream().limit(MAX_KEPT).toList();
        }
        if (!rounds.isRound() && notified.stream().anyMatch(found.served()::contains)) {
            rounds.forget(); // there is demand for unwanted devices after all
        }
        if (rounds.end(room, waiting.isEachTried() && !isLearning)) {
            waiting.beginRound();
        }
        return rounds.isRound() || !room.isEmpty() && (isLearning || waiting.isAnyFresh());
    }

    private void goOn(WorkspaceId workspace, Window window, PlacementPass.Found found, boolean isWanted) {
        boolean isServed = found.served().contains(workspace);
        if (isServed || isWanted) {
            waiting.goOn(workspace, window.next());
        }
        if (!isServed && isWanted && window.next().isEmpty()) {
            waiting.tried(workspace, window.from());
        }
    }

    /** Whether jobs get waiting messages. */
    boolean isNotifying() {
        return isNotifying;
    }

    /** Whether all workspaces were read since the last time this was true. */
    boolean isSeenThrough() {
        return isNotifying && waiting.isTurnOver();
    }

    /** Whether there may be few lanes by now; valid until waiting workspaces are listed again. */
    boolean mayBeShort() {
        boolean mayBe = hasLearned && waiting.size() < QueueScan.LANES;
        hasLearned = false;
        return mayBe;
    }
}
