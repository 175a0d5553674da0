package dev.jobgrid.internal.auth;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.internal.instances.CacheTtl;
import dev.jobgrid.spi.store.ApiKeyStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Caches keys, so that not every request reads the store; revoking a key waits for {@link CacheTtl}. Thread-safe. */
final class ApiKeyCache {
    private static final int MAX_KEYS = 10_000;

    private final ApiKeyStore store;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(ApiKey key, long askedNanos) {}

    ApiKeyCache(ApiKeyStore store) {
        this.store = store;
    }

    /** The key with this hash. A missing key is looked up each time, so that a new key works at once. */
    Optional<ApiKey> find(String sha256) {
        long now = System.nanoTime();
        Known before = known.get(sha256);
        if (before != null && CacheTtl.isFresh(before.askedNanos(), now)) {
            return Optional.of(before.key());
        }
        Optional<ApiKey> found = store.findBySha256(sha256);
        if (known.size() >= MAX_KEYS) {
            known.clear();
        }
        found.ifPresentOrElse(key -> known.put(sha256, new Known(key, now)), () -> known.remove(sha256));
        return found;
    }
}
