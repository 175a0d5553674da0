package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.InputId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.inputs.InputKind;
import dev.jobgrid.inputs.InputStatus;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.inputs.JobInput.Content;
import dev.jobgrid.inputs.JobInput.InputFile;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.lang.System.Logger.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Inputs in a database. Thread-safe. */
public final class JdbiInputStore implements InputStore {
    private static final System.Logger LOG = System.getLogger(JdbiInputStore.class.getName());

    /** A use this recent is not recorded again, so that callers with the same input do not queue for its row. */
    private static final Duration LATELY = Duration.ofMinutes(10);

    /** Within a caller's transaction, whose locks last: half of the day for which retention keeps used inputs. */
    private static final Duration TODAY = Duration.ofHours(12);

    private final Transactions transactions;
    private final Executor elsewhere;
    private final Set<Use> noting = ConcurrentHashMap.newKeySet();

    private record Use(WorkspaceId workspace, List<String> ids) {}

    /**
     * Inputs by these transactions.
     *
     * @param elsewhere records uses asynchronously
     */
    public JdbiInputStore(Transactions transactions, Executor elsewhere) {
        this.transactions = transactions;
        this.elsewhere = elsewhere;
    }

    /** {@inheritDoc} Costs one insert. */
    @Override
    public void create(JobInput input) {
        transactions.write(
                "storing an input",
                handle -> bind(handle.createUpdate("""
                    INSERT INTO job_inputs (workspace_id, input_id, filename, content_type, input_kind, status,
                                            size_bytes, sha256, blob_key, token_sha256, created_at, expires_at,
                                            used_at)
                    VALUES (:workspace, :input, :filename, :contentType, :kind, :status,
                            :size, :sha256, :blob, :token, :created, :expires, :created)
                    """), input).execute());
    }

    /** {@inheritDoc} Costs one update. */
    @Override
    public boolean update(JobInput before, JobInput after) {
        return transactions.write(
                "storing a change of an input",
                handle -> bind(handle.createUpdate("""
                    UPDATE job_inputs
                    SET filename = :filename, content_type = :contentType, input_kind = :kind,
                        status = :status, size_bytes = :size, sha256 = :sha256, blob_key = :blob,
                        token_sha256 = :token, created_at = :created, expires_at = :expires
                    WHERE workspace_id = :workspace AND input_id = :input AND status = :before
                        AND COALESCE(blob_key, '') = :blobBefore
                    """), after)
                                .bind("before", before.status().name())
                                .bind(
                                        "blobBefore",
                                        before.content().map(Content::blob).orElse(""))
                                .execute()
                        == 1);
    }

    /** {@inheritDoc} Costs a read for each recently recorded one, and else an update. */
    @Override
    public boolean use(WorkspaceId workspace, Set<InputId> ids, Instant now) {
        // Locks are taken in a fixed order to avoid deadlocks.
        List<String> sorted = ids.stream().map(InputId::value).sorted().toList();
        if (areUsedSince(workspace, sorted, now.minus(LATELY))) {
            return true;
        }
        if (transactions.isJoined() && areUsedSince(workspace, sorted, now.minus(TODAY))) {
            // An update here would lock the rows until the caller's commit, and nothing removes them before.
            noteLater(workspace, sorted, now);
            return true;
        }
        return note(workspace, sorted, now);
    }

    private void noteLater(WorkspaceId workspace, List<String> ids, Instant now) {
        Use use = new Use(workspace, ids);
        if (!noting.add(use)) {
            return;
        }
        elsewhere.execute(() -> {
            try {
                note(workspace, ids, now);
            } catch (RuntimeException e) {
                LOG.log(Level.DEBUG, "the use of inputs was not recorded; the next submit with them will", e);
            } finally {
                noting.remove(use);
            }
        });
    }

    private boolean note(WorkspaceId workspace, List<String> sorted, Instant now) {
        return transactions.write("recording the use of inputs", handle -> {
            for (String id : sorted) {
                handle.createUpdate("""
                    UPDATE job_inputs SET used_at = :now
                    WHERE workspace_id = :workspace AND input_id = :input AND used_at < :now
                    """)
                        .bind("workspace", workspace.value())
                        .bind("input", id)
                        .bind("now", TimeColumn.of(now))
                        .execute();
            }
            return areUsedSince(handle, workspace, sorted, now.minus(LATELY));
        });
    }

    private boolean areUsedSince(WorkspaceId workspace, List<String> ids, Instant since) {
        return transactions.read("reading the use of inputs", handle -> areUsedSince(handle, workspace, ids, since));
    }

    private static boolean areUsedSince(Handle handle, WorkspaceId workspace, List<String> ids, Instant since) {
        return ids.stream()
                .allMatch(id -> handle.createQuery("""
                    SELECT 1 FROM job_inputs
                    WHERE workspace_id = :workspace AND input_id = :input AND used_at >= :since
                    """)
                        .bind("workspace", workspace.value())
                        .bind("input", id)
                        .bind("since", TimeColumn.of(since))
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, JobInput input) {
        return statement
                .bind("workspace", input.workspace().value())
                .bind("input", input.id().value())
                .bind("filename", input.file().filename())
                .bind("contentType", input.file().contentType())
                .bind("kind", input.file().kind().name())
                .bind("status", input.status().name())
                .bindByType("size", input.content().map(Content::sizeBytes).orElse(null), Long.class)
                .bindByType("sha256", input.content().map(Content::sha256).orElse(null), String.class)
                .bindByType("blob", input.content().map(Content::blob).orElse(null), String.class)
                .bind("token", input.tokenSha256())
                .bind("created", TimeColumn.of(input.created()))
                .bind("expires", TimeColumn.of(input.expires()));
    }

    @Override
    public Optional<JobInput> find(WorkspaceId workspace, InputId id) {
        return transactions.read(
                "reading an input",
                handle -> handle.createQuery("""
                    SELECT * FROM job_inputs WHERE workspace_id = :workspace AND input_id = :input
                    """)
                        .bind("workspace", workspace.value())
                        .bind("input", id.value())
                        .map(JdbiInputStore::input)
                        .findOne());
    }

    @Override
    public List<JobInput> list(WorkspaceId workspace, int limit) {
        return transactions.read(
                "listing inputs",
                handle -> handle.createQuery("""
                    SELECT * FROM job_inputs WHERE workspace_id = :workspace
                    ORDER BY workspace_id, created_at DESC, input_id DESC
                    LIMIT :limit
                    """)
                        .bind("workspace", workspace.value())
                        .bind("limit", limit)
                        .map(JdbiInputStore::input)
                        .list());
    }

    private static JobInput input(ResultSet row, StatementContext context) throws SQLException {
        return new JobInput(
                new WorkspaceId(row.getString("workspace_id")),
                new InputId(row.getString("input_id")),
                new InputFile(
                        row.getString("filename"),
                        row.getString("content_type"),
                        InputKind.valueOf(row.getString("input_kind"))),
                InputStatus.valueOf(row.getString("status")),
                content(row),
                row.getString("token_sha256"),
                TimeColumn.read(row, "created_at"),
                TimeColumn.read(row, "expires_at"));
    }

    private static Optional<Content> content(ResultSet row) throws SQLException {
        @Nullable String sha256 = row.getString("sha256");
        return sha256 == null
                ? Optional.empty()
                : Optional.of(new Content(row.getLong("size_bytes"), sha256, row.getString("blob_key")));
    }
}
