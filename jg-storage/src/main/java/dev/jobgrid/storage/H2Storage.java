package dev.jobgrid.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.monitor.DiskSpace;
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
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.storage.internal.copy.StoreTables;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import dev.jobgrid.storage.internal.h2.ClosedDatabase;
import dev.jobgrid.storage.internal.h2.FolderLock;
import dev.jobgrid.storage.internal.h2.H2Compaction;
import dev.jobgrid.storage.internal.h2.H2CompactionThread;
import dev.jobgrid.storage.internal.h2.H2Connections;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.StoreConnections;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Stores everything in one folder of this host, with an H2 database inside this process. Acknowledged writes survive
 * the end of the process at any moment; a power failure may lose what the operating system had not yet written, unless
 * the storage is opened with {@link Durability#POWER}. Times have microseconds. Thread-safe; one process at a time can
 * hold a folder.
 */
public final class H2Storage implements Storage {
    private static final System.Logger LOG = System.getLogger(H2Storage.class.getName());

    private static final Limits LIMITS = new Limits(16, Duration.ofSeconds(5), H2Compaction.Pace.DEFAULT);
    private static final int REACHABLE_SECONDS = 3;

    private final Object closing = new Object();
    private final Optional<Path> folder;
    private final JdbcDataSource h2;
    private final HikariDataSource database;
    private final StoreConnections connections;
    private final AutoCloseable compaction;
    private final AutoCloseable lock;
    private final JdbiStores stores;
    private final DataSource guarded;
    private final DeferredDeletes blobs;
    private final Durability durability;

    /**
     * Limits of resources.
     *
     * @param connections the most connections
     * @param connectionTimeout how long a call waits for one
     * @param pace of the file's compaction
     */
    record Limits(int connections, Duration connectionTimeout, H2Compaction.Pace pace) {}

    private H2Storage(
            Optional<Path> folder, BlobStore blobs, AutoCloseable lock, Durability durability, Limits limits) {
        this.durability = durability;
        this.lock = lock;
        this.blobs = new DeferredDeletes(blobs);
        this.folder = folder;
        h2 = H2File.database(folder.map(H2File::url).orElseGet(() -> "jdbc:h2:mem:" + UUID.randomUUID())
                + ";MAX_COMPACT_TIME=" + limits.pace().closing().toMillis());
        guarded = H2Connections.guarded(h2);
        database = connect(guarded, limits);
        try {
            connections = new StoreConnections(database);
            Jdbi jdbi = Jdbi.create(connections);
            stores = JdbiStores.h2(jdbi, connections, durability);
            SchemaMigration.migrate(database, jdbi); // if it is in memory; a file is prepared
            stores.identity().checkNotMoved();
            // No other process can have the folder: earlier instances have ended, whatever their leases.
            stores.instances().endAll();
            compaction = H2CompactionThread.start(guarded, limits.pace());
        } catch (RuntimeException e) {
            closeDatabase();
            throw e;
        }
    }

    /**
     * Opens the storage of a folder: a database file, and blobs in a folder below. Folders are created if absent, for
     * their owner only.
     *
     * @throws JobGridException CONFLICT if another storage, of this process or another, holds the folder, the store was
     *     {@linkplain StoreMigration moved}, or a newer release or a development version made what is in it, which stays as
     *     it is; INTERNAL_ERROR if the folder cannot be created or read, or what is in it
     */
    public static H2Storage open(Path folder) {
        return open(folder, Durability.PROCESS);
    }

    /** As {@link #open(Path)}, with this durability. */
    public static H2Storage open(Path folder, Durability durability) {
        return open(folder, durability, H2Storage::blobsBelow, LIMITS);
    }

    /** As {@link #open(Path, Durability)}, with blobs elsewhere, which are not closed with the storage. */
    public static H2Storage open(Path folder, Durability durability, BlobStore blobs) {
        return open(folder, durability, whole -> blobs, LIMITS);
    }

    /** As {@link #open(Path)}, within these limits. */
    static H2Storage open(Path folder, Limits limits) {
        return open(folder, Durability.PROCESS, H2Storage::blobsBelow, limits);
    }

    private static BlobStore blobsBelow(Path folder) throws IOException {
        return FolderBlobStore.open(folder.resolve("blobs"));
    }

    /** Opens the blobs of a folder. */
    @FunctionalInterface
    private interface Blobs {
        BlobStore in(Path folder) throws IOException;
    }

    private static H2Storage open(Path folder, Durability durability, Blobs kept, Limits limits) {
        if (folder.toString().indexOf(';') >= 0) {
            throw new JobGridException(
                    ErrorCode.INVALID_REQUEST,
                    "the data folder " + folder
                            + " has a ';' in its path, which H2 does not take; choose another folder");
        }
        try {
            Path whole = PrivateFiles.createFolders(folder).toRealPath();
            FolderLock lock = FolderLock.take(whole);
            try {
                H2File.prepare(whole);
                return new H2Storage(Optional.of(whole), kept.in(whole), lock, durability, limits);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JobGridException("the data folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Opens a storage with a database in memory, which is lost when the storage is closed: for dry runs and tests.
     *
     * @param blobFolder stores blobs, permanently
     */
    public static H2Storage inMemory(Path blobFolder) {
        return inMemory(blobFolder, LIMITS);
    }

    /** As {@link #inMemory(Path)}, within these limits. */
    static H2Storage inMemory(Path blobFolder, Limits limits) {
        try {
            return new H2Storage(
                    Optional.empty(), FolderBlobStore.open(blobFolder), () -> {}, Durability.PROCESS, limits);
        } catch (IOException e) {
            throw new JobGridException("the blob folder " + blobFolder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static HikariDataSource connect(DataSource h2, Limits limits) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(h2);
        config.setPoolName("jobgrid-h2");
        config.setMaximumPoolSize(limits.connections());
        // The others open on demand: a connection inside the process costs next to nothing.
        config.setMinimumIdle(1);
        config.setConnectionTimeout(limits.connectionTimeout().toMillis());
        config.setExceptionOverride(new ClosedDatabase());
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw new JobGridException("opening the database failed", e);
        }
    }

    /** The durability of its commits. */
    public Durability durability() {
        return durability;
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
    public RetentionStore retention() {
        return stores.retention();
    }

    @Override
    public Optional<String> id() {
        return stores.identity().id();
    }

    /**
     * Gives the store another id, for a copy whose original may live: it no longer takes the original's blobs and workloads
     * for its own. To be called before a grid is on it.
     */
    public void renewId() {
        stores.identity().renew();
    }

    DeferredDeletes deletes() {
        return blobs;
    }

    StoreTables tables() {
        return StoreTables.h2(guarded);
    }

    @Override
    public HistoryStore history() {
        return stores.history();
    }

    @Override
    public Optional<DiskSpace> disk() {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            FileStore disk = Files.getFileStore(folder.get().resolve(H2File.NAME));
            return Optional.of(new DiskSpace("data", disk.getUsableSpace(), disk.getTotalSpace()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the free space of the data folder is unknown", e);
            return Optional.empty();
        }
    }

    @Override
    public boolean isReachable() {
        // Not by Connection.isValid, which H2 answers without accessing the database.
        try (Connection connection = database.getConnection();
                Statement look = connection.createStatement()) {
            look.setQueryTimeout(REACHABLE_SECONDS);
            look.execute("SELECT 1 FROM jobs LIMIT 1");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * A connection to the database, for tables of the embedder's own and for submits in its transactions. The grid's
     * tables lie in the schema {@code public}; those of an embedder with Flyway need a schema of their own. The caller
     * closes it; an open one is missing in the grid's pool.
     *
     * @throws SQLException if none is released within 5 s
     */
    public Connection connection() throws SQLException {
        return database.getConnection();
    }

    /** Closes the database and releases the folder. May be called twice; calls in progress fail. */
    @Override
    public void close() {
        synchronized (closing) {
            if (database.isClosed()) {
                return;
            }
            // Asynchronous writes still need connections.
            stores.close();
            connections.close();
            // In this order: nothing else changes the file while H2 compacts it for the last time.
            database.close();
            close(compaction);
            closeDatabase();
            close(lock);
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "a part of the storage could not be closed", e);
        }
    }

    private void closeDatabase() {
        database.close();
        // Over a separate connection: the pool would try to reset one that SHUTDOWN has closed.
        try (Connection connection = h2.getConnection();
                Statement shutdown = connection.createStatement()) {
            shutdown.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the database was not closed cleanly; it repairs itself when it is opened", e);
        }
    }
}
