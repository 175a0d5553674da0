package dev.jobgrid.internal.admission;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.AdmissionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds what the large specs of a workspace's queued jobs take. Counts what this grid admits, and asks the store now
 * and then: jobs that are admitted at one moment, here or by other grids, may pass the limit together. Nothing is locked
 * during a call of the store, which a caller's transaction may make. Thread-safe.
 */
final class QueuedBytes {
    /** Until then a count may miss what other grids admit. */
    private static final Duration STALE = Duration.ofSeconds(10);

    /** A refused client may try again and again. */
    private static final Duration BETWEEN_REFUSALS = Duration.ofSeconds(1);

    private static final int MAX_WORKSPACES = 1_000;

    private final AdmissionStore store;
    private final InstantSource clock;
    private final long max;
    private final Map<WorkspaceId, Count> counts = new ConcurrentHashMap<>();

    /**
     * What a workspace has queued.
     *
     * @param stored as the store said
     * @param admitted since it was asked
     * @param asked when
     */
    private record Count(long stored, long admitted, Instant asked) {
        long bytes() {
            return stored + admitted;
        }

        Count plus(long bytes) {
            return new Count(stored, admitted + bytes, asked);
        }

        boolean isOlder(Duration age, Instant now) {
            return now.isBefore(asked) || !now.isBefore(asked.plus(age));
        }
    }

    QueuedBytes(AdmissionStore store, long max, InstantSource clock) {
        this.store = store;
        this.max = max;
        this.clock = clock;
    }

    long max() {
        return max;
    }

    /** Counts jobs of so many bytes in, unless their workspace has too many queued: then it says how many. */
    OptionalLong admit(WorkspaceId workspace, long bytes) {
        OptionalLong queued = exceeded(workspace, bytes);
        if (queued.isEmpty() && bytes > 0) {
            counts.computeIfPresent(workspace, (key, count) -> count.plus(bytes));
        }
        return queued;
    }

    /** How many bytes the workspace has queued, if jobs of so many more would exceed the limit. */
    OptionalLong exceeded(WorkspaceId workspace, long bytes) {
        if (bytes == 0) {
            return OptionalLong.empty();
        }
        Instant now = clock.instant();
        Optional<Count> last = Optional.ofNullable(counts.get(workspace));
        boolean isFull = last.map(count -> count.bytes() + bytes > max).orElse(false);
        Duration age = isFull ? BETWEEN_REFUSALS : STALE;
        long queued =
                last.filter(count -> !count.isOlder(age, now)).map(Count::bytes).orElseGet(() -> ask(workspace, now));
        return queued + bytes > max ? OptionalLong.of(queued) : OptionalLong.empty();
    }

    private long ask(WorkspaceId workspace, Instant now) {
        if (counts.size() >= MAX_WORKSPACES) {
            counts.values().removeIf(count -> count.isOlder(STALE, now));
        }
        // What is admitted during the call may be stored too late for its answer.
        counts.compute(workspace, (key, last) -> new Count(last == null ? 0 : last.bytes(), 0, now));
        long stored = store.queuedBytes(workspace);
        Count fresh =
                counts.compute(workspace, (key, last) -> new Count(stored, last == null ? 0 : last.admitted(), now));
        return fresh.bytes();
    }
}
