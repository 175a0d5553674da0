package dev.jobgrid.internal.retention;

import dev.jobgrid.Retention;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.Storage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Rounds that an operator asks for, from beginning to end. Thread-safe. */
public final class StoredRetention implements Retention {
    private final Storage storage;
    private final RetentionRules rules;
    private final InstantSource clock;

    /** Retention of this storage by these rules. */
    public StoredRetention(Storage storage, RetentionRules rules, InstantSource clock) {
        this.storage = storage;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public RetentionReport preview() {
        return go(false);
    }

    @Override
    public RetentionReport run() {
        return go(true);
    }

    private RetentionReport go(boolean removes) {
        Instant now = clock.instant();
        RetentionRound round = new RetentionRound(storage, rules, now, removes);
        while (!round.isOver()) {
            round.step();
        }
        OrphanSweep sweep = new OrphanSweep(storage, now.minus(rules.grace()), removes);
        while (!sweep.isOver()) {
            sweep.step();
        }
        RetentionReport report = round.report();
        for (Map.Entry<RetentionPart, RetentionReport.Amount> orphans :
                sweep.report().gone().entrySet()) {
            report = report.plus(orphans.getKey(), orphans.getValue());
        }
        return report;
    }
}
