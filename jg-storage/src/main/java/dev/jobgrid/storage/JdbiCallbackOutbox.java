package dev.jobgrid.storage;

import dev.jobgrid.callbacks.CallbackDelivery;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.spi.CallbackOutbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;

/** Callbacks owed, in a database. Thread-safe. */
final class JdbiCallbackOutbox implements CallbackOutbox {
    private final Transactions transactions;

    JdbiCallbackOutbox(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<CallbackDelivery> due(Instant now, int limit) {
        return transactions.read(
                "reading callbacks",
                handle -> handle.createQuery("""
                        SELECT delivery_id, workspace_id, job_id, status, created_at, tries, due_at
                        FROM callback_outbox
                        WHERE due_at <= :now
                        ORDER BY due_at
                        LIMIT :limit
                        """)
                        .bind("now", TimeColumn.of(now))
                        .bind("limit", limit)
                        .map(JdbiCallbackOutbox::delivery)
                        .list());
    }

    private static CallbackDelivery delivery(ResultSet row, StatementContext context) throws SQLException {
        return new CallbackDelivery(
                row.getString("delivery_id"),
                JobRows.ref(row),
                JobStatus.valueOf(row.getString("status")),
                TimeColumn.read(row, "created_at"),
                row.getInt("tries"),
                TimeColumn.read(row, "due_at"));
    }
}
