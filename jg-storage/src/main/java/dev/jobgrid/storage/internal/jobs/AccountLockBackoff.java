package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Accounts that other transactions keep locked for longer than a write waits, for example a caller's own open
 * transaction. Each is tried at most once a second, however many writes need it. Thread-safe.
 */
public final class AccountLockBackoff {
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /** Accounts that no write needs any more are dropped. */
    private static final long KNOWN = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final Map<WorkspaceId, Long> lastTried = new ConcurrentHashMap<>();

    /**
     * No known locks.
     *
     * @param nanos as {@link System#nanoTime}
     */
    public AccountLockBackoff(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Records a locked account. */
    void found(WorkspaceId account) {
        long now = nanos.getAsLong();
        lastTried.values().removeIf(tried -> now - tried > KNOWN);
        lastTried.put(account, now);
    }

    /** Records that these could be locked. */
    void free(Set<WorkspaceId> accounts) {
        if (!lastTried.isEmpty()) {
            lastTried.keySet().removeAll(accounts);
        }
    }

    /** Whether any of these is recorded as locked. */
    boolean isAny(Set<WorkspaceId> accounts) {
        return !lastTried.isEmpty() && accounts.stream().anyMatch(lastTried::containsKey);
    }

    /**
     * Checks that these may be tried now.
     *
     * @throws AccountLockedException if one of these was found locked less than a second ago
     */
    void check(Set<WorkspaceId> accounts) {
        for (WorkspaceId account : accounts) {
            if (pause(account) > 0) {
                throw new AccountLockedException(account);
            }
        }
    }

    /** Nanoseconds until an account may be tried; it may be now if not positive. */
    long pause(WorkspaceId account) {
        Long tried = lastTried.get(account);
        return tried == null ? 0 : tried + PAUSE - nanos.getAsLong();
    }
}
