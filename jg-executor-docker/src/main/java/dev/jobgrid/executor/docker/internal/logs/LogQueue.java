package dev.jobgrid.executor.docker.internal.logs;

import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A bounded queue of lines between the reader from the Engine and the recorder: a full queue blocks the reader, and
 * with it the Engine. Thread-safe.
 */
public final class LogQueue {
    private static final int CAPACITY = 2 * 1024 * 1024;
    private static final int BATCH = 1024 * 1024;
    private static final int PER_LINE = 64;
    private static final long GATHER_NANOS = Duration.ofMillis(5).toNanos();

    private final Object lock = new Object();
    private final Deque<Entry> entries = new ArrayDeque<>();
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

    /** Adds lines when there is space; false if the queue is closed. */
    boolean put(List<Entry> lines) throws InterruptedException {
        synchronized (lock) {
            while (held > CAPACITY && !isClosed) {
                lock.wait();
            }
            entries.addAll(lines);
            for (Entry entry : lines) {
                held += entry.weight();
            }
            if (held >= wanted) {
                lock.notifyAll();
            }
            return !isClosed;
        }
    }

    /** Marks the end of the lines. */
    void end() {
        synchronized (lock) {
            isEnded = true;
            lock.notifyAll();
        }
    }

    void close() {
        synchronized (lock) {
            isClosed = true;
            lock.notifyAll();
        }
    }

    boolean isClosed() {
        synchronized (lock) {
            return isClosed;
        }
    }

    String position() {
        synchronized (lock) {
            return position.toString();
        }
    }

    private void await(long deadline, int weight) throws InterruptedException {
        wanted = weight;
        for (long left = deadline - System.nanoTime(); held < weight && left > 0 && !isEnded && !isClosed; ) {
            lock.wait(left / 1_000_000, (int) (left % 1_000_000));
            left = deadline - System.nanoTime();
        }
        wanted = Integer.MAX_VALUE;
    }

    /** Takes available lines; waits for some up to that long, and then a little for more. */
    LogBatch take(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        synchronized (lock) {
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
            lock.notifyAll();
            return new LogBatch(lines, position.toString(), isEnded && entries.isEmpty());
        }
    }
}
