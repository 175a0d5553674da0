package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogSelection;
import dev.jobgrid.spi.store.LogSlice;
import dev.jobgrid.spi.store.LogStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lines by job. Thread-safe. */
final class MemoryLogStore implements LogStore {
    private final Map<JobRef, Log> logs = new ConcurrentHashMap<>();

    @Override
    public boolean append(LogChunk chunk) {
        return log(chunk.run().job()).append(chunk);
    }

    @Override
    public LogSlice read(JobRef ref, LogQuery query) {
        return log(ref).read(query);
    }

    @Override
    public LogEnd end(JobRef ref) {
        return log(ref).end();
    }

    /** Bytes of the lines, about. */
    long bytes(JobRef ref) {
        return log(ref).bytes();
    }

    /** Removes the lines, and keeps the last entry id. */
    void clear(JobRef ref) {
        log(ref).clear();
    }

    /** Forgets the log. */
    void remove(JobRef ref) {
        logs.remove(ref);
    }

    private Log log(JobRef ref) {
        return logs.computeIfAbsent(ref, unused -> new Log());
    }

    /** One job's. */
    private static final class Log {
        private final List<LogLine> lines = new ArrayList<>();
        private LogEnd end = LogEnd.NONE;

        synchronized boolean append(LogChunk chunk) {
            int attempt = chunk.run().attempt();
            if (chunk.afterEntryId() != end.lastEntryId() || attempt < end.attempt()) {
                return false;
            }
            lines.addAll(chunk.lines());
            end = new LogEnd(end.lastEntryId() + chunk.lines().size(), attempt, chunk.position());
            return true;
        }

        synchronized LogSlice read(LogQuery query) {
            LogSelection selection = new LogSelection(query);
            int step = query.isBackwards() ? -1 : 1;
            int i = query.isBackwards() ? lines.size() - 1 : 0;
            for (; i >= 0 && i < lines.size() && !selection.isComplete(); i += step) {
                selection.offer(lines.get(i));
            }
            return selection.slice(true);
        }

        synchronized long bytes() {
            return lines.stream()
                    .mapToLong(line -> line.message().length() + 1L)
                    .sum();
        }

        synchronized void clear() {
            lines.clear();
        }

        synchronized LogEnd end() {
            return end;
        }
    }
}
