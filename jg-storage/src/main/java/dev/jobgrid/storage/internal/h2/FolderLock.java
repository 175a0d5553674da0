package dev.jobgrid.storage.internal.h2;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An exclusive lock of a folder among all processes. The operating system releases it when the process ends, and also,
 * on POSIX, as soon as the process closes the file anywhere: so a second open within this process does not open the
 * file. Thread-safe.
 */
public final class FolderLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FolderLock.class.getName());

    /** A killed process may hold its files until its memory is released. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private static final long POLL_MILLIS = 100;

    /** The folders that this process holds. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    /** Opened before another class loader's JobGrid was found to hold the folder; must never be closed. */
    private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    private final Object folder;
    private final FileChannel file;

    private FolderLock(Object folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Acquires the lock. Waits for up to five seconds if another process holds it, which may be ending.
     *
     * @throws JobGridException CONFLICT if it is held by then, or at once if this process holds it
     */
    public static FolderLock take(Path folder) throws IOException {
        return take(folder, WAIT);
    }

    /** As {@link #take(Path)}, and waits for up to this long. */
    public static FolderLock take(Path folder, Duration wait) throws IOException {
        Object key = key(folder);
        if (!HELD.add(key)) {
            throw inUse(folder);
        }
        boolean isTaken = false;
        try {
            Optional<FileChannel> file = await(folder, wait);
            isTaken = file.isPresent();
            return new FolderLock(key, file.orElseThrow(() -> inUse(folder)));
        } finally {
            if (!isTaken) {
                HELD.remove(key);
            }
        }
    }

    /** A canonical key for all paths to a folder, where the file system supports it. */
    private static Object key(Path folder) throws IOException {
        Object file = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return file == null ? folder.toRealPath() : file;
    }

    private static JobGridException inUse(Path folder) {
        return new JobGridException(
                ErrorCode.CONFLICT,
                "the data folder " + folder + " is in use by another JobGrid; stop that one, or choose another folder");
    }

    private static Optional<FileChannel> await(Path folder, Duration wait) throws IOException {
        long deadline = System.nanoTime() + wait.toNanos();
        boolean isLogged = false;
        while (true) {
            FileChannel file = PrivateFiles.openOrCreate(folder.resolve("lock"));
            Found found = lock(file);
            if (found == Found.FREE) {
                return Optional.of(file);
            }
            if (found == Found.HELD_HERE || System.nanoTime() - deadline >= 0 || !pause()) {
                return Optional.empty();
            }
            if (!isLogged) {
                isLogged = true;
                LOG.log(
                        System.Logger.Level.INFO,
                        "the data folder " + folder + " is held by another process; waiting for it to end");
            }
        }
    }

    /** Sleeps; whether it was not interrupted. */
    private static boolean pause() {
        try {
            Thread.sleep(POLL_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private enum Found {
        FREE,
        HELD_ELSEWHERE,
        HELD_HERE
    }

    /** Locks the file if it is free; else closes it. */
    private static Found lock(FileChannel file) throws IOException {
        try {
            if (file.tryLock() != null) {
                return Found.FREE;
            }
        } catch (OverlappingFileLockException e) {
            LEFT_OPEN.add(file);
            return Found.HELD_HERE;
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        return Found.HELD_ELSEWHERE;
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HELD.remove(folder);
        }
    }
}
