package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.storage.internal.sql.GroupCommit;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Group commit of writes of which some move credits. A write whose account another transaction keeps locked is taken
 * out of the commit, and retried separately from those of other workspaces, over one connection however many wait.
 * Thread-safe.
 *
 * @param <T> what one caller writes
 * @param <R> what it gets for it
 */
final class AccountGroupCommit<T, R> {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final AccountLockBackoff locked;
    private final long lockTimeoutNanos;
    private final Function<T, Set<WorkspaceId>> accounts;
    private final Executor elsewhere;
    private final GroupCommit<T, R> together;
    private final GroupCommit<T, R> apart;

    /** The commit queues of most writes, and of writes whose account was found locked. */
    record Lanes<T, R>(GroupCommit<T, R> together, GroupCommit<T, R> apart) {}

    /**
     * Commits by these queues.
     *
     * @param lockTimeout how long a write waits for its account in all, before it fails
     * @param accounts whose credits a write moves
     * @param elsewhere as {@link GroupCommit} says
     */
    AccountGroupCommit(
            AccountLockBackoff locked,
            Duration lockTimeout,
            Function<T, Set<WorkspaceId>> accounts,
            Executor elsewhere,
            Lanes<T, R> lanes) {
        this.locked = locked;
        this.lockTimeoutNanos = lockTimeout.toNanos();
        this.accounts = accounts;
        this.elsewhere = elsewhere;
        together = lanes.together();
        apart = lanes.apart();
    }

    private GroupCommit<T, R> queue(Set<WorkspaceId> moved) {
        return locked.isAny(moved) ? apart : together;
    }

    /**
     * As {@link GroupCommit#write}.
     *
     * @throws JobGridException STORE_UNAVAILABLE if its account stays locked
     */
    R write(T write) {
        Set<WorkspaceId> moved = accounts.apply(write);
        return moved.isEmpty()
                ? together.write(write)
                : GroupCommit.result(writeLater(write, moved, System.nanoTime()));
    }

    private boolean isOver(long began) {
        return System.nanoTime() - began > lockTimeoutNanos;
    }

    /** As {@link GroupCommit#writeLater}; fails for a locked account as {@link #write} does. */
    CompletableFuture<R> writeLater(T write) {
        Set<WorkspaceId> moved = accounts.apply(write);
        return moved.isEmpty() ? together.writeLater(write) : writeLater(write, moved, System.nanoTime());
    }

    private CompletableFuture<R> writeLater(T write, Set<WorkspaceId> moved, long began) {
        CompletableFuture<R> result = queue(moved).writeLater(write);
        return result.exceptionallyCompose(
                failure -> cause(failure) instanceof AccountLockedException e ? again(write, moved, began, e) : result);
    }

    private CompletableFuture<R> again(T write, Set<WorkspaceId> moved, long began, AccountLockedException e) {
        if (isOver(began)) {
            return CompletableFuture.failedFuture(unavailable(e));
        }
        Executor later = CompletableFuture.delayedExecutor(
                Math.max(0, locked.pause(e.workspace())), TimeUnit.NANOSECONDS, elsewhere);
        return CompletableFuture.runAsync(() -> {}, later).thenCompose(now -> writeLater(write, moved, began));
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static JobGridException unavailable(AccountLockedException e) {
        return new JobGridException(
                ErrorCode.STORE_UNAVAILABLE,
                "the credit account of workspace " + e.workspace() + " is locked by an open transaction. Nothing"
                        + " was written; retry after it ends",
                RETRY_AFTER,
                e);
    }
}
