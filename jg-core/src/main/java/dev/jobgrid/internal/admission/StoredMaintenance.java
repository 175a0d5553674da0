package dev.jobgrid.internal.admission;

import dev.jobgrid.Maintenance;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.internal.instances.CacheTtl;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.submit.GridPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The closed parts from the store, cached for {@link CacheTtl}; closing or opening a part waits for that. Thread-safe.
 */
public final class StoredMaintenance implements Maintenance {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(60);
    private static final int MAX_MESSAGE = 500;

    private final AdmissionStore store;
    private final GridClock clock;
    private final AtomicReference<Optional<Known>> known = new AtomicReference<>(Optional.empty());

    private record Known(Map<GridPart, String> closed, long askedNanos) {}

    /** Maintenance of this store. */
    public StoredMaintenance(AdmissionStore store, GridClock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public void close(GridPart part, String message) {
        if (message.isBlank() || message.length() > MAX_MESSAGE) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "the message has " + message.length() + " characters, 1 to " + MAX_MESSAGE + " are allowed");
        }
        store.close(part, message);
        awaitKnownEverywhere();
    }

    @Override
    public void open(GridPart part) {
        store.open(part);
        awaitKnownEverywhere();
    }

    private void awaitKnownEverywhere() {
        known.set(Optional.empty());
        CacheTtl.awaitExpired();
    }

    @Override
    public Map<GridPart, String> closed() {
        return store.closed();
    }

    /**
     * Checks that this part is open.
     *
     * @throws JobGridException with the code for the closed part
     */
    public void check(GridPart part) {
        // The time before the call, so that the age of a slow result counts from when it was read.
        long now = clock.nanoTime();
        Map<GridPart, String> closed = known.get()
                .filter(last -> CacheTtl.isFresh(last.askedNanos(), now))
                .map(Known::closed)
                .orElseGet(() -> ask(now));
        if (closed.containsKey(part)) {
            throw new JobGridException(code(part), closed.get(part), List.of(), Optional.of(RETRY_AFTER));
        }
    }

    private Map<GridPart, String> ask(long now) {
        Map<GridPart, String> closed = store.closed();
        known.set(Optional.of(new Known(closed, now)));
        return closed;
    }

    private static ErrorCode code(GridPart part) {
        return switch (part) {
            case JOBS -> ErrorCode.MAINTENANCE_ACTIVE;
            case INPUTS -> ErrorCode.JOB_INPUTS_UNAVAILABLE;
            case ARTIFACTS -> ErrorCode.ARTIFACTS_UNAVAILABLE;
        };
    }
}
