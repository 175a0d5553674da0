package dev.jobgrid.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.spi.store.AllocationStore;
import dev.jobgrid.spi.store.ApiKeyStore;
import dev.jobgrid.spi.store.ArtifactStore;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.CallbackOutbox;
import dev.jobgrid.spi.store.GridNameStore;
import dev.jobgrid.spi.store.HistoryStore;
import dev.jobgrid.spi.store.InputStore;
import dev.jobgrid.spi.store.InstanceStore;
import dev.jobgrid.spi.store.JobStore;
import dev.jobgrid.spi.store.Ledger;
import dev.jobgrid.spi.store.LogStore;
import dev.jobgrid.spi.store.RetentionStore;
import dev.jobgrid.spi.store.SigningKeyStore;
import dev.jobgrid.spi.store.Storage;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.spi.store.TransactionalJobs;
import dev.jobgrid.storage.internal.postgres.PostgresProbe;
import dev.jobgrid.storage.internal.sql.NulText;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import dev.jobgrid.storage.internal.sql.TableNames;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Stores everything except the bytes of files in PostgreSQL 14 or newer, for one grid or many. The server's
 * {@code synchronous_commit} sets the durability of acknowledged writes. Times have microseconds. In texts for people a
 * NUL, which PostgreSQL does not accept, is stored as its symbol. Thread-safe.
 */
public final class PostgresStorage implements Storage {
    /** A key for probing look-ups of jobs: by the batched statements of requests, whatever these wait for. */
    private static final JobRef NO_JOB = new JobRef(WorkspaceId.DEFAULT, new JobId("none"));

    private final DataSource database;
    private final Optional<HikariDataSource> ownPool;
    private final BlobStore blobs;
    private final TableNames names;
    private final StoreConnections connections;
    private final JdbiStores stores;

    PostgresStorage(PostgresStorageBuilder.Parts parts) {
        database = parts.database();
        ownPool = parts.ownPool();
        blobs = parts.blobs();
        names = TableNames.in(parts.schema(), parts.prefix());
        connections = ownPool.map(pool -> StoreConnections.of(pool, parts.probed()))
                .orElseGet(() -> StoreConnections.of(database));
        Jdbi jdbi = Jdbi.create(connections);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(names);
        jdbi.registerArgument(new NulText());
        stores = JdbiStores.postgres(jdbi, database, connections, names);
        if (parts.migrates()) {
            SchemaMigration.migrate(parts.migrating(), jdbi, parts.schema(), parts.prefix());
        } else {
            SchemaMigration.check(jdbi, parts.prefix());
        }
        stores.identity().checkNotMoved();
    }

    /** A builder of a storage. */
    public static PostgresStorageBuilder builder() {
        return new PostgresStorageBuilder();
    }

    @Override
    public JobStore jobs() {
        return stores.jobs();
    }

    @Override
    public LogStore logs() {
        return stores.logs();
    }

    @Override
    public InputStore inputs() {
        return stores.inputs();
    }

    @Override
    public ArtifactStore artifacts() {
        return stores.artifacts();
    }

    @Override
    public BlobStore blobs() {
        return blobs;
    }

    @Override
    public ApiKeyStore apiKeys() {
        return stores.apiKeys();
    }

    @Override
    public Ledger ledger() {
        return stores.ledger();
    }

    @Override
    public TemplateStore templates() {
        return stores.templates();
    }

    @Override
    public CallbackOutbox callbacks() {
        return stores.callbacks();
    }

    @Override
    public AdmissionStore admission() {
        return stores.admission();
    }

    @Override
    public InstanceStore instances() {
        return stores.instances();
    }

    @Override
    public AllocationStore holds() {
        return stores.holds();
    }

    @Override
    public RetentionStore retention() {
        return stores.retention();
    }

    @Override
    public Optional<String> id() {
        return stores.identity().id();
    }

    @Override
    public HistoryStore history() {
        return stores.history();
    }

    @Override
    public GridNameStore gridNames() {
        return stores.gridNames();
    }

    @Override
    public SigningKeyStore signingKeys() {
        return stores.signingKeys();
    }

    @Override
    public Optional<TransactionalJobs> transactionalJobs() {
        return Optional.of(stores.jobs());
    }

    @Override
    public boolean isReachable() {
        return probe().answers();
    }

    @Override
    public Optional<String> problem() {
        return probe().problem();
    }

    private PostgresProbe probe() {
        PostgresProbe look = PostgresProbe.at(connections::pooled, names);
        return look.answers() ? look.and(() -> stores.jobs().find(NO_JOB)) : look;
    }

    /** Closes the pool that this storage opened; an embedder's pool stays open. May be called twice. */
    @Override
    public void close() {
        // What callers left to others to write still needs connections.
        stores.close();
        connections.closeBreaker();
        if (ownPool.isPresent()) {
            connections.close();
        }
        ownPool.ifPresent(HikariDataSource::close);
    }
}
