package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.WorkspaceId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The accounts that other transactions keep locked for longer than a write waits, as a caller's own transaction can that was
 * left open. Each is tried once a second at most, however many writes want it. Thread-safe.
 */
public final class AccountLockBackoff {
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    /** What nobody wants any more need not be known. */
    private static final long KNOWN = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanos;
    private final Map<WorkspaceId, Long> lastTried = new ConcurrentHashMap<>();

    /**
     * None is locked, as far as is known.
     *
     * @param nanos as {@link System#nanoTime}
     */
    public AccountLockBackoff(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Notes that one was just found locked. */
    void found(WorkspaceId account) {
        long now = nanos.getAsLong();
        lastTried.values().removeIf(tried -> now - tried > KNOWN);
        lastTried.put(account, now);
    }

    /** Notes that these can be locked. */
    void free(Set<WorkspaceId> accounts) {
        if (!lastTried.isEmpty()) {
            lastTried.keySet().removeAll(accounts);
        }
    }

    /** Whether any of these was found locked, and not free since. */
    boolean isAny(Set<WorkspaceId> accounts) {
        return !lastTried.isEmpty() && accounts.stream().anyMatch(lastTried::containsKey);
    }

    /**
     * Lets pass what may be tried now.
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

    /** For how many nanoseconds an account is not to be tried; none if this is not positive. */
    long pause(WorkspaceId account) {
        Long tried = lastTried.get(account);
        return tried == null ? 0 : tried + PAUSE - nanos.getAsLong();
    }
}
