package dev.jobgrid.internal.retention;

import dev.jobgrid.Retention;
import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionReport;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Runs complete rounds for an operator. Thread-safe. */
public final class StoredRetention implements Retention {
    private static final int PAGE = 200;

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
        return go(OrphanSweep.Extent.PREVIEW);
    }

    @Override
    public RetentionReport run() {
        return go(OrphanSweep.Extent.BOUNDED);
    }

    @Override
    public RetentionReport adoptBlobs() {
        Optional<StoreMarker> marker = storage.id().map(id -> new StoreMarker(storage.blobs(), id));
        if (marker.isPresent()) {
            try {
                removeOthers(marker.get());
                marker.get().settle(Instant.EPOCH);
            } catch (IOException e) {
                throw new UncheckedIOException("storing the marker blob failed", e);
            }
        }
        return swept(clock.instant(), OrphanSweep.Extent.ALL);
    }

    private void removeOthers(StoreMarker own) throws IOException {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            BlobStore.Page page = storage.blobs().list(after.get(), PAGE);
            for (BlobStore.Listed blob : page.blobs()) {
                if (own.isOther(blob.key())) {
                    storage.blobs().delete(blob.key());
                }
            }
            after = page.next();
        }
    }

    private RetentionReport go(OrphanSweep.Extent extent) {
        Instant now = clock.instant();
        RetentionRound round = new RetentionRound(storage, rules, now, extent != OrphanSweep.Extent.PREVIEW);
        while (!round.isOver()) {
            round.step();
        }
        RetentionReport report = swept(now, extent);
        for (Map.Entry<RetentionPart, RetentionReport.Amount> part :
                round.report().gone().entrySet()) {
            report = report.plus(part.getKey(), part.getValue());
        }
        return report;
    }

    private RetentionReport swept(Instant now, OrphanSweep.Extent extent) {
        OrphanSweep sweep = new OrphanSweep(storage, now, now.minus(rules.grace()), extent);
        while (!sweep.isOver()) {
            sweep.step();
        }
        return sweep.report();
    }
}
