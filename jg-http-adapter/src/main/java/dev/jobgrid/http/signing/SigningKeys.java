package dev.jobgrid.http.signing;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.store.SigningKey;
import dev.jobgrid.spi.store.SigningKeyStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keys for signing URLs. The newest signs; all are accepted, so that a URL signed just before a rotation stays valid until
 * it expires. Thread-safe; its text form shows key ids only.
 */
public final class SigningKeys {
    /** How long keys that were replaced in a store are used. */
    private static final long STALE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Whoever makes up key ids has the store read no more often. */
    private static final long UNKNOWN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Optional<SigningKeyStore> store;
    private final LongSupplier nanoTime;
    private List<SigningKey> keys;
    private long readAt;

    private SigningKeys(Optional<SigningKeyStore> store, List<SigningKey> keys, LongSupplier nanoTime) {
        this.store = store;
        this.keys = byNumber(keys);
        this.nanoTime = nanoTime;
    }

    /** One new key in memory only: its URLs become invalid with the process, and other processes refuse them. */
    public static SigningKeys random() {
        return of(List.of(SigningKey.random(1)));
    }

    /**
     * These keys, for adapters whose secrets are kept elsewhere than in the store.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static SigningKeys of(List<SigningKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no signing key; give one or more");
        }
        return new SigningKeys(Optional.empty(), keys, () -> 0);
    }

    /** The keys of a store, made if it has none, which processes on it share. Read when they are needed first. */
    public static SigningKeys in(SigningKeyStore store) {
        return in(store, System::nanoTime);
    }

    /** As {@link #in(SigningKeyStore)}, with this clock. */
    static SigningKeys in(SigningKeyStore store, LongSupplier nanoTime) {
        return new SigningKeys(Optional.of(store), List.of(), nanoTime);
    }

    SigningKey newest() {
        List<SigningKey> now = readAfter(STALE_NANOS);
        return now.get(now.size() - 1);
    }

    /** The key with this id, which another process may have made a moment ago. */
    Optional<SigningKey> find(String id) {
        return find(readAfter(STALE_NANOS), id).or(() -> find(readAfter(UNKNOWN_NANOS), id));
    }

    private static Optional<SigningKey> find(List<SigningKey> keys, String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** The keys, read again if that was longer ago. */
    private synchronized List<SigningKey> readAfter(long nanos) {
        if (store.isPresent() && (keys.isEmpty() || nanoTime.getAsLong() - readAt >= nanos)) {
            read(store.get());
        }
        return keys;
    }

    private void read(SigningKeyStore from) {
        try {
            List<SigningKey> found = from.list();
            if (found.isEmpty()) {
                from.add(SigningKey.random(1)); // or another process has
                found = from.list();
            }
            keys = byNumber(found);
        } catch (JobGridException e) {
            if (keys.isEmpty()) {
                throw e;
            }
            // Those of before are good until the store answers.
        }
        readAt = nanoTime.getAsLong();
    }

    private static List<SigningKey> byNumber(List<SigningKey> keys) {
        return keys.stream().sorted(Comparator.comparingInt(SigningKey::number)).toList();
    }

    @Override
    public synchronized String toString() {
        return "SigningKeys" + keys.stream().map(SigningKey::id).toList();
    }
}
