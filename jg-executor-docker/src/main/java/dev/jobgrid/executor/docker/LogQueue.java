package dev.jobgrid.executor.docker;

import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.RawLine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Lines between who reads them from the Engine and who stores them, of bounded size: a full queue stops the reading, and
 * with it the Engine. Thread-safe.
 */
final class LogQueue {
    private static final int CAPACITY = 2 * 1024 * 1024;
    private static final int BATCH = 1024 * 1024;
    private static final int PER_LINE = 64;

    private final Object lock = new Object();
    private final Deque<Entry> entries = new ArrayDeque<>();
    private LogPosition position;
    private int held;
    private boolean isEnded;
    private boolean isClosed;

    /** A line and where its stream stands after it. */
    record Entry(RawLine line, LogPosition.Mark mark) {
        int weight() {
            return line.message().length() + PER_LINE;
        }
    }

    LogQueue(LogPosition position) {
        this.position = position;
    }

    /** Adds lines when there is room; false if nobody takes them any more. */
    boolean put(List<Entry> lines) throws InterruptedException {
        synchronized (lock) {
            while (held > CAPACITY && !isClosed) {
                lock.wait();
            }
            entries.addAll(lines);
            for (Entry entry : lines) {
                held += entry.weight();
            }
            lock.notifyAll();
            return !isClosed;
        }
    }

    /** No line comes after those added. */
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

    /** Takes what is there; waits for something as long as told. */
    LogBatch take(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        synchronized (lock) {
            long left = deadline - System.nanoTime();
            while (entries.isEmpty() && !isEnded && !isClosed && left > 0) {
                lock.wait(Math.max(1, left / 1_000_000));
                left = deadline - System.nanoTime();
            }
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
