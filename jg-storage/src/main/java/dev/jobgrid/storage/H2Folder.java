package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.copy.StoreTables;
import dev.jobgrid.storage.internal.copy.StoreTransaction;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import dev.jobgrid.storage.internal.h2.FolderLock;
import dev.jobgrid.storage.internal.h2.H2Connections;
import dev.jobgrid.storage.internal.h2.H2HeaderFixPath;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;

/** The tables in the database file of a folder, which opening leaves as they are. Thread-safe; holds the folder. */
final class H2Folder implements AutoCloseable {
    static final String FILE = "jobgrid.mv.db";

    private static final String NEW = "new";

    private final JdbcDataSource h2;
    private final DataSource guarded;
    private final FolderLock lock;

    private H2Folder(JdbcDataSource h2, FolderLock lock) {
        this.h2 = h2;
        this.guarded = H2Connections.guarded(h2);
        this.lock = lock;
    }

    /**
     * Opens the database of a folder.
     *
     * @throws IOException if there is none
     * @throws JobGridException CONFLICT if another storage holds the folder
     */
    static H2Folder open(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(FILE))) {
            throw new IOException("there is no store in " + folder);
        }
        Path whole = folder.toRealPath();
        return new H2Folder(database(whole, "jobgrid"), FolderLock.take(whole));
    }

    /** Creates a folder with a database whose tables are empty. */
    static H2Folder create(Path folder) throws IOException {
        Path whole = PrivateFiles.createFolders(folder).toRealPath();
        FolderLock lock = FolderLock.take(whole);
        try {
            if (Files.exists(whole.resolve(FILE))) {
                throw new FileAlreadyExistsException(whole.resolve(FILE).toString());
            }
            createFile(whole);
            return new H2Folder(database(whole, "jobgrid"), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Creates the database file of a folder, whose lock the caller has: beside, and under its name once it has all
     * tables. H2 commits each of the statements that make them, so that a process that ends meanwhile would leave some.
     */
    static void createFile(Path folder) throws IOException {
        Path beside = folder.resolve(NEW + ".mv.db");
        Files.deleteIfExists(beside);
        PrivateFiles.create(beside).close(); // H2 would create it readable for others
        JdbcDataSource h2 = database(folder, NEW);
        DataSource guarded = H2Connections.guarded(h2);
        try {
            SchemaMigration.migrate(guarded, Jdbi.create(guarded));
        } finally {
            shutDown(h2);
        }
        try (FileChannel whole = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            whole.force(true);
        }
        Files.move(beside, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.force(folder);
    }

    private static JdbcDataSource database(Path folder, String name) {
        H2HeaderFixPath.register();
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(H2Storage.FILE_URL + folder.resolve(name) + H2Storage.SETTINGS);
        h2.setUser("jobgrid");
        h2.setPassword("");
        return h2;
    }

    private static void shutDown(JdbcDataSource h2) {
        try (Connection connection = h2.getConnection();
                Statement shutdown = connection.createStatement()) {
            shutdown.execute("SHUTDOWN");
        } catch (SQLException e) {
            throw Transactions.failed("closing the database", e);
        }
    }

    StoreTables tables() {
        return StoreTables.h2(guarded);
    }

    /**
     * Marks the store as moved, or takes the mark away; on the disk on return.
     *
     * @param to where, for people
     */
    void mark(Optional<String> to) {
        try (StoreTransaction marking = StoreTransaction.marking(tables())) {
            to.ifPresentOrElse(marking::markMoved, marking::unmarkMoved);
            marking.commit();
        }
        try (Connection connection = h2.getConnection();
                Statement sync = connection.createStatement()) {
            sync.execute("CHECKPOINT SYNC");
        } catch (SQLException e) {
            throw Transactions.failed("marking the store as moved", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            shutDown(h2);
        } finally {
            lock.close();
        }
    }
}
