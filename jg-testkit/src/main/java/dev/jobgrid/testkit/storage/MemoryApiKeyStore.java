package dev.jobgrid.testkit.storage;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.ApiKeyStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Keys by id. Thread-safe. */
final class MemoryApiKeyStore implements ApiKeyStore {
    private static final Comparator<ApiKey> OLDEST_FIRST =
            Comparator.comparing(ApiKey::created).thenComparing(key -> key.id().value());

    private final Map<KeyId, ApiKey> keys = new ConcurrentHashMap<>();

    @Override
    public void create(ApiKey key) {
        if (keys.putIfAbsent(key.id(), key) != null) {
            throw new IllegalStateException("key " + key.id() + " exists already");
        }
    }

    @Override
    public Optional<ApiKey> findBySha256(String sha256) {
        return keys.values().stream().filter(key -> key.sha256().equals(sha256)).findFirst();
    }

    @Override
    public List<ApiKey> list(WorkspaceId workspace) {
        return keys.values().stream()
                .filter(key -> key.workspace().equals(workspace))
                .sorted(OLDEST_FIRST.reversed())
                .toList();
    }

    @Override
    public boolean revoke(WorkspaceId workspace, KeyId id, Instant now) {
        AtomicBoolean revoked = new AtomicBoolean();
        keys.computeIfPresent(id, (same, key) -> {
            boolean works = key.workspace().equals(workspace) && key.revoked().isEmpty();
            revoked.set(works);
            return works ? revoked(key, now) : key;
        });
        return revoked.get();
    }

    private static ApiKey revoked(ApiKey key, Instant now) {
        return new ApiKey(
                key.id(),
                key.workspace(),
                key.name(),
                key.sha256(),
                key.prefix(),
                key.scopes(),
                key.created(),
                key.expires(),
                Optional.of(now));
    }
}
