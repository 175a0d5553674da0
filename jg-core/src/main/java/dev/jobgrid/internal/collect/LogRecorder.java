package dev.jobgrid.internal.collect;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.monitor.Changes;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.LogChunk;
import dev.jobgrid.spi.LogEnd;
import dev.jobgrid.spi.LogStore;
import dev.jobgrid.spi.RawLine;
import dev.jobgrid.spi.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves what one run prints into the store, in the order read, each line once. How far it came is stored with the lines,
 * so that the next recorder of the run goes on where this one stood. Single-threaded.
 */
public final class LogRecorder {
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final long GATHER_CHARS = 256 * 1024L;

    private final RunKey run;
    private final LogStore store;
    private final Changes changes;
    private LogEnd end;

    private LogRecorder(RunKey run, LogStore store, Changes changes, LogEnd end) {
        this.run = run;
        this.store = store;
        this.changes = changes;
        this.end = end;
    }

    /** A recorder that goes on where the store says. */
    public static LogRecorder goingOn(RunKey run, LogStore store, Changes changes) {
        return new LogRecorder(run, store, changes, store.end(run.job()));
    }

    /** A recorder of a job's first run, of which nothing can be stored yet; if something is, it finds out by storing. */
    public static LogRecorder ofFirst(RunKey run, LogStore store, Changes changes) {
        return new LogRecorder(run, store, changes, LogEnd.NONE);
    }

    /**
     * Stores what the run has printed since; waits for it at most as long as told.
     *
     * @return whether the program is over and all it printed is stored
     */
    public boolean record(Run source, Duration wait) throws IOException, InterruptedException {
        List<RawLine> lines = new ArrayList<>();
        LogBatch batch = source.logs(position(), wait);
        lines.addAll(batch.lines());
        long deadline = System.nanoTime() + Math.min(GATHER.toNanos(), wait.toNanos());
        while (!batch.isEnd() && !lines.isEmpty() && chars(lines) < GATHER_CHARS) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            batch = source.logs(batch.position(), Duration.ofNanos(left));
            lines.addAll(batch.lines());
        }
        return store(lines, batch.position()) && batch.isEnd();
    }

    private boolean store(List<RawLine> lines, String position) {
        if (lines.isEmpty() && position.equals(position())) {
            return true;
        }
        long id = end.lastEntryId();
        List<LogLine> numbered = new ArrayList<>(lines.size());
        for (RawLine line : lines) {
            numbered.add(new LogLine(++id, line.stream(), line.at(), line.message(), line.truncated()));
        }
        if (!store.append(new LogChunk(run, end.lastEntryId(), numbered, position))) {
            // Someone stored lines that this recorder does not know of: a later run, or itself, with the answer lost.
            end = store.end(run.job());
            return end.attempt() > run.attempt();
        }
        end = new LogEnd(id, run.attempt(), position);
        if (!lines.isEmpty()) {
            changes.signal(run.job());
        }
        return true;
    }

    private String position() {
        return end.attempt() == run.attempt() ? end.position() : "";
    }

    private static long chars(List<RawLine> lines) {
        return lines.stream().mapToLong(line -> line.message().length()).sum();
    }
}
