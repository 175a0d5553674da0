package dev.jobgrid.internal.retention;

import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Storage;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Begins a round each hour and a sweep of blobs each day, if no other grid on the store did, and goes on with them a page
 * a step. Stepped by one thread.
 */
public final class RetentionLoop implements Loop {
    private static final System.Logger LOG = System.getLogger(RetentionLoop.class.getName());
    private static final Duration ROUND_EVERY = Duration.ofHours(1);
    private static final Duration SWEEP_EVERY = Duration.ofDays(1);
    /** How often the store is asked whether another grid has begun. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(5);

    /** Between two pages, so that the store is never busy with this alone. */
    private static final long REST_MILLIS = 20;

    private final Storage storage;
    private final RetentionRules rules;
    private final InstantSource clock;
    private Optional<Instant> lastLook = Optional.empty();
    private Optional<RetentionRound> round = Optional.empty();
    private Optional<OrphanSweep> sweep = Optional.empty();

    /** A loop by these rules. */
    public RetentionLoop(Storage storage, RetentionRules rules, InstantSource clock) {
        this.storage = storage;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (round.isPresent()) {
            go(round.get());
        } else if (sweep.isPresent()) {
            go(sweep.get());
        } else {
            look();
        }
        boolean busy = round.isPresent() || sweep.isPresent();
        TimeUnit.NANOSECONDS.sleep(
                busy ? Math.min(wait.toNanos(), TimeUnit.MILLISECONDS.toNanos(REST_MILLIS)) : wait.toNanos());
        return true;
    }

    private void look() {
        Instant now = clock.instant();
        if (lastLook.filter(at -> !now.isBefore(at) && now.isBefore(at.plus(LOOK_EVERY)))
                .isPresent()) {
            return;
        }
        lastLook = Optional.of(now);
        if (storage.retention().begin("rows", ROUND_EVERY)) {
            round = Optional.of(new RetentionRound(storage, rules, now, true));
        }
        if (storage.retention().begin("blobs", SWEEP_EVERY)) {
            sweep = Optional.of(new OrphanSweep(storage, now.minus(rules.grace()), true));
        }
    }

    private void go(RetentionRound going) {
        if (going.isOver()) {
            tell(going.report());
            round = Optional.empty();
        } else {
            going.step();
        }
    }

    private void go(OrphanSweep going) {
        if (going.isOver()) {
            tell(going.report());
            sweep = Optional.empty();
        } else {
            going.step();
        }
    }

    private static void tell(RetentionReport report) {
        report.gone()
                .forEach((part, amount) -> LOG.log(
                        Level.INFO,
                        "retention: " + amount.count() + " of " + part + " went, " + amount.bytes() + " bytes"));
    }
}
