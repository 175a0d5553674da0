package dev.jobgrid.storage;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.DamagedBlobException;
import dev.jobgrid.storage.blobs.FolderBlobStore;
import dev.jobgrid.storage.internal.copy.PartialFolder;
import dev.jobgrid.storage.internal.copy.StoreTransaction;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import dev.jobgrid.storage.internal.h2.H2File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Backups of a store in a folder, made while grids work on it. A backup is a folder: the database in {@code store}, the
 * bytes of files in {@code store/blobs}, further files, and a {@linkplain BackupManifest manifest}. It holds secrets, and
 * only its owner can read it. All methods block, for minutes with large stores.
 */
public final class StoreBackup {
    private static final String STORE = "store";
    private static final String BLOBS = "blobs";
    private static final int BLOBS_PER_LINE = 1_000;

    private StoreBackup() {}

    /**
     * Makes a backup of an open store: of all rows at one moment, then of the bytes that they refer to, of which none is
     * deleted meanwhile. It appears under its name when it is whole, on the disk, and compared with the store.
     *
     * @param target the folder, which is absent or empty; an unfinished backup has its name with {@code .partial}
     * @param files further files of the backup, by their names in it
     * @param progress lines for people; an exception ends the backup
     * @throws IOException if the disk is full or fails; nothing is left then
     * @throws JobGridException CONFLICT if there is something at the target, the tables are those of a newer release, or
     *     the store has none of the bytes that rows refer to
     */
    public static BackupManifest create(
            H2Storage storage, Path target, Map<String, byte[]> files, Consumer<String> progress) throws IOException {
        DeferredDeletes deletes = storage.deletes();
        deletes.hold();
        try (PartialFolder partial = PartialFolder.beside(target)) {
            Instant begun = Instant.now();
            Path folder = partial.folder().resolve(STORE);
            StoreContents contents;
            Optional<String> id;
            try (StoreTransaction rows = StoreTransaction.reading(storage.tables())) {
                StoreMigration.checkVersion(rows);
                id = rows.storeId();
                contents = StoreMigration.copy(rows, folder, id, progress);
            }
            Optional<BackupManifest.Blobs> blobs = deletes.blobs() instanceof FolderBlobStore source
                    ? Optional.of(copyBlobs(folder, source, progress))
                    : Optional.empty();
            Map<String, String> hashes = new HashMap<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                hashes.put(
                        file.getKey(), write(file.getValue(), partial.folder().resolve(file.getKey())));
            }
            BackupManifest manifest = new BackupManifest(BackupManifest.FORMAT, begun, id, contents, blobs, hashes);
            write(manifest.json(), BackupManifest.in(partial.folder()));
            partial.finish();
            return manifest;
        } finally {
            deletes.release();
        }
    }

    private static BackupManifest.Blobs copyBlobs(Path folder, BlobStore source, Consumer<String> progress)
            throws IOException {
        FolderBlobStore copy = FolderBlobStore.open(folder.resolve(BLOBS));
        BlobCount copied = new BlobCount();
        List<String> missing = new ArrayList<>();
        eachBlob(folder, (key, expected) -> {
            try (InputStream bytes = source.open(key, 0, Long.MAX_VALUE)) {
                if (copy.put(key, bytes, Long.MAX_VALUE).equals(expected)) {
                    copied.add(expected, progress);
                } else {
                    missing.add(key.value());
                }
            } catch (NoSuchFileException | DamagedBlobException e) {
                missing.add(key.value());
            }
        });
        if (copied.count == 0 && !missing.isEmpty()) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "none of the " + missing.size()
                            + " files that the rows name are in the store's folder of blobs. If the"
                            + " server keeps them elsewhere (--blobs, --s3), make the backup while it runs");
        }
        checkBlobs(folder, Set.copyOf(missing), progress);
        return new BackupManifest.Blobs(copied.count, copied.bytes, missing);
    }

    /** Counts copied bytes. Single-threaded. */
    private static final class BlobCount {
        private long count;
        private long bytes;

        void add(Blob blob, Consumer<String> progress) {
            count++;
            bytes += blob.sizeBytes();
            if (count % BLOBS_PER_LINE == 0) {
                progress.accept("files: " + count + ", " + bytes + " bytes");
            }
        }
    }

    private static void eachBlob(Path folder, StoreTransaction.BlobStep step) throws IOException {
        try (H2Folder opened = H2Folder.open(folder);
                StoreTransaction rows = StoreTransaction.reading(opened.tables())) {
            rows.forEachBlob(step);
        }
    }

    /** Reads all bytes that the rows in a folder refer to. */
    private static void checkBlobs(Path folder, Set<String> missing, Consumer<String> progress) throws IOException {
        progress.accept("checking the files");
        FolderBlobStore blobs = FolderBlobStore.open(folder.resolve(BLOBS));
        eachBlob(folder, (key, expected) -> {
            if (missing.contains(key.value())) {
                return;
            }
            MessageDigest sha256 = sha256();
            long size;
            try (InputStream bytes = blobs.open(key, 0, Long.MAX_VALUE)) {
                size = bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
            }
            Blob found = new Blob(size, HexFormat.of().formatHex(sha256.digest()));
            if (!found.equals(expected)) {
                throw new DamagedBlobException(key, "the copy has " + found + " in place of " + expected);
            }
        });
    }

    private static String write(byte[] bytes, Path file) throws IOException {
        PrivateFiles.createFolders(Objects.requireNonNull(file.getParent(), "files lie in a folder"));
        try (FileChannel channel = PrivateFiles.create(file);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(bytes);
        }
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /**
     * Copies a backup to where a server can work on it, and compares the copy with the manifest. It appears when it is
     * whole.
     *
     * @param target the data folder, which is absent or empty
     * @param without names of further files that are left out
     * @param progress lines for people
     * @throws IOException if something is missing in the backup or damaged, or the disk is full or fails; nothing is left
     * @throws JobGridException INVALID_REQUEST if it is not a backup; CONFLICT if there is something at the target;
     *     INTERNAL_ERROR if the rows are not those of the manifest
     */
    public static BackupManifest restore(Path backup, Path target, Set<String> without, Consumer<String> progress)
            throws IOException {
        BackupManifest manifest = BackupManifest.read(backup);
        try (PartialFolder partial = PartialFolder.beside(target)) {
            Path folder = partial.folder().resolve(STORE);
            progress.accept("copying the database");
            PrivateFiles.createFolder(folder);
            copyFile(backup.resolve(STORE).resolve(H2File.NAME), folder.resolve(H2File.NAME));
            if (manifest.blobs().isPresent()) {
                progress.accept("copying the files");
                copyFolder(backup.resolve(STORE).resolve(BLOBS), folder.resolve(BLOBS));
            }
            for (Map.Entry<String, String> file : manifest.files().entrySet()) {
                if (!without.contains(file.getKey())) {
                    byte[] bytes = Files.readAllBytes(backup.resolve(file.getKey()));
                    if (!write(bytes, partial.folder().resolve(file.getKey())).equals(file.getValue())) {
                        throw new IOException("the file " + file.getKey() + " of the backup is damaged");
                    }
                }
            }
            progress.accept("comparing " + manifest.contents().rows() + " rows");
            StoreMigration.checkSame(
                    manifest.contents(),
                    StoreMigration.contents(folder, manifest.contents().tables().keySet()));
            if (manifest.blobs().isPresent()) {
                checkBlobs(folder, Set.copyOf(manifest.blobs().get().missing()), progress);
            }
            partial.finish();
            return manifest;
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        List<Path> found;
        try (Stream<Path> walk = Files.walk(from)) {
            found = walk.toList();
        }
        for (Path path : found) {
            Path copy = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                PrivateFiles.createFolder(copy);
            } else {
                copyFile(path, copy);
            }
        }
    }

    private static void copyFile(Path from, Path to) throws IOException {
        try (FileChannel channel = PrivateFiles.create(to);
                OutputStream out = Channels.newOutputStream(channel)) {
            Files.copy(from, out);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
