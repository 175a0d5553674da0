package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.AuditEvent;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.storage.internal.jobs.ApiKeyRows;
import dev.jobgrid.storage.internal.jobs.Lookups;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** API keys in a database. Thread-safe. */
public final class JdbiApiKeyStore implements ApiKeyStore {
    private final Transactions transactions;
    private final Lookups lookups;

    public JdbiApiKeyStore(Transactions transactions, Lookups lookups) {
        this.transactions = transactions;
        this.lookups = lookups;
    }

    /** {@inheritDoc} Costs two inserts. */
    @Override
    public void create(ApiKey key) {
        transactions.write("storing an API key", handle -> {
            handle.createUpdate("""
                        INSERT INTO api_keys (key_id, workspace_id, name, sha256, key_prefix, scopes, addresses,
                                              created_at, expires_at, revoked_at)
                        VALUES (:key, :workspace, :name, :sha256, :prefix, :scopes, :addresses,
                                :created, :expires, :revoked)
                        """)
                    .bind("key", key.id().value())
                    .bind("workspace", key.workspace().value())
                    .bind("name", key.name())
                    .bind("sha256", key.sha256())
                    .bind("prefix", key.prefix())
                    .bind("scopes", ApiKeyRows.scopes(key))
                    .bind("addresses", ApiKeyRows.addresses(key))
                    .bind("created", TimeColumn.of(key.created()))
                    .bind("expires", TimeColumn.of(key.expires()))
                    .bind("revoked", TimeColumn.of(key.revoked()))
                    .execute();
            insert(handle, AuditEvent.created(key));
            return true;
        });
    }

    /** {@inheritDoc} One look-up in an index: called for every request. */
    @Override
    public Optional<ApiKey> findBySha256(String sha256) {
        return lookups.key(sha256);
    }

    @Override
    public List<ApiKey> list(WorkspaceId workspace) {
        return transactions.read(
                "listing API keys",
                handle -> handle.createQuery("""
                        SELECT * FROM api_keys WHERE workspace_id = :workspace
                        ORDER BY workspace_id, created_at DESC, key_id DESC
                        """)
                        .bind("workspace", workspace.value())
                        .map((row, context) -> ApiKeyRows.read(row))
                        .list());
    }

    @Override
    public void record(AuditEvent event) {
        transactions.write("storing an audit event", handle -> {
            insert(handle, event);
            return true;
        });
    }

    private static void insert(Handle handle, AuditEvent event) {
        handle.createUpdate("""
                        INSERT INTO audit_events (event_id, workspace_id, created_at, event_type, subject, detail)
                        VALUES (:id, :workspace, :at, :type, :subject, :detail)
                        """)
                .bind("id", UUID.randomUUID().toString())
                .bind("workspace", event.workspace().value())
                .bind("at", TimeColumn.of(event.at()))
                .bind("type", event.kind().name())
                .bind("subject", event.subject())
                .bind("detail", event.detail())
                .execute();
    }

    @Override
    public List<AuditEvent> audit(WorkspaceId workspace, int limit) {
        return transactions.read(
                "reading audit events",
                handle -> handle.createQuery("""
                        SELECT * FROM audit_events WHERE workspace_id = :workspace
                        ORDER BY workspace_id, created_at DESC, event_id DESC
                        LIMIT :limit
                        """)
                        .bind("workspace", workspace.value())
                        .bind("limit", limit)
                        .map(JdbiApiKeyStore::event)
                        .list());
    }

    private static AuditEvent event(ResultSet row, StatementContext context) throws SQLException {
        return new AuditEvent(
                TimeColumn.read(row, "created_at"),
                new WorkspaceId(row.getString("workspace_id")),
                AuditEvent.Kind.valueOf(row.getString("event_type")),
                row.getString("subject"),
                row.getString("detail"));
    }

    /** {@inheritDoc} Costs one update, a read and an insert. */
    @Override
    public boolean revoke(WorkspaceId workspace, KeyId id, Instant now) {
        return transactions.write("revoking an API key", handle -> {
            int revoked = handle.createUpdate("""
                            UPDATE api_keys SET revoked_at = :now
                            WHERE key_id = :key AND workspace_id = :workspace AND revoked_at IS NULL
                            """)
                    .bind("now", TimeColumn.of(now))
                    .bind("key", id.value())
                    .bind("workspace", workspace.value())
                    .execute();
            if (revoked == 1) {
                ApiKey key = handle.createQuery("SELECT * FROM api_keys WHERE key_id = :key")
                        .bind("key", id.value())
                        .map((row, context) -> ApiKeyRows.read(row))
                        .one();
                insert(handle, AuditEvent.revoked(key, now));
            }
            return revoked == 1;
        });
    }
}
