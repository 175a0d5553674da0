package dev.jobgrid.internal.schedule;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeCircuitBreakers;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.history.RuntimeEstimates;
import dev.jobgrid.internal.instances.LocalInstance;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.schedule.PlacementPass.Found;
import dev.jobgrid.internal.screening.Classifier;
import dev.jobgrid.internal.time.DueTimes;
import dev.jobgrid.job.Job;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Router;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Places queued jobs on nodes that this grid can reach, in the order of {@link Queue}. Woken by submits, ends of runs
 * and peers; polls the store occasionally. Jobs that arrive at an empty queue are placed without reading it, where possible
 * with their submit. Stepped by one thread; {@link #tryPlace} may be called by any.
 */
public final class Dispatcher implements Loop {
    /**
     * After this many consecutive polls that find many jobs, or no free devices, the grid marks itself busy, which
     * costs a commit.
     */
    private static final int BUSY_AFTER_POLLS = 8;

    /** A poll that placed this many jobs found many, even if none was left. */
    private static final int MANY_PLACED = 4;

    /** While the queue is empty, a poll finds only jobs of other grids without a notification. */
    private static final int IDLE_POLL_FACTOR = 4;

    private final Parts with;
    private final UnreadSubmissions arrivals;
    private final Semaphore wakeUps;
    private final FairShare share = new FairShare();
    private final PlacementPass pass;
    private final QueueScan scan;
    // Of a look, or of a submit that places its own job; guards all below.
    private final Semaphore turn = new Semaphore(1);
    private Optional<Instant> lastLook = Optional.empty();
    private boolean idle;
    private boolean wasEmpty;
    private boolean isFull;
    private int busySteps;

    /**
     * The collaborators of a dispatcher.
     *
     * @param closing ends the steps
     */
    public record Parts(
            Storage storage,
            JobWriter writer,
            Capacity capacity,
            Runners runners,
            Router router,
            NodeCircuitBreakers breakers,
            RuntimeEstimates timings,
            GridSettings settings,
            GridClock clock,
            DueTimes<RunKey> retries,
            LocalInstance self,
            CountDownLatch closing) {}

    /**
     * A dispatcher woken by these permits, also for its end.
     *
     * @param arrivals jobs stored by this grid
     */
    public Dispatcher(Parts parts, UnreadSubmissions arrivals, Semaphore wakeUps) {
        this.with = parts;
        this.arrivals = arrivals;
        this.wakeUps = wakeUps;
        this.pass =
                new PlacementPass(parts, new Classifier(parts.settings().work().rules()), share);
        this.scan = new QueueScan(
                parts.storage().jobs(), share, parts.settings().running().pollEvery());
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        Duration max = scan.untilDue(with.clock().instant(), with.retries().untilNext(wait));
        boolean woken = wakeUps.tryAcquire(max.toNanos(), TimeUnit.NANOSECONDS);
        if (with.closing().getCount() == 0) {
            return false;
        }
        if (!turn.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            if (woken) {
                wakeUps.release();
            }
            return true;
        }
        try {
            look(woken);
        } finally {
            turn.release();
        }
        return true;
    }

    private void look(boolean woken) {
        boolean isRetryDue = with.retries().pass();
        if (!with.self().isJoined()) {
            // No job is placed before peers know this grid.
            idle = false;
            scan.restart();
            return;
        }
        if (woken || isRetryDue || scan.isDue(with.clock().instant())) {
            wakeUps.drainPermits();
            if (idle && wasEmpty) {
                place(arrivals.lanes());
            }
            poll();
        } else if (!idle && !isFull) {
            rest();
        } else if (isLookDue()) {
            poll();
        }
    }

    /**
     * Places a job that is about to be stored where it was quoted, so that it need not wait for a look: only if nobody
     * waits before it, as far as a look would tell. Never waits.
     *
     * @return empty if it has to be stored as queued; else no look begins until it is stored
     */
    public Optional<PlacedSubmit> tryPlace(Job fresh, Decision quoted) {
        if (quoted.outcome() != Outcome.PLACED || !turn.tryAcquire()) {
            return Optional.empty();
        }
        Optional<PlacedSubmit> placed = Optional.empty();
        try {
            if (isAtRest()) {
                placed = pass.place(fresh, quoted, with.clock().instant(), turn::release);
            }
            return placed;
        } finally {
            if (placed.isEmpty()) {
                turn.release();
            }
        }
    }

    /** Whether the last look found nobody, and nothing asks for another. */
    private boolean isAtRest() {
        return idle
                && wasEmpty
                && arrivals.isEmpty()
                && wakeUps.availablePermits() == 0
                && !turn.hasQueuedThreads()
                && !with.retries().untilNext(Duration.ofSeconds(1)).isZero()
                && !isLookDue()
                && with.self().isJoined()
                && with.closing().getCount() > 0;
    }

    /** Marks the grid idle, and polls once more: a job stored just before had no notification. */
    private void rest() {
        with.storage().instances().idle(with.self().id(), true);
        idle = true;
        busySteps = 0;
        poll();
    }

    /** Places arrivals that need not wait for others. The next poll finds all other jobs. */
    private void place(List<QueuedLane> lanes) {
        if (lanes.isEmpty()) {
            return;
        }
        wasEmpty = false;
        Instant now = with.clock().instant();
        pass.begin(now);
        pass.foresee(lanes, now);
        pass.place(new Queue(share, lanes, now), now);
    }

    private boolean isLookDue() {
        Instant now = with.clock().instant();
        Duration every = with.settings().running().pollEvery().multipliedBy(wasEmpty ? IDLE_POLL_FACTOR : 1);
        return lastLook.map(at -> now.isBefore(at) || !now.isBefore(at.plus(every)))
                .orElse(true);
    }

    private void poll() {
        Instant now = with.clock().instant();
        lastLook = Optional.of(now);
        List<WorkspaceId> came = arrivals.lookBegins();
        pass.begin(now);
        List<QueuedLane> lanes =
                due(scan.read(with.retries().until(now), came, with.capacity().free(), now));
        wasEmpty = scan.isEmpty();
        scan.isNotifying().ifPresent(pass::setNotifies);
        if (scan.isSeenThrough()) {
            pass.beginAll();
        }
        pass.foresee(lanes, now);
        Found found = pass.place(new Queue(share, lanes, now), now);
        Map<String, Integer> room = with.capacity().free();
        if (scan.end(found, room)) {
            wakeUps.release();
        }
        isFull = room.isEmpty() && (scan.isLong() || isAnyLeft(lanes, found.placed()));
        settle(found.placed(), lanes.isEmpty());
    }

    private void settle(int placed, boolean isEmpty) {
        boolean isPlenty = placed > 0 && (scan.isMore() || placed >= MANY_PLACED);
        if (isPlenty || isFull) {
            keepBusy();
        } else if (placed > 0 || isEmpty) {
            busySteps = 0;
            if (!idle) {
                rest();
            }
        }
    }

    /**
     * Without retries whose wait has not passed, even if the wall clock was set forward. A retry of a lost peer may
     * start early here after the clock was set back, rather than hours late.
     */
    private List<QueuedLane> due(List<QueuedLane> found) {
        List<QueuedLane> due = new ArrayList<>(found.size());
        for (QueuedLane lane : found) {
            List<Job> jobs = lane.jobs().stream()
                    .filter(job -> job.attempt()
                            .notBefore()
                            .filter(at -> with.retries().isEarly(job.run(), at))
                            .isEmpty())
                    .toList();
            if (!jobs.isEmpty()) {
                due.add(new QueuedLane(lane.lane(), jobs, lane.isCut()));
            }
        }
        return due;
    }

    private static boolean isAnyLeft(List<QueuedLane> lanes, int placed) {
        return lanes.stream().mapToInt(lane -> lane.jobs().size()).sum() > placed;
    }

    /**
     * A grid that finds work at each poll, or no free devices until a run of its own ends, marks itself busy: others
     * then need not notify it.
     */
    private void keepBusy() {
        if (idle && ++busySteps == BUSY_AFTER_POLLS) {
            with.storage().instances().idle(with.self().id(), false);
            idle = false;
        }
    }
}
