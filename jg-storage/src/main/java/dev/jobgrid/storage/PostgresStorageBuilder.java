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
import dev.jobgrid.storage.internal.sql.DefaultSchema;
import dev.jobgrid.storage.internal.sql.SchemaScripts;
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
import org.jspecify.annotations.Nullable;

/** Collects how a {@link PostgresStorage} is opened. Single-threaded. */
public final class PostgresStorageBuilder {
    /** PostgreSQL cuts names at 63 bytes; the longest of ours is 30. */
    private static final int MAX_PREFIX = 24;

    private static final int MAX_CONNECTIONS = 1_000;

    /** The least time that the pool can wait for anything. */
    private static final int MIN_MILLIS = 250;

    private static final int VALIDATIONS = 5;

    private static final String PROBE_SECONDS = "3";

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private static final String FORM = "jdbc:postgresql://host:port/database";

    /** Or one that leads there by another driver, such as one that traces. */
    private static final Pattern URL = Pattern.compile("jdbc:([a-z0-9-]+:)*postgresql:.+");

    private @Nullable DataSource dataSource;
    private @Nullable String url;
    private String user = "";
    private Secret password = new Secret("");
    private int connections = 10;
    private Duration connectionTimeout = Duration.ofSeconds(5);
    private @Nullable String schema;
    private String prefix = "jobgrid_";
    private boolean migrates = true;
    private @Nullable BlobStore blobs;
    private @Nullable Path blobFolder;

    PostgresStorageBuilder() {}

    /** What a storage is put together from. */
    record Parts(
            DataSource database,
            Optional<HikariDataSource> ownPool,
            String schema,
            String prefix,
            boolean migrates,
            BlobStore blobs) {
        /** For statements that may take any time, as an index of a large table does. */
        DataSource migrating() {
            return ownPool.map(pool -> direct(pool, new Properties())).orElse(database);
        }

        /** Where the own pool's connections lead to, or an error in seconds. */
        DataSource probed() {
            Properties bounds = new Properties();
            bounds.setProperty("connectTimeout", PROBE_SECONDS);
            bounds.setProperty("socketTimeout", PROBE_SECONDS);
            return ownPool.map(pool -> direct(pool, bounds)).orElse(database);
        }

        private static DataSource direct(HikariDataSource pool, Properties settings) {
            return new DriverDataSource(pool.getJdbcUrl(), null, settings, pool.getUsername(), pool.getPassword());
        }
    }

    /**
     * Connections come from this pool, which stays open when the storage is closed. It must hand out connections of its
     * own, none that are bound to a transaction of the calling thread; else what is acknowledged could be rolled back.
     */
    public PostgresStorageBuilder dataSource(DataSource value) {
        dataSource = SettingCheck.present("dataSource", value);
        return this;
    }

    /**
     * Connections come from a pool that the storage opens, and closes: a URL such as {@code jdbc:postgresql://host/db}. A
     * statement that is not answered in 30 s fails, or in as many as the URL's own {@code socketTimeout} says. A look-up of a
     * job or a key that is not answered in 3 s is tried once more over another connection.
     */
    public PostgresStorageBuilder url(String value) {
        url = SettingCheck.present("url", value);
        return this;
    }

    /** Who connects, if the URL does not say. */
    public PostgresStorageBuilder user(String name, Secret secret) {
        user = SettingCheck.present("user.name", name);
        password = SettingCheck.present("user.secret", secret);
        return this;
    }

    /** How many connections the storage's own pool opens at most: 2 to 1,000, by default 10. */
    public PostgresStorageBuilder connections(int value) {
        if (value < 2 || value > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "connections is " + value + ", 2 to " + MAX_CONNECTIONS + " are allowed");
        }
        connections = value;
        return this;
    }

    /** How long a call waits for a connection of the storage's own pool before it fails: 250 ms or more, by default 5 s. */
    public PostgresStorageBuilder connectionTimeout(Duration value) {
        connectionTimeout =
                SettingCheck.between("connectionTimeout", value, Duration.ofMillis(MIN_MILLIS), Duration.ofHours(1));
        return this;
    }

    /**
     * The schema that holds the tables, made if it is not there. By default {@code jobgrid}, or {@code public} if tables of an
     * earlier release, whose default that was, lie there. An application that brings its own tables up to date by Flyway
     * needs a schema of its own for them.
     */
    public PostgresStorageBuilder schema(String value) {
        schema = SettingCheck.present("schema", value);
        return this;
    }

    /** What the names of tables and indexes begin with, at most 24 characters; by default {@code jobgrid_}. */
    public PostgresStorageBuilder tablePrefix(String value) {
        prefix = SettingCheck.present("tablePrefix", value);
        return this;
    }

    /** Whether the tables are made and brought up to date on opening, the default; else they must be as expected. */
    public PostgresStorageBuilder migrates(boolean value) {
        migrates = value;
        return this;
    }

    /** The bytes of inputs and artifacts go into this folder of the host. All grids on one database must see the same. */
    public PostgresStorageBuilder blobFolder(Path value) {
        blobFolder = SettingCheck.present("blobFolder", value);
        return this;
    }

    /** The bytes of inputs and artifacts go there. */
    public PostgresStorageBuilder blobs(BlobStore value) {
        blobs = SettingCheck.present("blobs", value);
        return this;
    }

    /**
     * The statements that {@link #migrates} would run, to run by hand, with the names set so far. If no schema was named, new
     * tables come into {@code jobgrid}, and tables that are there are found in {@code public} too.
     *
     * @param after the version that the tables have, such as "001", or empty for new ones
     */
    public String schemaScript(String after) {
        checkNames();
        return SchemaScripts.postgres(prefix).byHand(Optional.ofNullable(schema), after);
    }

    /**
     * Opens the storage.
     *
     * @throws JobGridException INVALID_REQUEST if something is missing or not allowed; CONFLICT if the tables are not as
     *     this release needs them, and it may not migrate; STORE_UNAVAILABLE if the database cannot be reached, or does not
     *     let the user in; INTERNAL_ERROR if it or the folder cannot be used
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

    private Parts parts(DataSource database, Optional<HikariDataSource> ownPool, BlobStore bytes) {
        checkIsPostgres(database);
        String home = schema == null ? DefaultSchema.find(database, prefix) : schema;
        return new Parts(database, ownPool, home, prefix, migrates, bytes);
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
        if (schema != null && !NAME.matcher(schema).matches()) {
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

    private HikariDataSource pool() {
        if (url == null) {
            throw refused("nothing says which database; set dataSource or url");
        }
        if (!URL.matcher(url).matches()) {
            throw refused("the url" + beginning(url) + " is not one of PostgreSQL: it has the form " + FORM
                    + ", with the user and the password by user(…)");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password.value());
        }
        config.setPoolName("jobgrid-postgres");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(connections, 2));
        config.setConnectionTimeout(connectionTimeout.toMillis());
        // Within one wait for a connection there is time to throw several away whose peer is gone.
        config.setValidationTimeout(Math.max(MIN_MILLIS, connectionTimeout.toMillis() / VALIDATIONS));
        // Statements are few, and planned once per connection from their second use on.
        config.addDataSourceProperty("prepareThreshold", "2");
        config.addDataSourceProperty("ApplicationName", "jobgrid");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // A connection whose peer is gone without a word is found out by nothing else for a quarter of an hour.
        config.addDataSourceProperty("socketTimeout", "30");
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw Transactions.unopened(e);
        } catch (RuntimeException e) {
            // Its message holds the URL, and with it perhaps a password.
            throw refused("PostgreSQL's driver does not take the url: it has the form " + FORM);
        }
    }

    /** No more of what is no URL of ours than can be told without its secrets. */
    private static String beginning(String url) {
        int end = url.indexOf("//");
        return end < 0 ? "" : " '" + url.substring(0, end) + "//…'";
    }

    private static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }
}
