package dev.jobgrid.storage.internal.sql;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: the first waiting caller becomes the leader and writes everything queued while the previous commit was
 * in flight. A single caller writes at once, in its own thread; there are no timed waits. A caller may also write
 * asynchronously: if others write for it, it is notified in a thread of the executor's. A commit takes no further write
 * once it has {@value #MAX_BYTES} bytes: H2 holds all of a commit in memory. Thread-safe.
 *
 * @param <T> what one caller writes
 * @param <R> its result
 */
public final class GroupCommit<T, R> {
    private static final long MAX_BYTES = 4 << 20;

    private final Commit<T, R> commit;
    private final int max;
    private final ConcurrentLinkedQueue<Member<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore leaders;
    private final Executor elsewhere;

    /** Writes to the store. Called by as many concurrent threads as there may be commits in flight. */
    public interface Commit<T, R> {
        /** Writes all or nothing. */
        List<R> together(List<T> members);

        /**
         * Writes one alone, after it has failed with others or the failure left its result unknown.
         *
         * @param isFinal whether it failed alone and by its own fault, so that it is written again only if it may have
         *     been written
         * @throws RuntimeException if it fails
         */
        R again(T member, RuntimeException failure, boolean isFinal);

        /** About how many bytes it writes; called once for each. */
        default long bytes(T member) {
            return 0;
        }
    }

    private static final class Member<T, R> {
        final T write;
        final CompletableFuture<R> stage = new CompletableFuture<>();

        /** The thread that waits for this in {@link #write}, or null: then the stage may have dependents. */
        final @Nullable Thread waits;

        @Nullable
        R result;

        @Nullable
        Throwable failure;

        Member(T write, @Nullable Thread waits) {
            this.write = write;
            this.waits = waits;
        }

        void complete() {
            if (failure == null && result != null) {
                stage.complete(result);
            } else {
                stage.completeExceptionally(
                        failure == null ? new IllegalStateException("a write ended without a result") : failure);
            }
            if (waits != null && waits != Thread.currentThread()) {
                LockSupport.unpark(waits);
            }
        }
    }

    /**
     * Commits of this kind.
     *
     * @param max the most writes of a commit, 1 or more
     * @param atOnce the most commits in flight, 1 or more; a second one is prepared while the database processes the
     *     first, but each has fewer writes
     * @param elsewhere writes for asynchronous callers, and notifies them, if no caller's own thread can; must run
     *     tasks at once, in another thread
     */
    public GroupCommit(int max, int atOnce, Executor elsewhere, Commit<T, R> commit) {
        this.max = max;
        leaders = new Semaphore(atOnce);
        this.elsewhere = elsewhere;
        this.commit = commit;
    }

    /** Writes, and returns after the commit. Defers interrupts. */
    public R write(T write) {
        Member<T, R> own = new Member<>(write, Thread.currentThread());
        waiting.add(own);
        try (DeferredInterrupt interrupt = new DeferredInterrupt()) {
            while (!own.stage.isDone()) {
                interrupt.take();
                // Another leader may have taken this write already.
                if (!waiting.isEmpty() && leaders.tryAcquire()) {
                    completeElsewhere(lead());
                } else {
                    LockSupport.park(this);
                }
            }
        }
        return result(own.stage);
    }

    /**
     * Writes without waiting for others. If no write is in progress, writes in the caller's thread before this returns;
     * else the stage completes in a thread of the executor's, which must not be blocked.
     */
    public CompletableFuture<R> writeLater(T write) {
        Member<T, R> own = new Member<>(write, null);
        waiting.add(own);
        if (leaders.tryAcquire()) {
            List<Member<T, R>> led = lead();
            if (led.remove(own)) {
                own.complete(); // runs nothing yet: it has no dependents
            }
            completeElsewhere(led);
        }
        return own.stage;
    }

    private void handOn() {
        leaders.release();
        // Added to the queue before its caller checked for a leader: one of the two has seen the other.
        Member<T, R> next = waiting.peek();
        if (next == null) {
            return;
        }
        if (next.waits == null) {
            run(this::succeed);
        } else {
            LockSupport.unpark(next.waits);
        }
    }

    private void succeed() {
        // Another may be faster, and then hands over itself.
        if (!waiting.isEmpty() && leaders.tryAcquire()) {
            lead().forEach(Member::complete);
        }
    }

    /** Continuations of asynchronous callers may run any code, which must not run in another caller's thread. */
    private void completeElsewhere(List<Member<T, R>> members) {
        if (!members.isEmpty()) {
            run(() -> members.forEach(Member::complete));
        }
    }

    private void run(Runnable work) {
        try {
            elsewhere.execute(work);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            work.run(); // better here, if no other thread is available, than never
        }
    }

    /** Writes one commit, unless another thread took the writes; the asynchronous ones that are done and not yet notified. */
    private List<Member<T, R>> lead() {
        try (DeferredInterrupt interrupt = new DeferredInterrupt()) {
            List<Member<T, R>> members = gathered();
            try {
                List<R> results = members.isEmpty()
                        ? List.of()
                        : commit.together(
                                members.stream().map(member -> member.write).toList());
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).result = results.get(i);
                }
            } catch (RuntimeException e) {
                writeEachAgain(members, e, interrupt);
            } catch (Error e) {
                members.forEach(member -> member.failure = e);
            }
            members.stream().filter(member -> member.waits != null).forEach(Member::complete);
            members.removeIf(member -> member.waits != null);
            return members;
        } finally {
            handOn();
        }
    }

    private List<Member<T, R>> gathered() {
        List<Member<T, R>> members = new ArrayList<>();
        long bytes = 0;
        while (members.size() < max && bytes < MAX_BYTES) {
            Member<T, R> member = waiting.poll();
            if (member == null) {
                break;
            }
            members.add(member);
            bytes += commit.bytes(member.write);
        }
        return members;
    }

    private void writeEachAgain(List<Member<T, R>> members, RuntimeException failure, DeferredInterrupt interrupt) {
        // An interrupt of the leader, not of these writes, may be the only cause of their failure.
        boolean isFinal = members.size() == 1 && !interrupt.take();
        for (int i = 0; i < members.size(); i++) {
            Member<T, R> member = members.get(i);
            writeAgain(member, failure, isFinal, interrupt);
            if (isOutage(member.failure)) {
                // The others would wait for a connection one after the other, with the same result.
                members.subList(i + 1, members.size()).forEach(rest -> rest.failure = member.failure);
                return;
            }
        }
    }

    private static boolean isOutage(@Nullable Throwable failure) {
        return failure instanceof JobGridException refusal && refusal.code() == ErrorCode.STORE_UNAVAILABLE;
    }

    private void writeAgain(
            Member<T, R> member, RuntimeException failure, boolean isFinal, DeferredInterrupt interrupt) {
        try {
            member.result = commit.again(member.write, failure, isFinal);
        } catch (RuntimeException e) {
            if (interrupt.take()) {
                writeAgain(member, failure, false, interrupt);
            } else {
                member.failure = e;
            }
        } catch (Error e) {
            member.failure = e;
        }
    }

    /** The result of a stage, or its failure as it was thrown. */
    public static <R> R result(CompletableFuture<R> stage) {
        try {
            return stage.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
