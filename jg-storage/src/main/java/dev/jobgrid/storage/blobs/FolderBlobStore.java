package dev.jobgrid.storage.blobs;

import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.spi.store.Blob;
import dev.jobgrid.spi.store.BlobKey;
import dev.jobgrid.spi.store.BlobStore;
import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stores blobs as files of one folder. A file's name is the SHA-256 of its key, so that any key gives a valid name, and
 * its first two digits choose one of 256 folders. Bytes are written under {@code incoming}, and a blob appears under
 * its name atomically, when all of it is on disk. Every read is verified ({@link BlobFile}). Files and folders are
 * readable by their owner only, and symbolic links in their place are not followed. Several processes may share the
 * folder. Thread-safe.
 */
public final class FolderBlobStore implements BlobStore {
    private static final System.Logger LOG = System.getLogger(FolderBlobStore.class.getName());

    /** A file without writes for this long was left by a crash. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path folder;
    private final Path incoming;
    private final Optional<FolderQuota> quota;

    private FolderBlobStore(Path folder, OptionalLong max) throws IOException {
        // Resolved once: the folder itself may be a link, its contents may not.
        this.folder = PrivateFiles.createFolders(folder).toRealPath();
        this.incoming = PrivateFiles.createFolder(this.folder.resolve("incoming"));
        this.quota = max.isPresent()
                ? Optional.of(new FolderQuota(max.getAsLong(), () -> FolderSize.of(this.folder)))
                : Optional.empty();
    }

    /**
     * Opens the blobs of a folder, which is created if absent, and removes unfinished ones older than an hour.
     *
     * @throws IOException if the folder cannot be created, read or written
     */
    public static FolderBlobStore open(Path folder) throws IOException {
        return open(folder, OptionalLong.empty());
    }

    /**
     * As {@link #open(Path)}, with a bound on the bytes of all its files.
     *
     * @param mostBytes 0 or more; further bytes are refused. Processes that share a folder count separately, and
     *     recount the others' files every few minutes
     */
    public static FolderBlobStore open(Path folder, long mostBytes) throws IOException {
        if (mostBytes < 0) {
            throw new IllegalArgumentException("a quota has 0 bytes or more, not " + mostBytes);
        }
        return open(folder, OptionalLong.of(mostBytes));
    }

    private static FolderBlobStore open(Path folder, OptionalLong max) throws IOException {
        FolderBlobStore blobs = new FolderBlobStore(folder, max);
        blobs.removeAbandoned();
        return blobs;
    }

    private void removeAbandoned() throws IOException {
        // The clock that file times are from, not the grid's.
        FileTime limit = FileTime.fromMillis(System.currentTimeMillis() - ABANDONED.toMillis());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                    .compareTo(limit)
                            < 0) {
                        Files.deleteIfExists(file);
                    }
                } catch (NoSuchFileException e) {
                    // Another process created it.
                }
            }
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs two waits for the disk, one for the bytes and one for the name. A call that never returns leaves a file
     * under {@code incoming}, and nothing else.
     *
     * @throws BlobStoreFullException if the disk or the quota is full
     */
    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        Path unfinished = incoming.resolve(UUID.randomUUID().toString());
        Incoming taken = new Incoming();
        try {
            Blob blob = write(key, body, limitBytes, unfinished, taken);
            Path file = file(key);
            Path shard = Objects.requireNonNull(file.getParent(), "a blob lies in a shard");
            PrivateFiles.createFolder(shard);
            long replaced = fileBytes(file);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            taken.bytes = replaced; // the new bytes stay counted, and the replaced ones are released
            PrivateFiles.force(shard);
            return blob;
        } finally {
            Files.deleteIfExists(unfinished);
            quota.ifPresent(of -> of.release(taken.bytes));
        }
    }

    /** Reserved space for a file being written. Single-threaded. */
    private static final class Incoming {
        private long bytes;
    }

    private Blob write(BlobKey key, InputStream body, long limitBytes, Path to, Incoming taken) throws IOException {
        try (FileChannel file = create(to)) {
            Blob blob = BlobFile.write(key, body, limitBytes, bytes -> {
                        if (quota.isPresent()) {
                            quota.get().take(bytes.remaining());
                            taken.bytes += bytes.remaining();
                        }
                        write(bytes, file);
                    })
                    .blob();
            force(file);
            return blob;
        }
    }

    private FileChannel create(Path file) throws IOException {
        try {
            return PrivateFiles.create(file);
        } catch (IOException e) {
            throw fullOr(e);
        }
    }

    private void write(ByteBuffer bytes, FileChannel file) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw fullOr(e);
        }
    }

    private void force(FileChannel file) throws IOException {
        try {
            file.force(true);
        } catch (IOException e) {
            throw fullOr(e);
        }
    }

    /** The system says in its own language that a disk is full. */
    private IOException fullOr(IOException failure) throws IOException {
        if (Files.getFileStore(folder).getUsableSpace() > BlobFile.BLOCK + BlobFile.SUM) {
            return failure;
        }
        BlobStoreFullException full =
                new BlobStoreFullException("the disk of the blob folder is full; free space, or remove old files");
        full.initCause(failure);
        return full;
    }

    @Override
    public Optional<DiskSpace> disk() {
        try {
            FileStore store = Files.getFileStore(folder);
            DiskSpace disk = new DiskSpace("blobs", store.getUsableSpace(), store.getTotalSpace());
            return Optional.of(quota.map(of -> of.within(disk)).orElse(disk));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the free space of the blob folder is unknown", e);
            return Optional.empty();
        }
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length are 0 or more, not " + offset + " and " + length);
        }
        FileChannel file = openFile(key);
        try {
            return new BlobStream(file, BlobFile.read(key, file), offset, length);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        try (FileChannel file = openFile(key)) {
            return Optional.of(BlobFile.read(key, file).blob().sizeBytes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Opens the file, if this store can have created it. */
    private FileChannel openFile(BlobKey key) throws IOException {
        Path file = file(key);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || Files.isSymbolicLink(file.getParent())) {
                throw new IOException("there is no regular file where the blob " + key.value() + " should be");
            }
            return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(key.value());
        }
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        Path file = file(key);
        long bytes = fileBytes(file);
        if (Files.deleteIfExists(file)) {
            quota.ifPresent(of -> of.release(bytes));
        }
    }

    private long fileBytes(Path file) throws IOException {
        if (quota.isEmpty()) {
            return 0;
        }
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? attributes.size() : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Reads the end of each file, where its key is. A file with a damaged footer is logged and skipped. The first
     * page removes unfinished blobs older than an hour.
     */
    @Override
    public Page list(String after, int limit) throws IOException {
        if (after.isEmpty()) {
            removeAbandoned();
        }
        List<Listed> listed = new ArrayList<>();
        for (Path shard : sorted(folder, "[0-9a-f]*")) {
            String name = Objects.requireNonNull(shard.getFileName()).toString();
            // A position is a file's name, which begins with its shard's.
            if (name.length() == 2 && name.compareTo(after.substring(0, Math.min(2, after.length()))) >= 0) {
                for (Path file : sorted(shard, "*")) {
                    String place = Objects.requireNonNull(file.getFileName()).toString();
                    if (place.compareTo(after) > 0) {
                        listed(file).ifPresent(listed::add);
                        if (listed.size() >= limit) {
                            return new Page(listed, Optional.of(place));
                        }
                    }
                }
            }
        }
        return new Page(listed, Optional.empty());
    }

    private static List<Path> sorted(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            return StreamSupport.stream(files.spliterator(), false).sorted().toList();
        }
    }

    private static Optional<Listed> listed(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            @Nullable BlobFile blob = BlobFile.read(channel);
            if (blob == null) {
                LOG.log(Level.WARNING, "the file " + file + " among the blobs is damaged; its key is unknown");
                return Optional.empty();
            }
            FileTime stored = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new Listed(blob.key(), blob.blob().sizeBytes(), stored.toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted meanwhile
        }
    }

    private Path file(BlobKey key) {
        String name = HexFormat.of().formatHex(sha256().digest(key.value().getBytes(StandardCharsets.UTF_8)));
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
