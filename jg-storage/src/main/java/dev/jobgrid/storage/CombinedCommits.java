package dev.jobgrid.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets writes of many callers share a commit: whoever comes first writes what has gathered while those before him
 * committed. A caller that is alone writes at once, in its own thread; nobody waits for a time to pass. Thread-safe.
 *
 * @param <T> what one caller writes
 * @param <R> what it gets for it
 */
final class CombinedCommits<T, R> {
    private final Commit<T, R> commit;
    private final int most;
    private final ConcurrentLinkedQueue<Member<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore leaders;

    /** How writes come into the store. Called by as many threads at a time as commits may be under way. */
    interface Commit<T, R> {
        /** Writes all or nothing. */
        List<R> together(List<T> members);

        /**
         * Writes one alone, after it has failed with others or the failure has left open whether it was written.
         *
         * @throws RuntimeException if it is to fail
         */
        R again(T member, RuntimeException failure, boolean wasAlone);
    }

    private static final class Member<T, R> {
        final T write;
        final Thread caller = Thread.currentThread();

        @Nullable
        R result;

        @Nullable
        Throwable failure;

        /** Written last and read first, so that the other two are seen. */
        volatile boolean done;

        Member(T write) {
            this.write = write;
        }
    }

    /**
     * Commits of this kind.
     *
     * @param most so many writes share a commit at most, 1 or more
     * @param atOnce so many commits may be under way at most, 1 or more; a second one is prepared while the database is
     *     at the first, but each gathers fewer writes
     */
    CombinedCommits(int most, int atOnce, Commit<T, R> commit) {
        this.most = most;
        leaders = new Semaphore(atOnce);
        this.commit = commit;
    }

    /** Writes, and returns when that is committed. Not ended by an interrupt, which is kept for later. */
    R write(T write) {
        Member<T, R> own = new Member<>(write);
        waiting.add(own);
        // An interrupt that was meant for this caller must not hit the writes of the others.
        boolean interrupted = false;
        while (!own.done) {
            interrupted |= Thread.interrupted();
            // Another may have taken this write already: then there is nothing to lead.
            if (!waiting.isEmpty() && leaders.tryAcquire()) {
                lead(own);
            } else {
                LockSupport.park(this);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result(own);
    }

    private void lead(Member<T, R> own) {
        try {
            while (!own.done && !waiting.isEmpty()) {
                writeGathered();
            }
        } finally {
            leaders.release();
            // Added to the queue before its caller looked who leads: one of the two has seen the other.
            Member<T, R> next = waiting.peek();
            if (next != null) {
                LockSupport.unpark(next.caller);
            }
        }
    }

    private void writeGathered() {
        List<Member<T, R>> members = new ArrayList<>();
        List<T> writes = new ArrayList<>();
        while (members.size() < most) {
            Member<T, R> member = waiting.poll();
            if (member == null) {
                break;
            }
            members.add(member);
            writes.add(member.write);
        }
        if (members.isEmpty()) {
            return; // another was faster
        }
        try {
            List<R> results = commit.together(writes);
            for (int i = 0; i < members.size(); i++) {
                members.get(i).result = results.get(i);
            }
        } catch (RuntimeException e) {
            members.forEach(member -> writeAgain(member, e, members.size() == 1));
        } catch (Error e) {
            members.forEach(member -> member.failure = e);
        } finally {
            members.forEach(CombinedCommits::finish);
        }
    }

    private void writeAgain(Member<T, R> member, RuntimeException failure, boolean wasAlone) {
        try {
            member.result = commit.again(member.write, failure, wasAlone);
        } catch (RuntimeException | Error e) {
            member.failure = e;
        }
    }

    private static void finish(Member<?, ?> member) {
        member.done = true;
        if (member.caller != Thread.currentThread()) {
            LockSupport.unpark(member.caller);
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
