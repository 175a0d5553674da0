package dev.jobgrid.internal.collect;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores the output of one run, in the order read, each line once, up to the limit: then it continues reading, so that
 * the program is not blocked, and drops the lines. The position is stored with the lines, so that the next recorder of
 * the run continues there. Single-threaded.
 */
public final class LogRecorder {
    private static final Duration GATHER = Duration.ofMillis(50);
    private static final long GATHER_CHARS = 256 * 1024L;

    private final RunKey run;
    private final LogStore store;
    private final Changes changes;
    private final long maxBytes;
    private LogEnd end;
    private LogCheckpoint progress;

    private LogRecorder(RunKey run, LogStore store, Changes changes, long maxBytes, LogEnd end) {
        this.run = run;
        this.store = store;
        this.changes = changes;
        this.maxBytes = maxBytes;
        this.end = end;
        this.progress = progress(end);
    }

    /** A recorder that continues at the stored position, and stores up to that size in all. */
    public static LogRecorder goingOn(RunKey run, LogStore store, Changes changes, long maxBytes) {
        return new LogRecorder(run, store, changes, maxBytes, store.end(run.job()));
    }

    /** A recorder of a job's first run, without a stored log; if there is one, the first write detects it. */
    public static LogRecorder ofFirst(RunKey run, LogStore store, Changes changes, long maxBytes) {
        return new LogRecorder(run, store, changes, maxBytes, LogEnd.NONE);
    }

    /**
     * Stores new output of the run; waits for output up to that long.
     *
     * @return whether the program has ended and all its output is stored
     */
    public boolean record(Run source, Duration wait) throws IOException, InterruptedException {
        List<RawLine> lines = new ArrayList<>();
        LogBatch batch = source.logs(progress.position(), wait);
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

    /** Whether lines were dropped without an event yet, by this recorder or an earlier one. */
    public boolean isCutUnreported() {
        return progress.cut() == LogCheckpoint.Cut.UNTOLD;
    }

    /** Records that the event is stored. If this cannot be stored, the event is repeated. */
    public void markCutReported() {
        append(List.of(), progress.cutReported());
    }

    private boolean store(List<RawLine> lines, String position) {
        if (progress.isCut()) {
            // Not stored: a restarted recorder drops the same lines again.
            progress = progress.movedTo(position);
            return true;
        }
        if (lines.isEmpty() && position.equals(progress.position())) {
            return true;
        }
        int fitting = fitting(lines);
        LogCheckpoint after = progress.kept(lines.subList(0, fitting)).movedTo(position);
        return fitting == lines.size() ? append(lines, after) : append(cut(lines, fitting), after.truncated());
    }

    /** The first lines, and a last one that marks the truncation. */
    private List<RawLine> cut(List<RawLine> lines, int fitting) {
        List<RawLine> kept = new ArrayList<>(lines.subList(0, fitting));
        String text = "[log truncated: only the first " + maxBytes + " bytes are kept]";
        kept.add(new RawLine(LogStream.STDERR, lines.get(fitting).at(), text, false));
        return kept;
    }

    private int fitting(List<RawLine> lines) {
        long left = maxBytes - progress.bytes();
        int count = 0;
        for (RawLine line : lines) {
            left -= LogCheckpoint.cost(line);
            if (left < 0) {
                break;
            }
            count++;
        }
        return count;
    }

    private boolean append(List<RawLine> lines, LogCheckpoint after) {
        long id = end.lastEntryId();
        List<LogLine> numbered = new ArrayList<>(lines.size());
        for (RawLine line : lines) {
            numbered.add(new LogLine(++id, line.stream(), line.at(), line.message(), line.truncated()));
        }
        if (!store.append(new LogChunk(run, end.lastEntryId(), numbered, after.toString()))) {
            // Unknown lines were stored: by a later run, or by this recorder with its response lost.
            end = store.end(run.job());
            progress = progress(end);
            return end.attempt() > run.attempt();
        }
        end = new LogEnd(id, run.attempt(), after.toString());
        progress = after;
        if (!lines.isEmpty()) {
            changes.signal(run.job());
        }
        return true;
    }

    private LogCheckpoint progress(LogEnd stored) {
        return stored.attempt() == run.attempt() ? LogCheckpoint.parse(stored.position()) : LogCheckpoint.START;
    }

    private static long chars(List<RawLine> lines) {
        return lines.stream().mapToLong(line -> line.message().length()).sum();
    }
}
