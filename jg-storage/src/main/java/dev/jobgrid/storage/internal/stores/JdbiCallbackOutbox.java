package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.storage.internal.jobs.JobRows;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** Callbacks in a database. Thread-safe. */
public final class JdbiCallbackOutbox implements CallbackOutbox {
    private static final int MAX_ATTEMPTS = 100;

    private final Transactions transactions;
    private final BiPredicate<Handle, Transition> jobs;

    /**
     * Callbacks by these transactions.
     *
     * @param jobs stores a change of a job within a transaction; false if the job has another version
     */
    public JdbiCallbackOutbox(Transactions transactions, BiPredicate<Handle, Transition> jobs) {
        this.transactions = transactions;
        this.jobs = jobs;
    }

    /** {@inheritDoc} Reads by an index in the requested order, and skips excluded ones. */
    @Override
    public List<CallbackDelivery> due(Instant now, int limit, Set<String> receivers, Set<WorkspaceId> workspaces) {
        List<String> names = List.copyOf(receivers);
        List<String> owners = workspaces.stream().map(WorkspaceId::value).toList();
        // Only names of parameters are inserted.
        String sql = """
                SELECT * FROM callback_outbox
            WHERE progress = 'PENDING' AND due_at <= :now AND receiver NOT IN (%s) AND workspace_id NOT IN (%s)
                ORDER BY progress, due_at, delivery_id
                LIMIT :limit
            """.formatted(places("receiver", names), places("workspace", owners));
        return transactions.read("reading callbacks", handle -> {
            Query query = handle.createQuery(sql);
            bind(query, "receiver", names);
            bind(query, "workspace", owners);
            return query.bind("now", TimeColumn.of(now))
                    .bind("limit", limit)
                    .map(JdbiCallbackOutbox::delivery)
                    .list();
        });
    }

    /** One placeholder more than values, so that an empty list is valid. */
    private static String places(String name, List<String> values) {
        return IntStream.rangeClosed(0, values.size())
                .mapToObj(i -> ":" + name + i)
                .collect(Collectors.joining(", "));
    }

    private static void bind(Query query, String name, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            query.bind(name + i, values.get(i));
        }
        query.bind(name + values.size(), "-");
    }

    /**
     * {@inheritDoc} Costs one update; with a try and its event, two inserts and the update of the job's row besides.
     */
    @Override
    public boolean update(CallbackChange change) {
        return transactions.write("storing a change of a callback", handle -> {
            if (!tryUpdate(handle, change)) {
                return false;
            }
            change.attempt().ifPresent(attempt -> insert(handle, change.after(), attempt));
            boolean isApplied =
                    change.transition().map(what -> jobs.test(handle, what)).orElse(true);
            if (!isApplied) {
                handle.rollback();
            }
            return isApplied;
        });
    }

    private static boolean tryUpdate(Handle handle, CallbackChange change) {
        CallbackProgress after = change.after().progress();
        return handle.createUpdate("""
                        UPDATE callback_outbox
                        SET progress = :progress, tries = :tries, attempts = :attempts, due_at = :due, version = :after
                        WHERE delivery_id = :id AND version = :before
                        """)
                        .bind("progress", after.state().name())
                        .bind("tries", after.tries())
                        .bind("attempts", after.attempts())
                        .bind("due", TimeColumn.of(after.due()))
                        .bind("after", after.version())
                        .bind("id", change.before().id())
                        .bind("before", change.before().progress().version())
                        .execute()
                == 1;
    }

    private static void insert(Handle handle, CallbackDelivery delivery, CallbackAttempt attempt) {
        handle.createUpdate("""
                        INSERT INTO callback_attempts (delivery_id, attempt, started_at, took_micros, outcome,
                                                       http_status, detail)
                        VALUES (:id, :attempt, :started, :took, :outcome, :status, :detail)
                        """)
                .bind("id", delivery.id())
                .bind("attempt", attempt.number())
                .bind("started", TimeColumn.of(attempt.started()))
                .bind("took", attempt.took().toNanos() / 1000)
                .bind("outcome", attempt.result().name())
                .bindByType("status", attempt.httpStatus().orElse(null), Integer.class)
                .bind("detail", attempt.detail())
                .execute();
    }

    @Override
    public Optional<CallbackReport> find(JobRef job) {
        return transactions.read(
                "reading a callback",
                handle -> handle.createQuery("""
                        SELECT * FROM callback_outbox WHERE workspace_id = :workspace AND job_id = :job
                        """)
                        .bind("workspace", job.workspace().value())
                        .bind("job", job.id().value())
                        .map(JdbiCallbackOutbox::delivery)
                        .findOne()
                        .map(delivery -> new CallbackReport(delivery, attempts(handle, delivery.id()))));
    }

    private static List<CallbackAttempt> attempts(Handle handle, String delivery) {
        return handle.createQuery("""
                        SELECT * FROM (
                            SELECT * FROM callback_attempts WHERE delivery_id = :id
                            ORDER BY delivery_id DESC, attempt DESC LIMIT :limit) newest
                        ORDER BY attempt
                        """)
                .bind("id", delivery)
                .bind("limit", MAX_ATTEMPTS)
                .map(JdbiCallbackOutbox::attempt)
                .list();
    }

    @Override
    public List<CallbackDelivery> list(WorkspaceId workspace, CallbackProgress.State state, int limit) {
        return transactions.read(
                "listing callbacks",
                handle -> handle.createQuery("""
                        SELECT * FROM callback_outbox WHERE workspace_id = :workspace AND progress = :progress
                        ORDER BY workspace_id, progress, created_at DESC, delivery_id DESC
                        LIMIT :limit
                        """)
                        .bind("workspace", workspace.value())
                        .bind("progress", state.name())
                        .bind("limit", limit)
                        .map(JdbiCallbackOutbox::delivery)
                        .list());
    }

    private static CallbackDelivery delivery(ResultSet row, StatementContext context) throws SQLException {
        return new CallbackDelivery(
                row.getString("delivery_id"),
                JobRows.ref(row),
                JobStatus.valueOf(row.getString("status")),
                row.getString("receiver"),
                TimeColumn.read(row, "created_at"),
                new CallbackProgress(
                        CallbackProgress.State.valueOf(row.getString("progress")),
                        row.getInt("tries"),
                        row.getInt("attempts"),
                        TimeColumn.read(row, "due_at"),
                        row.getLong("version")));
    }

    private static CallbackAttempt attempt(ResultSet row, StatementContext context) throws SQLException {
        return new CallbackAttempt(
                row.getInt("attempt"),
                TimeColumn.read(row, "started_at"),
                Duration.of(row.getLong("took_micros"), ChronoUnit.MICROS),
                CallbackAttempt.Result.valueOf(row.getString("outcome")),
                Optional.ofNullable(row.getObject("http_status", Integer.class)),
                row.getString("detail"));
    }
}
