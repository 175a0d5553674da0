package dev.jobgrid.storage;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Holds a folder for one storage among all processes. The operating system gives it back if the process dies, and also, on POSIX,
 * as soon as the process closes the file anywhere: so who finds the folder held by this process does not open it. Thread-safe.
 */
final class FolderLock implements AutoCloseable {
    /** The folders that this process holds. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    /** Opened before another class loader's JobGrid was seen to hold the folder, and never to be closed. */
    private static final Queue<FileChannel> LEFT_OPEN = new ConcurrentLinkedQueue<>();

    private final Object folder;
    private final FileChannel file;

    private FolderLock(Object folder, FileChannel file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * Takes the folder.
     *
     * @throws JobGridException CONFLICT if it is held
     */
    static FolderLock take(Path folder) throws IOException {
        Object key = key(folder);
        if (!HELD.add(key)) {
            throw inUse(folder);
        }
        boolean isTaken = false;
        try {
            FileChannel file = PrivateFiles.openOrCreate(folder.resolve("lock"));
            isTaken = lock(file);
            if (!isTaken) {
                throw inUse(folder);
            }
            return new FolderLock(key, file);
        } finally {
            if (!isTaken) {
                HELD.remove(key);
            }
        }
    }

    /** The same for all paths to a folder, where the file system can tell. */
    private static Object key(Path folder) throws IOException {
        Object file = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return file == null ? folder.toRealPath() : file;
    }

    private static JobGridException inUse(Path folder) {
        return new JobGridException(
                ErrorCode.CONFLICT,
                "the data folder " + folder + " is in use by another JobGrid; stop that one, or choose another folder");
    }

    /** Whether the file could be locked; else it is closed. */
    private static boolean lock(FileChannel file) throws IOException {
        try {
            if (file.tryLock() != null) {
                return true;
            }
        } catch (OverlappingFileLockException e) {
            LEFT_OPEN.add(file);
            return false;
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        return false;
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
