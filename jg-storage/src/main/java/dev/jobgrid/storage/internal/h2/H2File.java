package dev.jobgrid.storage.internal.h2;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * The database file of a folder. Its tables are created and migrated in a file beside it, which takes its place when they are
 * whole: H2 commits each statement that defines tables, and a process can be killed between two. All methods need the
 * {@linkplain FolderLock lock} of the folder.
 */
public final class H2File {
    public static final String NAME = "jobgrid.mv.db";

    // No WRITE_DELAY, which each new connection would set: H2Snapshots has the bytes of a commit with the operating
    // system when it returns. PAGE_SIZE: each commit writes the pages it touches, and small ones halve that.
    // DB_CLOSE_ON_EXIT: the grid's own end comes first, and H2's hook would race with it. QUERY_CACHE_SIZE: large
    // enough for all statements. TRACE_LEVEL_FILE: errors go to the caller, and to no file.
    public static final String SETTINGS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
            + ";PAGE_SIZE=4096;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000"
            + ";QUERY_CACHE_SIZE=64;TRACE_LEVEL_FILE=0";

    private static final String ENDING = ".mv.db";

    /** What a killed process leaves under this name is deleted by the next. */
    private static final String UNFINISHED = "jobgrid-unfinished" + ENDING;

    private H2File() {}

    /** The URL of a folder's database. */
    public static String url(Path folder) {
        return url(folder, NAME);
    }

    // Not H2's usual file system, with which a kill loses the newest commits, and an interrupt of any thread that
    // writes closes the file for everyone.
    private static String url(Path folder, String name) {
        String database = name.substring(0, name.length() - ENDING.length());
        return "jdbc:h2:" + H2HeaderFixPath.SCHEME + ":" + folder.resolve(database);
    }

    /** A database with the settings of all. */
    public static JdbcDataSource database(String url) {
        H2HeaderFixPath.register();
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(url + SETTINGS);
        h2.setUser("jobgrid");
        h2.setPassword("");
        return h2;
    }

    /**
     * Creates the file if there is none, and migrates an older one, for which the disk needs room for a second.
     *
     * @throws JobGridException as {@link SchemaMigration#migrate(javax.sql.DataSource, Jdbi)}; the file is as it was then
     */
    public static void prepare(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        Path unfinished = folder.resolve(UNFINISHED);
        Files.deleteIfExists(unfinished);
        if (Files.exists(file) && !isOutdated(folder)) {
            return;
        }
        try {
            copy(file, unfinished);
            migrate(folder);
            PrivateFiles.forceFile(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.force(folder);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Created here, because H2 would create it readable for others. */
    private static void copy(Path file, Path unfinished) throws IOException {
        try (FileChannel created = PrivateFiles.create(unfinished);
                OutputStream out = Channels.newOutputStream(created)) {
            if (Files.exists(file)) {
                Files.copy(file, out);
            }
        }
    }

    private static void migrate(Path folder) {
        JdbcDataSource h2 = database(url(folder, UNFINISHED));
        try {
            SchemaMigration.migrate(h2, Jdbi.create(h2));
        } catch (RuntimeException e) {
            shutdown(h2, "SHUTDOWN IMMEDIATELY");
            throw e;
        }
        shutdown(h2, "SHUTDOWN");
    }

    private static void shutdown(JdbcDataSource h2, String how) {
        try (Connection connection = h2.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(how);
        } catch (SQLException e) {
            throw Transactions.failed("closing the database", e);
        }
    }

    /**
     * Whether the tables have to be migrated. Leaves the file as it is.
     *
     * @throws JobGridException CONFLICT if a newer release or a development version made it
     */
    public static boolean isOutdated(Path folder) {
        JdbcDataSource h2 = database(url(folder) + ";ACCESS_MODE_DATA=r");
        try (Connection connection = h2.getConnection();
                Statement statement = connection.createStatement()) {
            try {
                return SchemaMigration.isOutdated(Jdbi.create(connection));
            } finally {
                statement.execute("SHUTDOWN IMMEDIATELY");
            }
        } catch (SQLException e) {
            throw Transactions.failed("opening the database", e);
        }
    }
}
