package dev.jobgrid.executor.docker.internal.logs;

import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.EngineResponse;
import dev.jobgrid.executor.docker.internal.http.StallGuardedInputStream;
import dev.jobgrid.executor.docker.internal.http.StallTimer;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of lines between the reader from the Engine and the recorder: a full queue blocks the reader, and
 * with it the Engine. Thread-safe.
 */
public final class LogQueue {
    private static final int CAPACITY = 2 * 1024 * 1024;
    private static final int BATCH = 1024 * 1024;
    private static final int PER_LINE = 64;
    private static final long GATHER_NANOS = Duration.ofMillis(5).toNanos();

    // Not Object.wait: before JDK 25.0.4 a virtual thread can stay blocked in it for ever (JDK-8373120).
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final AtomicReference<@Nullable EngineResponse> open = new AtomicReference<>();
    private TimestampCursor position;
    private int held;
    private int wanted = Integer.MAX_VALUE;
    private boolean isEnded;
    private boolean isClosed;

    /** A line with the position after it. */
    public record Entry(RawLine line, TimestampCursor.Mark mark) {
        int weight() {
            return line.message().length() + PER_LINE;
        }
    }

    LogQueue(TimestampCursor position) {
        this.position = position;
    }

    /**
     * Reads the frames of a response, which is closed at its end or with the queue.
     *
     * @param progress that ends waiting for data
     */
    void read(EngineResponse response, StallTimer progress, LogFrames.Sink frames) throws IOException {
        try (response) {
            open.set(response);
            if (!isClosed()) {
                new LogFrames(new StallGuardedInputStream(response.body(), progress)).forEach(frames);
            }
        } finally {
            open.set(null);
        }
    }

    /**
     * Adds lines when there is space.
     *
     * @throws IOException if the queue is closed, or the thread is interrupted
     */
    void put(List<Entry> lines) throws IOException {
        lock.lock();
        try {
            while (held > CAPACITY && !isClosed) {
                changed.await();
            }
            if (isClosed) {
                throw new IOException("nobody reads this log any more");
            }
            entries.addAll(lines);
            for (Entry entry : lines) {
                held += entry.weight();
            }
            if (held >= wanted) {
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** Marks the end of the lines. */
    void end() {
        lock.lock();
        try {
            isEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Marks the end of the lines if the container is gone; whether it is. */
    boolean endIfGone(EngineRefusalException refusal) {
        boolean isGone = refusal.isNotFound() || refusal.isConflict();
        if (isGone) {
            end();
        }
        return isGone;
    }

    /** Ends reading. */
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        EngineResponse response = open.getAndSet(null);
        if (response != null) {
            response.close();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return isClosed;
        } finally {
            lock.unlock();
        }
    }

    /** The position after the last batch. */
    public String position() {
        lock.lock();
        try {
            return position.toString();
        } finally {
            lock.unlock();
        }
    }

    private void await(long deadline, int weight) throws InterruptedException {
        wanted = weight;
        long left = deadline - System.nanoTime();
        while (held < weight && left > 0 && !isEnded && !isClosed) {
            left = changed.awaitNanos(left);
        }
        wanted = Integer.MAX_VALUE;
    }

    /** Takes available lines; waits for some up to that long, and then a little for more. */
    public LogBatch take(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        lock.lock();
        try {
            await(deadline, 1);
            // Engines send line by line: without this a fast reader would take single lines.
            await(Math.min(deadline, System.nanoTime() + GATHER_NANOS), BATCH);
            List<RawLine> lines = new ArrayList<>(Math.min(entries.size(), BATCH / PER_LINE));
            int taken = 0;
            while (taken < BATCH && !entries.isEmpty()) {
                Entry entry = entries.remove();
                lines.add(entry.line());
                taken += entry.weight();
                position = position.moved(entry);
            }
            held -= taken;
            changed.signalAll();
            return new LogBatch(lines, position.toString(), isEnded && entries.isEmpty());
        } finally {
            lock.unlock();
        }
    }
}
