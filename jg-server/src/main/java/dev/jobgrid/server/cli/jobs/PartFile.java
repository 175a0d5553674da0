package dev.jobgrid.server.cli.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * The file that has a download's bytes until they are whole: NAME.ID.part, or NAME.ID.2.part where another download has
 * the first, and so on. A lock, which ends with its process, makes it one download's own; a later download of the same
 * artifact goes on with what one that was broken off has left. Single-threaded.
 */
final class PartFile implements Closeable {
    private final Path target;
    private final String id;
    private final int number;
    private final FileChannel channel;
    private boolean isComplete;

    private PartFile(Path target, String id, int number, FileChannel channel) {
        this.target = target;
        this.id = id;
        this.number = number;
        this.channel = channel;
    }

    /**
     * The first part that no other download uses, with its content.
     *
     * @param target the file that it becomes
     * @param id of the artifact, so that no other artifact's bytes, and no file of that name, are taken for its own
     */
    static PartFile open(Path target, String id) throws IOException {
        for (int number = 1; ; number++) {
            Optional<FileChannel> channel = claim(name(target, id, number));
            if (channel.isPresent()) {
                return new PartFile(target, id, number, channel.get());
            }
        }
    }

    private static Path name(Path target, String id, int number) {
        return target.resolveSibling(target.getFileName() + "." + id + (number == 1 ? "" : "." + number) + ".part");
    }

    private static Optional<FileChannel> claim(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // Left by a download, or one has it.
        }
        try {
            Object file = key(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // Until it was locked, the download that had it may have moved it to its target.
            if (isLocked(channel) && Objects.equals(file, key(path))) {
                return Optional.of(channel);
            }
            channel.close();
        } catch (NoSuchFileException e) {
            // As above.
        }
        return Optional.empty();
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    long size() throws IOException {
        return channel.size();
    }

    void clear() throws IOException {
        channel.truncate(0);
    }

    /** Appends to it. Not to be closed. */
    OutputStream end() throws IOException {
        return Channels.newOutputStream(channel.position(channel.size()));
    }

    /** Reads it from its beginning, by the one channel: to close another would end the lock. Not to be closed. */
    InputStream bytes() throws IOException {
        return Channels.newInputStream(channel.position(0));
    }

    /**
     * Makes it the target, and deletes what other downloads of the artifact left.
     *
     * @param overwrites whether it may replace a file
     * @throws FileAlreadyExistsException if there is one that it may not replace; the part keeps its content
     */
    void complete(boolean overwrites) throws IOException {
        Path part = name(target, id, number);
        if (!overwrites && isLinked(part)) {
            Files.delete(part);
        } else {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        isComplete = true;
        for (int other = 1; other <= number || Files.exists(name(target, id, other)); other++) {
            Optional<FileChannel> left = claim(name(target, id, other));
            if (left.isPresent()) {
                Files.deleteIfExists(name(target, id, other));
                left.get().close();
            }
        }
    }

    /** Gives the part the target's name as well; where the file system has no links, an empty file holds that name. */
    private boolean isLinked(Path part) throws IOException {
        try {
            Files.createLink(target, part);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.createFile(target);
            return false;
        }
    }

    /** Leaves its content to a later download. */
    @Override
    public void close() throws IOException {
        if (!isComplete && size() == 0) {
            Files.deleteIfExists(name(target, id, number));
        }
        channel.close();
    }
}
