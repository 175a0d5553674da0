package dev.jobgrid.internal.admission;

import dev.jobgrid.Maintenance;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.AdmissionStore;
import dev.jobgrid.submit.GridPart;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What is closed, as the store says; asked at most once a second. Thread-safe. */
public final class StoredMaintenance implements Maintenance {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(60);
    private static final int MAX_MESSAGE = 500;

    private final AdmissionStore store;
    private final InstantSource clock;
    private final AtomicReference<Optional<Seen>> seen = new AtomicReference<>(Optional.empty());

    private record Seen(Map<GridPart, String> closed, Instant at) {}

    /** What this store says. */
    public StoredMaintenance(AdmissionStore store, InstantSource clock) {
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
        seen.set(Optional.empty());
    }

    @Override
    public void open(GridPart part) {
        store.open(part);
        seen.set(Optional.empty());
    }

    @Override
    public Map<GridPart, String> closed() {
        return store.closed();
    }

    /**
     * Lets pass who needs this part, if it is open.
     *
     * @throws JobGridException with the code for what is closed
     */
    public void check(GridPart part) {
        Instant now = clock.instant();
        Optional<Seen> last = seen.get().filter(look -> now.isBefore(look.at().plus(FRESH)));
        Map<GridPart, String> closed = last.map(Seen::closed).orElseGet(() -> look(now));
        if (closed.containsKey(part)) {
            throw new JobGridException(code(part), closed.get(part), List.of(), Optional.of(RETRY_AFTER));
        }
    }

    private Map<GridPart, String> look(Instant now) {
        Map<GridPart, String> closed = store.closed();
        seen.set(Optional.of(new Seen(closed, now)));
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
