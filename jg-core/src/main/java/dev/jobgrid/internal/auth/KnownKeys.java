package dev.jobgrid.internal.auth;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.spi.ApiKeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Keys that were found a moment ago, so that not every request asks the store. Who revokes a key waits here until every grid
 * on the store has forgotten it. Thread-safe.
 */
final class KnownKeys {
    /** So long a key is known from the moment before the store was asked, by this machine's monotonic clock. */
    private static final long KNOWN_NANOS = Duration.ofMillis(250).toNanos();

    private static final long REVOKED_NANOS = Duration.ofMillis(300).toNanos();
    private static final int MOST = 10_000;

    private final ApiKeyStore store;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(ApiKey key, long askedNanos) {}

    KnownKeys(ApiKeyStore store) {
        this.store = store;
    }

    /** The key with this hash. One that is not there is asked for each time, so that a new key works at once. */
    Optional<ApiKey> find(String sha256) {
        long now = System.nanoTime();
        Known before = known.get(sha256);
        if (before != null && now - before.askedNanos() < KNOWN_NANOS) {
            return Optional.of(before.key());
        }
        Optional<ApiKey> found = store.findBySha256(sha256);
        if (known.size() >= MOST) {
            known.clear();
        }
        found.ifPresentOrElse(key -> known.put(sha256, new Known(key, now)), () -> known.remove(sha256));
        return found;
    }

    /** Returns when no grid knows any more what the store said before the call. Goes on through interrupts, and keeps them. */
    void awaitForgotten() {
        long end = System.nanoTime() + REVOKED_NANOS;
        boolean interrupted = false;
        for (long left = REVOKED_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
