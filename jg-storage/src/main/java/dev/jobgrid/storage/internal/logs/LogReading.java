package dev.jobgrid.storage.internal.logs;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads one page of a job's log: a few chunks at a time, then more, forwards or for a tail backwards, until the page is
 * full. Single-threaded.
 */
final class LogReading {
    private static final int FIRST_CHUNKS = 2;
    private static final int MAX_CHUNKS = 128;

    private final Handle handle;
    private final JobRef job;
    private final LogQuery query;

    LogReading(Handle handle, JobRef job, LogQuery query) {
        this.handle = handle;
        this.job = job;
        this.query = query;
    }

    List<LogLine> lines() {
        return query.tail() ? tail() : page();
    }

    private List<LogLine> page() {
        List<LogLine> lines = new ArrayList<>();
        long after = query.after();
        for (int count = FIRST_CHUNKS; ; count = Math.min(4 * count, MAX_CHUNKS)) {
            List<PackedLines> chunks = following(after, count);
            for (PackedLines chunk : chunks) {
                for (LogLine line : unpack(chunk)) {
                    if (line.entryId() > query.after() && lines.size() < query.limit()) {
                        lines.add(line);
                    }
                }
                after = chunk.lastEntryId();
                if (lines.size() == query.limit()) {
                    return lines;
                }
            }
            if (chunks.size() < count) {
                return lines;
            }
        }
    }

    private List<LogLine> tail() {
        List<LogLine> backwards = new ArrayList<>();
        long before = Long.MAX_VALUE;
        for (int count = FIRST_CHUNKS; ; count = Math.min(4 * count, MAX_CHUNKS)) {
            List<PackedLines> chunks = preceding(before, count);
            for (PackedLines chunk : chunks) {
                List<LogLine> lines = unpack(chunk);
                for (int i = lines.size() - 1; i >= 0 && backwards.size() < query.limit(); i--) {
                    backwards.add(lines.get(i));
                }
                before = chunk.lastEntryId();
            }
            if (backwards.size() == query.limit() || chunks.size() < count) {
                Collections.reverse(backwards);
                return backwards;
            }
        }
    }

    /** The lines of a chunk in the requested stream. */
    private List<LogLine> unpack(PackedLines chunk) {
        try {
            List<LogLine> lines = chunk.unpack();
            return query.stream()
                    .map(stream -> lines.stream()
                            .filter(line -> line.stream() == stream)
                            .toList())
                    .orElse(lines);
        } catch (IOException e) {
            throw new JobGridException("reading a log failed: a stored chunk is not readable", e);
        }
    }

    /** Chunks with only the other stream's lines are skipped. */
    private int unwanted() {
        return query.stream()
                .map(wanted -> switch (wanted) {
                    case STDOUT -> PackedLines.bit(LogStream.STDERR);
                    case STDERR -> PackedLines.bit(LogStream.STDOUT);
                })
                .orElse(0);
    }

    private List<PackedLines> following(long entryId, int count) {
        return chunks(handle.createQuery("""
                        SELECT first_entry_id, last_entry_id, streams, packed_lines FROM job_log_chunks
                        WHERE workspace_id = :workspace AND job_id = :job AND last_entry_id > :entry
                            AND streams <> :unwanted
                        ORDER BY workspace_id, job_id, last_entry_id
                        LIMIT :count
                        """), entryId, count);
    }

    private List<PackedLines> preceding(long entryId, int count) {
        return chunks(handle.createQuery("""
                        SELECT first_entry_id, last_entry_id, streams, packed_lines FROM job_log_chunks
                        WHERE workspace_id = :workspace AND job_id = :job AND last_entry_id < :entry
                            AND streams <> :unwanted
                        ORDER BY workspace_id DESC, job_id DESC, last_entry_id DESC
                        LIMIT :count
                        """), entryId, count);
    }

    private List<PackedLines> chunks(Query select, long entryId, int count) {
        return select.bind("workspace", job.workspace().value())
                .bind("job", job.id().value())
                .bind("entry", entryId)
                .bind("unwanted", unwanted())
                .bind("count", count)
                .map(LogReading::chunk)
                .list();
    }

    private static PackedLines chunk(ResultSet row, StatementContext context) throws SQLException {
        return new PackedLines(
                row.getLong("first_entry_id"),
                row.getLong("last_entry_id"),
                row.getInt("streams"),
                row.getBytes("packed_lines"));
    }
}
