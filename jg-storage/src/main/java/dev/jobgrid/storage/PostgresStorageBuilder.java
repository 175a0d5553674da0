package dev.jobgrid.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.DriverDataSource;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.errors.SettingCheck;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.storage.internal.copy.StoreTables;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.SchemaScripts;
import dev.jobgrid.storage.internal.sql.TableNames;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/** Builds a {@link PostgresStorage}. Single-threaded. */
public final class PostgresStorageBuilder {
    /** PostgreSQL cuts names at 63 bytes; the longest of ours is 30. */
    private static final int MAX_PREFIX = 24;

    private static final int MAX_CONNECTIONS = 1_000;

    /** The shortest time-out of the pool. */
    private static final int MIN_MILLIS = 250;

    private static final int VALIDATIONS = 5;

    private static final long LOGIN_SECONDS = 5;

    private static final String PROBE_SECONDS = "3";

    private static final String SOCKET_TIMEOUT = "socketTimeout";

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private static final String FORM = "jdbc:postgresql://host:port/database";

    /** Or a URL of another driver for it, such as a tracing one. */
    private static final Pattern URL = Pattern.compile("jdbc:([a-z0-9-]+:)*postgresql:.+");

    /**
     * A plan that was made while a table had a page or two would read all of it, or sort what a workspace has there, and is
     * kept while the table grows. Every statement but those of retention finds its rows by an index, in its order. What
     * still reads a whole table costs more by these settings than what PostgreSQL compiles before it runs it: not worth
     * it for statements of milliseconds, and not to be had where its library is missing.
     */
    static final String INDEXES_ONLY = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET jit = off";

    private @Nullable DataSource dataSource;
    private @Nullable String url;
    private String user = "";
    private Secret password = new Secret("");
    private int connections = 10;
    private Duration connectionTimeout = Duration.ofSeconds(5);
    private String schema = SchemaMigration.SCHEMA;
    private String prefix = "jobgrid_";
    private boolean migrates = true;
    private @Nullable BlobStore blobs;
    private @Nullable Path blobFolder;

    PostgresStorageBuilder() {}

    /** The components of a storage. */
    record Parts(
            DataSource database,
            Optional<HikariDataSource> ownPool,
            String schema,
            String prefix,
            boolean migrates,
            BlobStore blobs) {
        /** For statements of any length, such as creating an index of a large table. */
        DataSource migrating() {
            Properties unbounded = new Properties();
            unbounded.setProperty(SOCKET_TIMEOUT, "0");
            return ownPool.map(pool -> direct(pool, unbounded)).orElse(database);
        }

        /** Opens connections like the own pool's, or fails in seconds. */
        DataSource probed() {
            Properties bounds = new Properties();
            bounds.setProperty("connectTimeout", PROBE_SECONDS);
            bounds.setProperty(SOCKET_TIMEOUT, PROBE_SECONDS);
            return ownPool.map(pool -> direct(pool, bounds)).orElse(database);
        }

        private static DataSource direct(HikariDataSource pool, Properties changed) {
            Properties settings = new Properties();
            settings.putAll(pool.getDataSourceProperties());
            settings.putAll(changed);
            return new DriverDataSource(pool.getJdbcUrl(), null, settings, pool.getUsername(), pool.getPassword());
        }
    }

    /**
     * Connections come from this pool, which stays open when the storage is closed. Its connections must not be bound
     * to a transaction of the calling thread; else acknowledged writes could be rolled back.
     */
    public PostgresStorageBuilder dataSource(DataSource value) {
        dataSource = SettingCheck.present("dataSource", value);
        return this;
    }

    /**
     * Connections come from a pool that the storage opens, and closes: a URL such as {@code jdbc:postgresql://host/db}.
     * A statement without an answer in 30 s fails, or after the URL's own {@code socketTimeout}. A look-up of a job or
     * a key without an answer in 3 s is retried once over another connection.
     */
    public PostgresStorageBuilder url(String value) {
        url = SettingCheck.present("url", value);
        return this;
    }

    /** User and password, unless the URL has them. */
    public PostgresStorageBuilder user(String name, Secret secret) {
        user = SettingCheck.present("user.name", name);
        password = SettingCheck.present("user.secret", secret);
        return this;
    }

    /** The most connections of the storage's own pool: 2 to 1,000, by default 10. */
    public PostgresStorageBuilder connections(int value) {
        if (value < 2 || value > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections is " + value + ", 2 to " + MAX_CONNECTIONS + " are allowed");
        }
        connections = value;
        return this;
    }

    /**
     * How long a call waits for a connection of the storage's own pool before it fails: 250 ms or more, by default 5 s.
     * Logging in to the database may take as long, and 5 s at least, or the URL's own {@code loginTimeout}.
     */
    public PostgresStorageBuilder connectionTimeout(Duration value) {
        connectionTimeout =
                SettingCheck.between("connectionTimeout", value, Duration.ofMillis(MIN_MILLIS), Duration.ofHours(1));
        return this;
    }

    /**
     * The schema of the tables, created if absent; by default {@code jobgrid}. An application that brings its own tables
     * up to date by Flyway needs a schema of its own for them.
     */
    public PostgresStorageBuilder schema(String value) {
        schema = SettingCheck.present("schema", value);
        return this;
    }

    /** The prefix of tables and indexes, at most 24 characters; by default {@code jobgrid_}. */
    public PostgresStorageBuilder tablePrefix(String value) {
        prefix = SettingCheck.present("tablePrefix", value);
        return this;
    }

    /**
     * Whether the tables are created and migrated on opening, the default; else they must have the expected version.
     */
    public PostgresStorageBuilder migrates(boolean value) {
        migrates = value;
        return this;
    }

    /**
     * Stores the bytes of inputs and artifacts in this folder of the host. All grids on one database must see the same
     * folder.
     */
    public PostgresStorageBuilder blobFolder(Path value) {
        blobFolder = SettingCheck.present("blobFolder", value);
        return this;
    }

    /** Stores the bytes of inputs and artifacts there. */
    public PostgresStorageBuilder blobs(BlobStore value) {
        blobs = SettingCheck.present("blobs", value);
        return this;
    }

    /**
     * The statements that {@link #migrates} would run, to run by hand, with the names set so far.
     *
     * @param after the current version of the tables, such as "001", or empty for new ones
     */
    public String schemaScript(String after) {
        checkNames();
        return SchemaScripts.postgres(prefix).byHand(schema, after);
    }

    /**
     * Opens the storage.
     *
     * @throws JobGridException INVALID_REQUEST if a setting is missing or not allowed; CONFLICT if the tables have
     *     another version, and it may not migrate, a development version made them, or the store was
     *     {@linkplain StoreMigration moved}; STORE_UNAVAILABLE if the database cannot be reached, or refuses the
     *     user; INTERNAL_ERROR if it or the folder cannot be used
     */
    public PostgresStorage open() {
        checkNames();
        BlobStore bytes = openBlobs();
        if (dataSource != null) {
            return new PostgresStorage(parts(dataSource, Optional.empty(), bytes));
        }
        HikariDataSource pool = pool();
        try {
            return new PostgresStorage(parts(pool, Optional.of(pool), bytes));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** The tables alone, by connections of their own for statements of any length. Blocks as {@link #open} does. */
    StoreTables tables(boolean mayMigrate) {
        checkNames();
        DataSource database = dataSource == null ? direct() : dataSource;
        checkIsPostgres(database);
        Jdbi jdbi = Jdbi.create(database);
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TableNames.in(schema, prefix));
        if (mayMigrate) {
            SchemaMigration.migrate(database, jdbi, schema, prefix);
        } else {
            SchemaMigration.check(jdbi, prefix);
        }
        return StoreTables.postgres(database, schema, prefix);
    }

    /** Where the tables lie, for people: without what may hold a password. */
    String place(StoreTables tables) {
        String database =
                url == null ? "PostgreSQL" : url.replaceFirst("[?].*", "").replaceFirst("//[^/]*@", "//");
        return database + ", schema " + tables.schema();
    }

    private DataSource direct() {
        String checked = checkedUrl();
        Properties settings = connecting();
        settings.setProperty("reWriteBatchedInserts", "true");
        try {
            return new DriverDataSource(
                    checked, null, settings, user.isEmpty() ? null : user, user.isEmpty() ? null : password.value());
        } catch (RuntimeException e) {
            throw untaken();
        }
    }

    private Properties connecting() {
        Properties settings = new Properties();
        settings.setProperty("ApplicationName", "jobgrid");
        settings.setProperty("tcpKeepAlive", "true");
        // A pool opens one connection after the other: all callers wait for a login without an answer.
        settings.setProperty("loginTimeout", Long.toString(Math.max(LOGIN_SECONDS, connectionTimeout.toSeconds())));
        return settings;
    }

    private Parts parts(DataSource database, Optional<HikariDataSource> ownPool, BlobStore bytes) {
        checkIsPostgres(database);
        return new Parts(database, ownPool, schema, prefix, migrates, bytes);
    }

    private static void checkIsPostgres(DataSource database) {
        try (Connection connection = database.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!product.equals("PostgreSQL")) {
                throw refused(
                        "the dataSource leads to '" + product + "'; PostgresStorage takes PostgreSQL 14 or newer");
            }
        } catch (SQLException e) {
            throw Transactions.unreached("opening the store", e);
        }
    }

    private void checkNames() {
        if (!NAME.matcher(schema).matches()) {
            throw refused("the schema '" + schema + "' is not a name of at most 63 lower-case letters, digits and '_'");
        }
        if (prefix.length() > MAX_PREFIX
                || !prefix.isEmpty() && !NAME.matcher(prefix).matches()) {
            throw refused("the table prefix '" + prefix + "' has characters other than lower-case letters, digits and"
                    + " '_', or more than " + MAX_PREFIX);
        }
    }

    private BlobStore openBlobs() {
        if (blobs != null) {
            return blobs;
        }
        if (blobFolder == null) {
            throw refused("nothing says where the bytes of inputs and artifacts go; set blobFolder or blobs");
        }
        try {
            return FolderBlobStore.open(blobFolder);
        } catch (IOException e) {
            throw new JobGridException("the blob folder " + blobFolder + " cannot be used: " + e.getMessage(), e);
        }
    }

    private String checkedUrl() {
        if (url == null) {
            throw refused("nothing says which database; set dataSource or url");
        }
        if (!URL.matcher(url).matches()) {
            throw refused("the url" + beginning(url) + " is not one of PostgreSQL: it has the form " + FORM
                    + ", with the user and the password by user(…)");
        }
        return url;
    }

    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(checkedUrl());
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password.value());
        }
        config.setPoolName("jobgrid-postgres");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(connections, 2));
        config.setConnectionTimeout(connectionTimeout.toMillis());
        config.setConnectionInitSql(INDEXES_ONLY);
        // One wait for a connection is long enough to discard several broken ones.
        config.setValidationTimeout(Math.max(MIN_MILLIS, connectionTimeout.toMillis() / VALIDATIONS));
        config.setDataSourceProperties(connecting());
        // Statements are few, and planned once per connection from their second use on.
        config.addDataSourceProperty("prepareThreshold", "2");
        // Nothing else detects a silently broken connection for a quarter of an hour.
        config.addDataSourceProperty(SOCKET_TIMEOUT, "30");
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw Transactions.unopened(e);
        } catch (RuntimeException e) {
            throw untaken();
        }
    }

    /** Not with the driver's own message, which holds the URL, and with it perhaps a password. */
    private static JobGridException untaken() {
        return refused("PostgreSQL's driver does not take the url: it has the form " + FORM);
    }

    /** The part of an invalid URL that contains no secrets. */
    private static String beginning(String url) {
        int end = url.indexOf("//");
        return end < 0 ? "" : " '" + url.substring(0, end) + "//…'";
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }
}
