package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The exclusive right to prepare or give up a run, among all processes; the host releases it when its process ends. */
final class RunLock implements AutoCloseable {
    // Within one process, closing a second channel would release the first one's lock.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private RunLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Acquires the lock, unless it is held or the run's folder was removed. */
    static Optional<RunLock> tryTake(RunFolder folder) throws IOException {
        Path path = folder.lock().toAbsolutePath();
        if (!HELD.add(path)) {
            return Optional.empty();
        }
        Optional<RunLock> taken = Optional.empty();
        try {
            taken = lock(path);
            return taken;
        } finally {
            if (taken.isEmpty()) {
                HELD.remove(path);
            }
        }
    }

    private static Optional<RunLock> lock(Path path) throws IOException {
        FileChannel channel;
        Object identity;
        try {
            create(path);
            identity = identity(path);
            channel = FileChannel.open(path, StandardOpenOption.WRITE);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        boolean isTaken = false;
        try {
            // The locked file could have been moved with its folder, and the path may now belong to another run.
            isTaken = channel.tryLock() != null && identity.equals(identity(path));
        } catch (NoSuchFileException gone) {
            isTaken = false;
        } finally {
            if (!isTaken) {
                channel.close();
            }
        }
        return isTaken ? Optional.of(new RunLock(path, channel)) : Optional.empty();
    }

    private static void create(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // As it should be.
        }
    }

    private static Object identity(Path path) throws IOException {
        return Objects.requireNonNullElse(
                Files.readAttributes(path, BasicFileAttributes.class).fileKey(), path);
    }

    /** Releases the lock; may be called twice. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD.remove(path);
        }
    }
}
