package dev.jobgrid.storage.internal.logs;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.store.LogChunk;
import dev.jobgrid.spi.store.LogEnd;
import dev.jobgrid.spi.store.LogSlice;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.storage.internal.sql.NulText;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Logs in a database, as chunks of packed lines. Thread-safe. */
public final class JdbiLogStore implements LogStore {
    private static final String MOVE_END = """
            UPDATE job_log_ends SET last_entry_id = ?, attempt = ?, read_position = ?
            WHERE workspace_id = ? AND job_id = ? AND last_entry_id = ? AND attempt <= ?
            """;

    private static final String INSERT_END = """
            INSERT INTO job_log_ends (last_entry_id, attempt, read_position, workspace_id, job_id)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String INSERT_CHUNK = """
            INSERT INTO job_log_chunks (workspace_id, job_id, last_entry_id, first_entry_id, streams, packed_lines)
            VALUES (?, ?, ?, ?, ?, ?)
            """;

    private final Transactions transactions;
    private final String moveEnd;
    private final String insertEnd;
    private final String insertChunk;

    public JdbiLogStore(Transactions transactions, TableNames names) {
        this.transactions = transactions;
        moveEnd = names.in(MOVE_END);
        insertEnd = names.in(INSERT_END);
        insertChunk = names.in(INSERT_CHUNK);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs one transaction: an update of the row with the end of the job's log, and one row with all the lines, or
     * several if they are many.
     */
    @Override
    public boolean append(LogChunk chunk) {
        List<PackedLines> packs = PackedLines.of(chunk.lines());
        return transactions.writeOn("storing a log", connection -> {
            if (!advance(connection, chunk)) {
                return false;
            }
            insert(connection, chunk.run().job(), packs);
            return true;
        });
    }

    /** Compare-and-set on the end of the log: only one writer can store the next line. */
    private boolean advance(Connection connection, LogChunk chunk) throws SQLException {
        if (update(connection, chunk)) {
            return true;
        }
        return chunk.afterEntryId() == 0 && insertEnd(connection, chunk);
    }

    private boolean update(Connection connection, LogChunk chunk) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(moveEnd)) {
            bindEnd(statement, chunk);
            statement.setString(4, chunk.run().job().workspace().value());
            statement.setString(5, chunk.run().job().id().value());
            statement.setLong(6, chunk.afterEntryId());
            statement.setInt(7, chunk.run().attempt());
            return statement.executeUpdate() == 1;
        }
    }

    private boolean insertEnd(Connection connection, LogChunk chunk) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insertEnd)) {
            bindEnd(statement, chunk);
            statement.setString(4, chunk.run().job().workspace().value());
            statement.setString(5, chunk.run().job().id().value());
            return statement.executeUpdate() == 1;
        }
    }

    private static void bindEnd(PreparedStatement statement, LogChunk chunk) throws SQLException {
        statement.setLong(1, lastOf(chunk));
        statement.setInt(2, chunk.run().attempt());
        statement.setString(3, NulText.without(chunk.position()));
    }

    private static long lastOf(LogChunk chunk) {
        List<LogLine> lines = chunk.lines();
        return lines.isEmpty()
                ? chunk.afterEntryId()
                : lines.get(lines.size() - 1).entryId();
    }

    private void insert(Connection connection, JobRef job, List<PackedLines> packs) throws SQLException {
        if (packs.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insertChunk)) {
            for (PackedLines pack : packs) {
                statement.setString(1, job.workspace().value());
                statement.setString(2, job.id().value());
                statement.setLong(3, pack.lastEntryId());
                statement.setLong(4, pack.firstEntryId());
                statement.setInt(5, pack.streams());
                statement.setBytes(6, pack.bytes());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** {@inheritDoc} Reads the chunks that hold the lines by their primary key, and few beyond them. */
    @Override
    public LogSlice read(JobRef ref, LogQuery query) {
        return transactions.read("reading a log", handle -> new LogReading(handle, ref, query).slice());
    }

    @Override
    public LogEnd end(JobRef ref) {
        return transactions.read(
                "reading the end of a log",
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
