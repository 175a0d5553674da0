package dev.jobgrid.storage.internal.logs;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.store.LogSelection;
import dev.jobgrid.spi.store.LogSlice;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads one page of a job's log, forwards or backwards, until it is complete: a few chunks first, then more at a time, as many
 * as stay within {@link #MAX_BYTES}. So a page that finds little in much, such as the few lines of a stream, takes few
 * statements and little memory. A search for a text reads larger parts, and stops after {@link #SEARCH_STATEMENTS}.
 * Single-threaded.
 */
final class LogReading {
    private static final int FIRST_CHUNKS = 2;
    private static final int MAX_CHUNKS = 128;
    private static final long MAX_BYTES = 512 << 10;

    /** Most sizes at once: chunks of one line, of a program that prints now and then. */
    private static final int SEARCH_CHUNKS = 4096;

    private static final long SEARCH_BYTES = 1 << 20;
    private static final int SEARCH_STATEMENTS = 8;

    private static final String FOLLOWING = """
            FROM job_log_chunks
            WHERE workspace_id = :workspace AND job_id = :job AND last_entry_id > :entry AND last_entry_id <= :until
                AND streams <> :unwanted
            ORDER BY workspace_id, job_id, last_entry_id
            LIMIT :count
            """;

    private static final String PRECEDING = """
            FROM job_log_chunks
            WHERE workspace_id = :workspace AND job_id = :job AND last_entry_id < :entry AND last_entry_id >= :until
                AND streams <> :unwanted
            ORDER BY workspace_id DESC, job_id DESC, last_entry_id DESC
            LIMIT :count
            """;

    private final Handle handle;
    private final JobRef job;
    private final LogQuery query;
    private final LogSelection selection;

    private final boolean isSearch;

    /** The position of the last chunk read. */
    private long at;

    private int statements;

    /** How large a chunk is that has not been read. */
    private record Size(long lastEntryId, long bytes) {}

    LogReading(Handle handle, JobRef job, LogQuery query) {
        this.handle = handle;
        this.job = job;
        this.query = query;
        this.selection = new LogSelection(query);
        this.isSearch = query.containing().isPresent();
    }

    LogSlice slice() {
        at = start();
        int count = FIRST_CHUNKS;
        boolean isMore = read(farthest(), count) == count;
        while (isMore && !isOver()) {
            count = isSearch ? SEARCH_CHUNKS : Math.min(4 * count, MAX_CHUNKS);
            List<Size> sizes = sizes(count);
            int done = 0;
            while (done < sizes.size() && !isOver()) {
                int fitting = fitting(sizes.subList(done, sizes.size()));
                done += fitting;
                read(sizes.get(done - 1).lastEntryId(), fitting);
            }
            isMore = done < sizes.size() || sizes.size() == count;
        }
        return selection.slice(!isMore);
    }

    private boolean isOver() {
        return selection.isComplete() || isSearch && statements >= SEARCH_STATEMENTS;
    }

    /** Before a line the reading starts at the end of the chunk that holds the line before it. */
    private long start() {
        if (query.before().isEmpty()) {
            return query.tail() ? Long.MAX_VALUE : query.after();
        }
        return select("last_entry_id", FOLLOWING, 1)
                .bind("entry", query.before().getAsLong() - 2)
                .bind("until", Long.MAX_VALUE)
                .bind("unwanted", 0)
                .mapTo(Long.class)
                .findOne()
                .map(last -> last + 1)
                .orElse(Long.MAX_VALUE);
    }

    private long farthest() {
        return query.isBackwards() ? 0 : Long.MAX_VALUE;
    }

    /** How many chunks may be in memory at a time. */
    private int fitting(List<Size> sizes) {
        long most = isSearch ? SEARCH_BYTES : MAX_BYTES;
        int count = 0;
        long bytes = 0;
        while (count < sizes.size() && (count == 0 || bytes + sizes.get(count).bytes() <= most)) {
            bytes += sizes.get(count).bytes();
            count++;
        }
        return count;
    }

    private List<Size> sizes(int count) {
        return next("last_entry_id, OCTET_LENGTH(packed_lines) AS bytes", farthest(), count)
                .map((row, context) -> new Size(row.getLong("last_entry_id"), row.getLong("bytes")))
                .list();
    }

    /** Reads the next chunks up to one of them; returns how many there were. */
    private int read(long until, int count) {
        List<PackedLines> chunks = next("first_entry_id, last_entry_id, streams, packed_lines", until, count)
                .map(LogReading::chunk)
                .list();
        for (PackedLines chunk : chunks) {
            at = chunk.lastEntryId();
            if (!selection.isComplete()) {
                take(chunk);
            }
        }
        return chunks.size();
    }

    private void take(PackedLines chunk) {
        try {
            List<LogLine> lines = chunk.unpack();
            for (int i = 0; i < lines.size(); i++) {
                selection.offer(lines.get(query.isBackwards() ? lines.size() - 1 - i : i));
            }
        } catch (IOException e) {
            throw new JobGridException("reading a log failed: a stored chunk is not readable", e);
        }
    }

    private Query next(String columns, long until, int count) {
        return select(columns, query.isBackwards() ? PRECEDING : FOLLOWING, count)
                .bind("entry", at)
                .bind("until", until)
                .bind("unwanted", unwanted());
    }

    private Query select(String columns, String from, int count) {
        statements++;
        return handle.createQuery("SELECT " + columns + " " + from)
                .bind("workspace", job.workspace().value())
                .bind("job", job.id().value())
                .bind("count", count);
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

    private static PackedLines chunk(ResultSet row, StatementContext context) throws SQLException {
        return new PackedLines(
                row.getLong("first_entry_id"),
                row.getLong("last_entry_id"),
                row.getInt("streams"),
                row.getBytes("packed_lines"));
    }
}
