package dev.jobgrid.storage;

import dev.jobgrid.spi.Blob;
import dev.jobgrid.spi.BlobKey;
import dev.jobgrid.spi.BlobStore;
import dev.jobgrid.spi.BlobTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Blobs as files of one folder. A file's name is the SHA-256 of its key, so that any key gives a good name, and its first
 * two digits choose one of 256 folders. Bytes are gathered under {@code incoming}, and a blob appears under its name in one
 * step, when all of it is on disk. Files and folders are for their owner alone, and symbolic links in place of them are not
 * followed. Several processes may share the folder. Thread-safe.
 */
public final class FolderBlobStore implements BlobStore {
    /** A file that no one has written to for so long was left by a crash. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path folder;
    private final Path incoming;

    private FolderBlobStore(Path folder) throws IOException {
        // Resolved once: the folder itself may be reached through a link, what is in it may not.
        this.folder = PrivateFiles.createFolders(folder).toRealPath();
        this.incoming = PrivateFiles.createFolder(this.folder.resolve("incoming"));
    }

    /**
     * Opens the blobs of a folder, which is made if it does not exist, and removes unfinished ones that were left more than
     * an hour ago.
     *
     * @throws IOException if the folder cannot be made, read or written
     */
    public static FolderBlobStore open(Path folder) throws IOException {
        FolderBlobStore blobs = new FolderBlobStore(folder);
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
                    continue; // another process was faster
                }
            }
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Costs two waits for the disk, one for the bytes and one for the name. A call that never returns leaves a file
     * under {@code incoming}, and nothing else.
     */
    @Override
    public Blob put(BlobKey key, InputStream body, long limitBytes) throws IOException {
        Path unfinished = incoming.resolve(UUID.randomUUID().toString());
        try {
            Blob blob = write(body, unfinished, limitBytes);
            Path file = file(key);
            PrivateFiles.createFolder(file.getParent());
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.force(file.getParent());
            return blob;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Blob write(InputStream body, Path to, long limitBytes) throws IOException {
        MessageDigest sha256 = sha256();
        long size = 0;
        byte[] buffer = new byte[BUFFER_BYTES];
        try (FileChannel file = PrivateFiles.create(to)) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                size += count;
                if (size > limitBytes) {
                    throw new BlobTooLargeException(limitBytes);
                }
                sha256.update(buffer, 0, count);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            }
            file.force(true);
        }
        return new Blob(size, HexFormat.of().formatHex(sha256.digest()));
    }

    @Override
    public InputStream open(BlobKey key, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length are 0 or more, not " + offset + " and " + length);
        }
        Path file = file(key);
        sizeOf(file, key);
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        return new BlobStream(channel.position(offset), length);
    }

    @Override
    public Optional<Long> size(BlobKey key) throws IOException {
        try {
            return Optional.of(sizeOf(file(key), key));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The size, if the file is one that this store can have made. */
    private static long sizeOf(Path file, BlobKey key) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(key.value());
        }
        if (!attributes.isRegularFile() || Files.isSymbolicLink(file.getParent())) {
            throw new IOException("there is no regular file where the blob " + key.value() + " should be");
        }
        return attributes.size();
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        Files.deleteIfExists(file(key));
    }

    private Path file(BlobKey key) {
        String name = HexFormat.of().formatHex(sha256().digest(key.value().getBytes(StandardCharsets.UTF_8)));
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
