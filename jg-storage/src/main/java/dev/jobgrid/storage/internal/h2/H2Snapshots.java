package dev.jobgrid.storage.internal.h2;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.h2.engine.SessionLocal;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.tx.Transaction;
import org.h2.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * Writes versions of H2's file that are snapshots. H2 takes the roots of tables, indexes and undo logs into a version one after
 * the other while threads change them, so that a process killed before the next version leaves half a transaction behind.
 * Here a version is taken only while no writer is within a change, and H2 takes none by itself. Thread-safe.
 */
final class H2Snapshots {
    /** What statements may leave unsaved, beyond its own bound, before H2 takes a version in the middle of one. */
    private static final int STATEMENT_BYTES =
            (int) Math.min(256L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4);

    /** What open transactions may leave unsaved. */
    private static final int UNSAVED_BYTES = 16 * 1024 * 1024;

    /** Between two polls for writers that wait for a lock: one that begins to wait does not signal it. */
    private static final long MIN_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final long MAX_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** New writers wait for a version that waits longer, but no longer than this: its writers may need them. */
    private static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final Optional<Field> TRANSACTION = field(SessionLocal.class, "transaction");
    private static final Optional<Field> BLOCKER = field(Transaction.class, "blockingTransaction");
    private static final Optional<Field> TRACKER = field(MVStore.class, "oldestVersionTracker");

    private final MVStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition writerLeft = lock.newCondition();
    private final Condition taken = lock.newCondition();
    private final Condition written = lock.newCondition();

    private final List<Writer> writers = new ArrayList<>();

    /** Threads that wait for a version: within no change, even if they are in a function that a statement called. */
    private final Set<Thread> waiting = new HashSet<>();

    /** One thread at a time leads a version; since when. */
    private boolean leading;

    private long leadingSince;

    /** It waits for writers to leave. */
    private boolean seeking;

    /** A version is being taken, and nobody begins to write. */
    private boolean taking;

    /** The leader of a version whose capture ends when H2 asks for the oldest version to keep. */
    private volatile @Nullable Thread flushing;

    /** The number of commits in memory, and of those in the file. */
    private long committed;

    private long stored;

    /** The commits that threads wait for. */
    private final List<Long> unwritten = new ArrayList<>();

    /** A statement, a commit or a rollback under way. */
    static final class Writer {
        private final Thread thread = Thread.currentThread();
        private final SessionLocal session;

        private Writer(SessionLocal session) {
            this.session = session;
        }

        /** The monitor on which it waits for a lock of H2, or null. It changes nothing while that is held. */
        private @Nullable Object obstacle() {
            Table table = session.getWaitForLock();
            if (table != null) {
                return table;
            }
            // A victim of a deadlock names its blocker for as long as it is undone, but is no longer open.
            return TRANSACTION
                    .map(field -> get(field, session))
                    .filter(own -> ((Transaction) own).getStatus() == Transaction.STATUS_OPEN)
                    .flatMap(own -> BLOCKER.map(field -> get(field, own)))
                    .orElse(null);
        }

        private boolean isHeld() {
            Object obstacle = obstacle();
            return obstacle != null && Thread.holdsLock(obstacle) && thread.getState() != Thread.State.RUNNABLE;
        }
    }

    H2Snapshots(MVStore store) {
        this.store = store;
        store.setAutoCommitDelay(0); // ends H2's own threads, and waits for them
        store.setAutoCommitDelay(-1); // with 0, each commit would take a version
        TRACKER.ifPresent(field -> {
            LongConsumer next = (LongConsumer) get(field, store);
            store.setOldestVersionTracker(version -> {
                if (Thread.currentThread() == flushing) {
                    letWrite();
                }
                if (next != null) {
                    next.accept(version);
                }
            });
        });
        allowStatements();
    }

    private static Optional<Field> field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return Optional.of(field);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Optional
                    .empty(); // another H2: versions wait for whoever waits for a lock, and writers for a whole version
        }
    }

    private static @Nullable Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    MVStore store() {
        return store;
    }

    /** Begins to write, as soon as no version is being taken. */
    Writer enter(SessionLocal session) {
        boolean interrupted = false;
        lock.lock();
        try {
            if (seeking && System.nanoTime() - leadingSince > MAX_WAIT_NANOS) {
                interrupted = isInterrupted(taken, MAX_WAIT_NANOS);
            }
            while (taking) {
                taken.awaitUninterruptibly();
            }
            Writer writer = new Writer(session);
            writers.add(writer);
            return writer;
        } finally {
            lock.unlock();
            keep(interrupted);
        }
    }

    void leave(Writer writer) {
        lock.lock();
        try {
            writers.remove(writer);
            if (seeking) {
                writerLeft.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether so much is unsaved that a version is due. */
    boolean isDue() {
        return store.getUnsavedMemory() > UNSAVED_BYTES - STATEMENT_BYTES;
    }

    /** Writes what is committed until now to the file, or waits until others have. */
    void flush() {
        lock.lock();
        try {
            Long own = ++committed;
            waiting.add(Thread.currentThread());
            unwritten.add(own);
            while (own > stored && (leading || isAnyServed())) {
                written.awaitUninterruptibly();
            }
            unwritten.remove(own);
            if (own <= stored) {
                waiting.remove(Thread.currentThread());
                if (!isAnyServed()) {
                    written.signalAll();
                }
                return;
            }
            begin();
        } finally {
            lock.unlock();
        }
        lead(
                () -> {
                    flushing = Thread.currentThread();
                    try {
                        store.commit();
                    } finally {
                        flushing = null;
                    }
                },
                true);
    }

    /** Runs a step that takes versions, several maybe. */
    void exclusively(Runnable step) {
        lock.lock();
        try {
            waiting.add(Thread.currentThread());
            while (leading) {
                written.awaitUninterruptibly();
            }
            begin();
        } finally {
            lock.unlock();
        }
        lead(step, false);
    }

    /** Whether served threads have not left yet: they go first, so that their next commits share a version. */
    private boolean isAnyServed() {
        return unwritten.stream().anyMatch(commit -> commit <= stored);
    }

    private void begin() {
        leading = true;
        leadingSince = System.nanoTime();
    }

    private void lead(Runnable step, boolean storesAll) {
        boolean interrupted = false;
        boolean isRun = false;
        long covered = 0;
        try {
            for (long pause = MIN_POLL_NANOS; !isRun; pause = Math.min(2 * pause, MAX_POLL_NANOS)) {
                List<Object> obstacles;
                lock.lock();
                try {
                    obstacles = obstacles();
                    taking = obstacles != null;
                    seeking = !taking;
                    covered = committed;
                    if (obstacles == null) {
                        interrupted |= isInterrupted(writerLeft, pause);
                        continue;
                    }
                } finally {
                    lock.unlock();
                }
                isRun = isRunHolding(obstacles, step);
                letWrite();
            }
            allowStatements();
        } finally {
            end(isRun && storesAll ? covered : 0);
            keep(interrupted);
        }
    }

    private void end(long covered) {
        lock.lock();
        try {
            stored = Math.max(stored, covered);
            leading = false;
            seeking = false;
            taking = false;
            waiting.remove(Thread.currentThread());
            taken.signalAll();
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void letWrite() {
        lock.lock();
        try {
            taking = false;
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The monitors on which all writers wait, or null if one of them does not wait. */
    private @Nullable List<Object> obstacles() {
        List<Object> obstacles = new ArrayList<>();
        for (Writer writer : writers) {
            if (!waiting.contains(writer.thread)) {
                Object obstacle = writer.obstacle();
                if (obstacle == null) {
                    return null;
                }
                obstacles.add(obstacle);
            }
        }
        return obstacles;
    }

    /** Runs a step if no writer can go on meanwhile, as by a timeout, since the monitors by which they wait are held. */
    private boolean isRunHolding(List<Object> obstacles, Runnable step) {
        if (!obstacles.isEmpty()) {
            synchronized (obstacles.get(0)) {
                return isRunHolding(obstacles.subList(1, obstacles.size()), step);
            }
        }
        if (!isEachHeld()) {
            LockSupport.parkNanos(MIN_POLL_NANOS); // one that is just waking comes back to the monitor soon
            if (!isEachHeld()) {
                return false;
            }
        }
        step.run();
        return true;
    }

    private boolean isEachHeld() {
        lock.lock();
        try {
            return writers.stream().allMatch(writer -> waiting.contains(writer.thread) || writer.isHeld());
        } finally {
            lock.unlock();
        }
    }

    private void allowStatements() {
        store.registerUnsavedMemory(-STATEMENT_BYTES - store.getUnsavedMemory());
    }

    @SuppressWarnings("WaitNotInLoop") // whoever calls this looks again
    private static boolean isInterrupted(Condition condition, long nanos) {
        try {
            condition.awaitNanos(nanos);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void keep(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
