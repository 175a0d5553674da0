package dev.jobgrid.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.LogChunk;
import dev.jobgrid.spi.LogEnd;
import dev.jobgrid.spi.LogStore;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** Logs in a database, as chunks of packed lines. Thread-safe. */
final class JdbiLogStore implements LogStore {
    private final Transactions transactions;

    JdbiLogStore(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one transaction: an update of the one row that says how far the job's log is stored, and a row that holds all
     * the lines, or several if they are more than about 256 KiB.
     */
    @Override
    public boolean append(LogChunk chunk) {
        List<PackedLines> packs = PackedLines.of(chunk.lines());
        return transactions.write("storing a log", handle -> {
            if (!advance(handle, chunk)) {
                return false;
            }
            insert(handle, chunk.run().job(), packs);
            return true;
        });
    }

    /** Compare-and-set on the end of the log: only one writer can store the line that follows. */
    private static boolean advance(Handle handle, LogChunk chunk) {
        if (update(handle, chunk)) {
            return true;
        }
        return chunk.afterEntryId() == 0 && insertEnd(handle, chunk);
    }

    private static boolean update(Handle handle, LogChunk chunk) {
        return bind(handle.createUpdate("""
                                        UPDATE job_log_ends
                                        SET last_entry_id = :last, attempt = :attempt, read_position = :position
                                        WHERE workspace_id = :workspace AND job_id = :job
                                            AND last_entry_id = :before AND attempt <= :attempt
                                        """), chunk)
                        .bind("last", lastOf(chunk))
                        .bind("before", chunk.afterEntryId())
                        .execute()
                == 1;
    }

    private static boolean insertEnd(Handle handle, LogChunk chunk) {
        return bind(handle.createUpdate("""
                                        INSERT INTO job_log_ends (workspace_id, job_id, last_entry_id, attempt,
                                                                  read_position)
                                        VALUES (:workspace, :job, :last, :attempt, :position)
                                        ON CONFLICT DO NOTHING
                                        """), chunk).bind("last", lastOf(chunk)).execute() == 1;
    }

    private static <S extends SqlStatement<S>> S bind(S statement, LogChunk chunk) {
        return statement
                .bind("workspace", chunk.run().job().workspace().value())
                .bind("job", chunk.run().job().id().value())
                .bind("attempt", chunk.run().attempt())
                .bind("position", chunk.position());
    }

    private static long lastOf(LogChunk chunk) {
        List<LogLine> lines = chunk.lines();
        return lines.isEmpty()
                ? chunk.afterEntryId()
                : lines.get(lines.size() - 1).entryId();
    }

    private static void insert(Handle handle, JobRef job, List<PackedLines> packs) {
        if (packs.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO job_log_chunks (workspace_id, job_id, last_entry_id, first_entry_id, streams, packed_lines)
                VALUES (:workspace, :job, :last, :first, :streams, :lines)
                """)) {
            for (PackedLines pack : packs) {
                batch.bind("workspace", job.workspace().value())
                        .bind("job", job.id().value())
                        .bind("last", pack.lastEntryId())
                        .bind("first", pack.firstEntryId())
                        .bind("streams", pack.streams())
                        .bind("lines", pack.bytes())
                        .add();
            }
            batch.execute();
        }
    }

    /** {@inheritDoc} Reads the chunks that hold the lines by their primary key, and few beyond them. */
    @Override
    public List<LogLine> read(JobRef ref, LogQuery query) {
        return transactions.read("reading a log", handle -> new LogReading(handle, ref, query).lines());
    }

    @Override
    public LogEnd end(JobRef ref) {
        return transactions.read(
                "reading how far a log is stored",
                handle -> handle.createQuery("""
                        SELECT last_entry_id, attempt, read_position FROM job_log_ends
                        WHERE workspace_id = :workspace AND job_id = :job
                        """)
                        .bind("workspace", ref.workspace().value())
                        .bind("job", ref.id().value())
                        .map((row, context) -> new LogEnd(
                                row.getLong("last_entry_id"), row.getInt("attempt"), row.getString("read_position")))
                        .findOne()
                        .orElse(LogEnd.NONE));
    }
}
