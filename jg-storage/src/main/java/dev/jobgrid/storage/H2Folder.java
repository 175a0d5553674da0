package dev.jobgrid.storage;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.copy.StoreTables;
import dev.jobgrid.storage.internal.copy.StoreTransaction;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import dev.jobgrid.storage.internal.h2.FolderLock;
import dev.jobgrid.storage.internal.h2.H2Connections;
import dev.jobgrid.storage.internal.h2.H2File;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** The tables in the database file of a folder, which opening leaves as they are. Thread-safe; holds the folder. */
final class H2Folder implements AutoCloseable {
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
     * @throws JobGridException CONFLICT if another storage holds the folder, or a newer release or a development version made
     *     it
     */
    static H2Folder open(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(H2File.NAME))) {
            throw new IOException("there is no store in " + folder);
        }
        Path whole = folder.toRealPath();
        return take(whole, () -> H2File.isOutdated(whole));
    }

    /** Creates a folder with a database whose tables are empty. */
    static H2Folder create(Path folder) throws IOException {
        Path whole = PrivateFiles.createFolders(folder).toRealPath();
        return take(whole, () -> H2File.prepare(whole));
    }

    /** What is done to the file before it is opened. */
    @FunctionalInterface
    private interface Preparation {
        void run() throws IOException;
    }

    private static H2Folder take(Path folder, Preparation preparation) throws IOException {
        FolderLock lock = FolderLock.take(folder);
        try {
            preparation.run();
            return new H2Folder(H2File.database(H2File.url(folder)), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
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
        execute("CHECKPOINT SYNC", "marking the store as moved");
    }

    private void execute(String sql, String doing) {
        try (Connection connection = h2.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Transactions.failed(doing, e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            execute("SHUTDOWN", "closing the database");
        } finally {
            lock.close();
        }
    }
}
