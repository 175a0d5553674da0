package dev.jobgrid.internal.retention;

import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts a retention round each hour and an orphan sweep each day, if no other grid on the store did, and continues
 * them a page per step. Stepped by one thread.
 */
public final class RetentionLoop implements Loop {
    private static final System.Logger LOG = System.getLogger(RetentionLoop.class.getName());
    private static final Duration ROUND_EVERY = Duration.ofHours(1);
    private static final Duration SWEEP_EVERY = Duration.ofDays(1);

    /** The trusted time runs at most this many times as fast as real time. */
    private static final int CATCH_UP_RATE = 2;

    /** How often the store is polled for rounds of other grids. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(5);

    /** The pause between two pages, so that retention does not saturate the store. */
    private static final long REST_MILLIS = 20;

    private final Storage storage;
    private final RetentionRules rules;
    private final GridClock clock;
    private final CountDownLatch closing;
    private Optional<Instant> lastLook = Optional.empty();
    private Believed believed;
    private Optional<RetentionRound> round = Optional.empty();
    private Optional<OrphanSweep> sweep = Optional.empty();
    private boolean announced;
    private Optional<String> loggedReason = Optional.empty();

    /** The trusted time of a round, and the time since. */
    private record Believed(Instant at, Stopwatch since) {
        /** The latest trusted time now: a wall clock that is ahead is approached slowly. */
        Instant latest() {
            return at.plus(since.elapsed().multipliedBy(CATCH_UP_RATE)).plus(ROUND_EVERY);
        }
    }

    /**
     * A loop with these rules.
     *
     * @param closing ends the steps
     */
    public RetentionLoop(Storage storage, RetentionRules rules, GridClock clock, CountDownLatch closing) {
        this.storage = storage;
        this.rules = rules;
        this.clock = clock;
        this.closing = closing;
        this.believed = new Believed(clock.instant(), Stopwatch.start(clock));
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (round.isPresent()) {
            go(round.get());
        } else if (sweep.isPresent()) {
            go(sweep.get());
        } else {
            poll();
        }
        boolean busy = round.isPresent() || sweep.isPresent();
        return !closing.await(
                busy ? Math.min(wait.toNanos(), TimeUnit.MILLISECONDS.toNanos(REST_MILLIS)) : wait.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void poll() {
        Instant now = clock.instant();
        if (lastLook.filter(at -> !now.isBefore(at) && now.isBefore(at.plus(LOOK_EVERY)))
                .isPresent()) {
            return;
        }
        lastLook = Optional.of(now);
        announce();
        boolean isRound = storage.retention().begin("rows", ROUND_EVERY);
        boolean isSweep = storage.retention().begin("blobs", SWEEP_EVERY);
        if (isRound || isSweep) {
            Instant until = believe(now);
            round = isRound ? Optional.of(new RetentionRound(storage, rules, until, true)) : Optional.empty();
            sweep = isSweep
                    ? Optional.of(
                            new OrphanSweep(storage, until, until.minus(rules.grace()), OrphanSweep.Extent.BOUNDED))
                    : Optional.empty();
        }
    }

    /** Other stores on the same blob store must see this one before its blobs are old. */
    private void announce() {
        if (announced) {
            return;
        }
        try {
            Optional<String> id = storage.id();
            if (id.isPresent()) {
                new StoreMarker(storage.blobs(), id.get()).announce();
            }
            announced = true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the marker blob is not stored; retrying", e);
        }
    }

    /**
     * The trusted time for ages. A wall clock that is set far ahead by mistake would make everything old at once, and
     * removed data does not return when the clock is corrected: so the trusted time follows with a delay.
     */
    private Instant believe(Instant now) {
        Instant latest = believed.latest().isBefore(now) ? believed.latest() : now;
        if (latest.isBefore(now)) {
            LOG.log(
                    Level.WARNING,
                    "retention: the wall clock jumped ahead to " + now + "; using " + latest + " and catching up");
        }
        believed = new Believed(latest, Stopwatch.start(clock));
        return latest;
    }

    private void go(RetentionRound going) {
        if (going.isOver()) {
            log(going.report());
            round = Optional.empty();
        } else {
            going.step();
        }
    }

    private void go(OrphanSweep going) {
        if (going.isOver()) {
            log(going.report());
            logReason(going.report().notRemovedReason());
            sweep = Optional.empty();
        } else {
            going.step();
        }
    }

    /** Once per reason, and again if it recurs. */
    private void logReason(Optional<String> left) {
        if (left.isPresent() && !left.equals(loggedReason)) {
            LOG.log(Level.WARNING, "retention: " + left.get());
        }
        loggedReason = left;
    }

    private static void log(RetentionReport report) {
        report.gone()
                .forEach((part, amount) -> LOG.log(
                        Level.INFO,
                        "retention: " + amount.count() + " of " + part + " went, " + amount.bytes() + " bytes"));
    }
}
