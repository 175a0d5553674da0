package dev.jobgrid.testkit.storage;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.spi.store.RetentionStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Keys by id. Thread-safe. */
final class MemoryApiKeyStore implements ApiKeyStore {
    private static final Comparator<ApiKey> OLDEST_FIRST =
            Comparator.comparing(ApiKey::created).thenComparing(key -> key.id().value());

    private final Object lock = new Object();
    private final Map<KeyId, ApiKey> keys = new HashMap<>();
    private final List<AuditEvent> events = new ArrayList<>();

    @Override
    public void create(ApiKey key) {
        synchronized (lock) {
            if (keys.putIfAbsent(key.id(), key) != null) {
                throw new IllegalStateException("key " + key.id() + " exists already");
            }
            events.add(0, AuditEvent.created(key));
        }
    }

    @Override
    public Optional<ApiKey> findBySha256(String sha256) {
        synchronized (lock) {
            return keys.values().stream()
                    .filter(key -> key.sha256().equals(sha256))
                    .findFirst();
        }
    }

    @Override
    public void record(AuditEvent event) {
        synchronized (lock) {
            events.add(0, event);
        }
    }

    @Override
    public List<AuditEvent> audit(WorkspaceId workspace, int limit) {
        synchronized (lock) {
            return events.stream()
                    .filter(event -> event.workspace().equals(workspace))
                    .sorted(Comparator.comparing(AuditEvent::at).reversed())
                    .limit(limit)
                    .toList();
        }
    }

    Stream<RetentionStore.Item> auditedBefore(Instant before) {
        synchronized (lock) {
            return events.stream()
                    .filter(event -> event.at().isBefore(before))
                    .map(event -> new RetentionStore.Item(event.workspace(), id(event), event.at(), 0))
                    .toList()
                    .stream();
        }
    }

    private static String id(AuditEvent event) {
        return event.at() + " " + event.kind() + " " + event.subject();
    }

    void forget(String event) {
        synchronized (lock) {
            events.removeIf(there -> id(there).equals(event));
        }
    }

    @Override
    public List<ApiKey> list(WorkspaceId workspace) {
        synchronized (lock) {
            return keys.values().stream()
                    .filter(key -> key.workspace().equals(workspace))
                    .sorted(OLDEST_FIRST.reversed())
                    .toList();
        }
    }

    @Override
    public boolean revoke(WorkspaceId workspace, KeyId id, Instant now) {
        synchronized (lock) {
            ApiKey key = keys.get(id);
            if (key == null
                    || !key.workspace().equals(workspace)
                    || key.revoked().isPresent()) {
                return false;
            }
            keys.put(id, key.revokedAt(now));
            events.add(0, AuditEvent.revoked(key, now));
            return true;
        }
    }
}
