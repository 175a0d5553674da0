package dev.jobgrid.storage;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.copy.PartialFolder;
import dev.jobgrid.storage.internal.copy.StoreTables;
import dev.jobgrid.storage.internal.copy.StoreTransaction;
import dev.jobgrid.storage.internal.sql.SchemaMigration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Moves a store between a folder with H2 and PostgreSQL: all rows, compared by a hash of each table. The source keeps them
 * and says where they went: whoever opens it is refused with CONFLICT until {@link #takeBack}. The target is a store of its
 * own, with another {@linkplain dev.jobgrid.spi.store.Storage#id id}. The bytes of files are not moved. All methods block, for
 * minutes with large stores.
 *
 * <p>The source is marked before the target appears: a process that is killed in between leaves no store that opens, and not
 * two.
 */
public final class StoreMigration {
    private StoreMigration() {}

    /**
     * Copies the store of a folder, which no grid has open, into PostgreSQL: in one transaction, so that a failure leaves
     * tables without rows. Grids on the target wait meanwhile.
     *
     * @param target with its URL, schema and prefix; its tables are created if absent
     * @param progress lines for people
     * @throws IOException if there is no store in the folder
     * @throws JobGridException CONFLICT if a grid has the folder open, it was moved before, or the target has rows, or
     *     either has tables of another version; STORE_UNAVAILABLE if a database cannot be used
     */
    public static StoreContents toPostgres(Path store, PostgresStorageBuilder target, Consumer<String> progress)
            throws IOException {
        return toPostgres(store, target, false, progress);
    }

    /**
     * As {@link #toPostgres(Path, PostgresStorageBuilder, Consumer)}.
     *
     * @param again whether a store that was moved before is moved all the same, as that move was cut short or its target is
     *     gone
     */
    public static StoreContents toPostgres(
            Path store, PostgresStorageBuilder target, boolean again, Consumer<String> progress) throws IOException {
        try (H2Folder folder = H2Folder.open(store);
                StoreTransaction from = StoreTransaction.reading(folder.tables())) {
            checkVersion(from);
            if (!again) {
                from.checkNotMoved();
            }
            StoreTables tables = target.tables(true);
            try (StoreTransaction to = StoreTransaction.writing(tables)) {
                checkVersion(to);
                checkUnused(to, "target");
                checkEmpty(to);
                StoreContents copied = from.copyTo(to, progress);
                progress.accept("comparing " + copied.rows() + " rows");
                checkSame(copied, to.contents(copied.tables().keySet()));
                to.ownNames(from.ownsNames());
                folder.mark(Optional.of(target.place(tables)));
                to.commit();
                return copied;
            }
        }
    }

    /**
     * Copies the store in PostgreSQL, which no grid has joined, into a new folder, which appears when it is whole. Writes to
     * the source wait meanwhile.
     *
     * @param source with its URL, schema and prefix
     * @param store the folder, which is absent or empty
     * @param progress lines for people
     * @throws JobGridException CONFLICT if a grid is on the source, it was moved before, the folder has something in it, or
     *     the source has tables of another version; STORE_UNAVAILABLE if a database cannot be used
     */
    public static StoreContents toFolder(PostgresStorageBuilder source, Path store, Consumer<String> progress)
            throws IOException {
        return toFolder(source, store, false, progress);
    }

    /**
     * As {@link #toFolder(PostgresStorageBuilder, Path, Consumer)}.
     *
     * @param again whether a store that was moved before is moved all the same, as that move was cut short or its target is
     *     gone
     */
    public static StoreContents toFolder(
            PostgresStorageBuilder source, Path store, boolean again, Consumer<String> progress) throws IOException {
        try (PartialFolder partial = PartialFolder.beside(store);
                StoreTransaction from = StoreTransaction.readingAlone(source.tables(false))) {
            checkVersion(from);
            if (!again) {
                from.checkNotMoved();
            }
            checkUnused(from, "source");
            StoreContents copied = copy(from, partial.folder(), Optional.empty(), progress);
            partial.force();
            from.markMoved(store.toAbsolutePath().normalize().toString());
            from.commit();
            partial.finish();
            return copied;
        }
    }

    /**
     * Lets a store that was moved open again, where the move was cut short or its target is gone. No effect on others.
     *
     * @throws IOException if there is no store in the folder
     * @throws JobGridException CONFLICT if a grid has the folder open
     */
    public static void takeBack(Path store) throws IOException {
        try (H2Folder folder = H2Folder.open(store)) {
            folder.mark(Optional.empty());
        }
    }

    /** As {@link #takeBack(Path)}, of a store in PostgreSQL. */
    public static void takeBack(PostgresStorageBuilder store) {
        try (StoreTransaction marking = StoreTransaction.marking(store.tables(false))) {
            marking.unmarkMoved();
            marking.commit();
        }
    }

    /**
     * Copies all rows into a new database, and compares them after it was closed and opened again.
     *
     * @param id of the copy; empty for one of its own
     */
    static StoreContents copy(StoreTransaction from, Path folder, Optional<String> id, Consumer<String> progress)
            throws IOException {
        StoreContents copied;
        try (H2Folder created = H2Folder.create(folder);
                StoreTransaction to = StoreTransaction.writing(created.tables())) {
            copied = from.copyTo(to, progress);
            id.ifPresent(to::setStoreId);
            to.ownNames(from.ownsNames());
            to.commit();
        }
        progress.accept("comparing " + copied.rows() + " rows");
        checkSame(copied, contents(folder, copied.tables().keySet()));
        return copied;
    }

    /** The rows in a folder that no grid has open. */
    static StoreContents contents(Path folder, Collection<String> tables) throws IOException {
        try (H2Folder opened = H2Folder.open(folder);
                StoreTransaction all = StoreTransaction.reading(opened.tables())) {
            return all.contents(tables);
        }
    }

    static void checkSame(StoreContents expected, StoreContents found) {
        if (!found.equals(expected)) {
            throw new JobGridException(
                    ErrorCode.INTERNAL_ERROR,
                    "the copy is not the same, so it was given up: " + expected.differences(found));
        }
    }

    static void checkVersion(StoreTransaction store) {
        String version = store.version().orElse("none");
        if (!version.equals(SchemaMigration.VERSION)) {
            throw conflict("the tables have version " + version + ", and this release copies version "
                    + SchemaMigration.VERSION + " only; start a server of this release on the store and stop it again,"
                    + " which migrates an older one, or use the release that the store is of");
        }
    }

    private static void checkUnused(StoreTransaction store, String side) {
        List<String> live = store.liveInstances();
        if (!live.isEmpty()) {
            throw conflict("grids are on the " + side + ": " + String.join(", ", live)
                    + "; stop them. The lease of one that was killed ends by itself");
        }
    }

    private static void checkEmpty(StoreTransaction target) {
        List<String> filled = target.filledTables();
        if (!filled.isEmpty()) {
            throw conflict("the target has rows in " + String.join(", ", filled)
                    + "; name a database, or a schema, that no grid has used");
        }
    }

    private static JobGridException conflict(String message) {
        return new JobGridException(ErrorCode.CONFLICT, message);
    }
}
