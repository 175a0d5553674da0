package dev.jobgrid.internal.callbacks;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.time.DueTimes;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.callback.CallbackSender;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Finds due callbacks and starts a loop for each try. Before a try the callback is claimed in the store for
 * {@link #CLAIM_DURATION}; after a crash of the grid it is due again at the end of the claim. Grids on one store share
 * the work. Stepped by one thread.
 */
public final class CallbackDispatcher implements Loop {
    /** Longer than any try. */
    static final Duration CLAIM_DURATION = Duration.ofSeconds(45);

    private static final int PAGE = 100;

    /** While nothing is due, a poll finds only this grid's retries, or callbacks stored by others. */
    private static final int IDLE_POLL_FACTOR = 3;

    /** While there are no retries either. */
    private static final int NO_RETRIES_POLL_FACTOR = 10;

    private final Parts parts;
    private final Semaphore wakeUps;
    private final CallbackSlots inFlight = new CallbackSlots();
    private final DueTimes<JobRef> tries;
    private final AtomicReference<Instant> triesUntil = new AtomicReference<>(Instant.MIN);
    private boolean wasNoneDue;
    private Optional<Instant> lastLook = Optional.empty();

    /**
     * The collaborators of a dispatcher.
     *
     * @param closing ends the steps
     */
    public record Parts(
            CallbackOutbox outbox,
            JobStore jobs,
            CallbackSender sender,
            Changes changes,
            GridObserver observer,
            Loops loops,
            Duration pollEvery,
            GridClock clock,
            CountDownLatch closing) {}

    /** A dispatcher woken by these permits, also for its end. */
    public CallbackDispatcher(Parts parts, Semaphore wakeUps) {
        this.parts = parts;
        this.wakeUps = wakeUps;
        this.tries = new DueTimes<>(parts.clock());
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        boolean woken = isWoken(wait);
        if (parts.closing().getCount() == 0) {
            return false;
        }
        if (woken) {
            wakeUps.drainPermits();
            dispatch(parts.clock().instant());
        }
        return true;
    }

    private boolean isWoken(Duration wait) throws InterruptedException {
        boolean woken = wakeUps.tryAcquire(tries.untilNext(wait).toNanos(), TimeUnit.NANOSECONDS);
        return tries.pass() || woken || isLookDue(parts.clock().instant());
    }

    private boolean isLookDue(Instant now) {
        int pollFactor = !wasNoneDue ? 1 : now.isAfter(triesUntil.get()) ? NO_RETRIES_POLL_FACTOR : IDLE_POLL_FACTOR;
        return lastLook.map(at -> now.isBefore(at)
                        || !now.isBefore(at.plus(parts.pollEvery().multipliedBy(pollFactor))))
                .orElse(true);
    }

    private void dispatch(Instant now) {
        lastLook = Optional.of(now);
        wasNoneDue = true;
        boolean more = true;
        while (more && inFlight.hasRoom()) {
            Set<String> receivers = new HashSet<>(parts.sender().resting());
            receivers.addAll(inFlight.fullReceivers());
            List<CallbackDelivery> due =
                    parts.outbox().due(tries.until(now), PAGE, receivers, inFlight.fullWorkspaces());
            wasNoneDue &= due.isEmpty();
            int begun = 0;
            for (CallbackDelivery delivery : due) {
                begun += begin(delivery, now) ? 1 : 0;
            }
            // A page may hold one receiver or workspace only: the next page leaves it out and has the others.
            more = begun > 0 && due.size() == PAGE;
        }
    }

    private boolean begin(CallbackDelivery delivery, Instant now) {
        if (!tries.isDue(delivery.job(), delivery.due(), now) || !inFlight.enter(delivery)) {
            return false;
        }
        CallbackDelivery held = delivery.with(delivery.progress().heldUntil(now.plus(CLAIM_DURATION)));
        boolean begun = false;
        try {
            begun = parts.outbox().update(CallbackChange.silent(delivery, held));
        } finally {
            if (!begun) {
                inFlight.leave(delivery);
            }
        }
        if (begun) {
            // Also after the clock was set back, when claimed callbacks appear due.
            tries.add(held.job(), held.due());
            start(held);
        }
        return begun;
    }

    private void start(CallbackDelivery held) {
        boolean isStarted = false;
        try {
            parts.loops().start("callback of " + held.job().id(), new CallbackTry(parts, held, this::ended));
            isStarted = true;
        } finally {
            if (!isStarted) {
                inFlight.leave(held); // it is due again when this claim ends
            }
        }
    }

    private void ended(CallbackDelivery delivery) {
        if (delivery.progress().state() == CallbackProgress.State.PENDING) {
            tries.add(delivery.job(), delivery.due());
            // A little longer, so that the poll which finds it is not delayed itself.
            Instant until = delivery.due().plus(parts.pollEvery().multipliedBy(NO_RETRIES_POLL_FACTOR));
            triesUntil.accumulateAndGet(until, (one, other) -> one.isAfter(other) ? one : other);
        } else {
            tries.remove(delivery.job());
        }
        inFlight.leave(delivery);
        wakeUps.release();
    }
}
