package dev.jobgrid.storage.internal.sql;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets writes of many callers share a commit: whoever comes first writes what has gathered while those before him
 * committed. A caller that is alone writes at once, in its own thread; nobody waits for a time to pass. A caller may also leave
 * its write and go on: if others write it, it is told in a thread of the executor's. Thread-safe.
 *
 * @param <T> what one caller writes
 * @param <R> what it gets for it
 */
public final class GroupCommit<T, R> {
    private final Commit<T, R> commit;
    private final int most;
    private final ConcurrentLinkedQueue<Member<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore leaders;
    private final Executor elsewhere;

    /** How writes come into the store. Called by as many threads at a time as commits may be under way. */
    public interface Commit<T, R> {
        /** Writes all or nothing. */
        List<R> together(List<T> members);

        /**
         * Writes one alone, after it has failed with others or the failure has left open whether it was written.
         *
         * @param isFinal whether it failed alone and for itself, so that it is written again only if it may have been written
         * @throws RuntimeException if it is to fail
         */
        R again(T member, RuntimeException failure, boolean isFinal);
    }

    private static final class Member<T, R> {
        final T write;

        /** Who waits for this in {@link #write}, or null. */
        final @Nullable Thread waits;

        /** What tells a caller that went on, or null. */
        final @Nullable CompletableFuture<R> told;

        @Nullable
        R result;

        @Nullable
        Throwable failure;

        /** Written last and read first, so that the other two are seen. */
        volatile boolean done;

        private Member(T write, @Nullable Thread waits, @Nullable CompletableFuture<R> told) {
            this.write = write;
            this.waits = waits;
            this.told = told;
        }

        static <T, R> Member<T, R> waiting(T write) {
            return new Member<>(write, Thread.currentThread(), null);
        }

        static <T, R> Member<T, R> toldBy(CompletableFuture<R> told, T write) {
            return new Member<>(write, null, told);
        }
    }

    /**
     * Commits of this kind.
     *
     * @param most so many writes share a commit at most, 1 or more
     * @param atOnce so many commits may be under way at most, 1 or more; a second one is prepared while the database is
     *     at the first, but each gathers fewer writes
     * @param elsewhere writes for callers that went on, and tells them, if no caller's own thread can; runs at once what it
     *     is given, in another thread
     */
    public GroupCommit(int most, int atOnce, Executor elsewhere, Commit<T, R> commit) {
        this.most = most;
        leaders = new Semaphore(atOnce);
        this.elsewhere = elsewhere;
        this.commit = commit;
    }

    /** Writes, and returns when that is committed. Not ended by an interrupt, which is kept for later. */
    public R write(T write) {
        Member<T, R> own = Member.waiting(write);
        waiting.add(own);
        try (DeferredInterrupt interrupt = new DeferredInterrupt()) {
            while (!own.done) {
                interrupt.take();
                // Another may have taken this write already: then there is nothing to lead.
                if (!waiting.isEmpty() && leaders.tryAcquire()) {
                    lead(own, interrupt);
                } else {
                    LockSupport.park(this);
                }
            }
        }
        return result(own);
    }

    /**
     * Writes without waiting for the others. If nobody is writing, that is done in the caller's thread and before this
     * returns; else what comes of it is told by a thread of the executor's, which is not to be kept waiting.
     */
    public CompletableFuture<R> writeLater(T write) {
        CompletableFuture<R> told = new CompletableFuture<>();
        Member<T, R> own = Member.toldBy(told, write);
        waiting.add(own);
        if (leaders.tryAcquire()) {
            List<Member<T, R>> led = leadOnce();
            if (led.contains(own)) {
                tell(own); // runs nothing yet: nobody knows of it
            }
            tellElsewhere(led.stream().filter(member -> member != own).toList());
        }
        return told;
    }

    private void lead(Member<T, R> own, DeferredInterrupt interrupt) {
        try {
            while (!own.done && !waiting.isEmpty()) {
                tellElsewhere(writeGathered(interrupt));
            }
        } finally {
            handOn();
        }
    }

    private List<Member<T, R>> leadOnce() {
        try (DeferredInterrupt interrupt = new DeferredInterrupt()) {
            return writeGathered(interrupt);
        } finally {
            handOn();
        }
    }

    private void handOn() {
        leaders.release();
        // Added to the queue before its caller looked who leads: one of the two has seen the other.
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
        // Another may be quicker, and then hands on itself.
        if (!waiting.isEmpty() && leaders.tryAcquire()) {
            leadOnce().forEach(GroupCommit::tell);
        }
    }

    /** Those that went on run whatever they were to be told for, and a caller's thread is not theirs to run it in. */
    private void tellElsewhere(List<Member<T, R>> members) {
        if (!members.isEmpty()) {
            run(() -> members.forEach(GroupCommit::tell));
        }
    }

    private void run(Runnable work) {
        try {
            elsewhere.execute(work);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            work.run(); // better here, when there is no other thread to be had, than never
        }
    }

    /** Gives those that are done and wait for nothing but to be told. */
    private List<Member<T, R>> writeGathered(DeferredInterrupt interrupt) {
        List<Member<T, R>> members = gathered();
        if (members.isEmpty()) {
            return members; // another was faster
        }
        try {
            List<R> results =
                    commit.together(members.stream().map(member -> member.write).toList());
            for (int i = 0; i < members.size(); i++) {
                members.get(i).result = results.get(i);
            }
        } catch (RuntimeException e) {
            writeEachAgain(members, e, interrupt);
        } catch (Error e) {
            members.forEach(member -> member.failure = e);
        } finally {
            members.forEach(GroupCommit::finish);
        }
        return members.stream().filter(member -> member.waits == null).toList();
    }

    private List<Member<T, R>> gathered() {
        List<Member<T, R>> members = new ArrayList<>();
        while (members.size() < most) {
            Member<T, R> member = waiting.poll();
            if (member == null) {
                break;
            }
            members.add(member);
        }
        return members;
    }

    private void writeEachAgain(List<Member<T, R>> members, RuntimeException failure, DeferredInterrupt interrupt) {
        // One that was meant for whoever leads, and not for these writes, may be all that they failed for.
        boolean isFinal = members.size() == 1 && !interrupt.take();
        for (int i = 0; i < members.size(); i++) {
            Member<T, R> member = members.get(i);
            writeAgain(member, failure, isFinal, interrupt);
            if (isOutage(member.failure)) {
                // The others would wait for a connection one after the other, to hear the same.
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

    private static void finish(Member<?, ?> member) {
        member.done = true;
        if (member.waits != null && member.waits != Thread.currentThread()) {
            LockSupport.unpark(member.waits);
        }
    }

    private static <R> void tell(Member<?, R> member) {
        CompletableFuture<R> told = Objects.requireNonNull(member.told);
        try {
            told.complete(result(member));
        } catch (RuntimeException | Error e) {
            told.completeExceptionally(e);
        }
    }

    private static <R> R result(Member<?, R> member) {
        if (member.failure instanceof Error error) {
            throw error;
        }
        if (member.failure instanceof RuntimeException failure) {
            throw failure;
        }
        R result = member.result;
        if (result == null) {
            throw new IllegalStateException("a write ended with neither a result nor a failure");
        }
        return result;
    }
}
