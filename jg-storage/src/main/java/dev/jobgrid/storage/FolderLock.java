package dev.jobgrid.storage;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Holds a folder for one storage among all processes. The operating system gives it back if the process dies. */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the folder.
     *
     * @throws JobGridException CONFLICT if it is held
     */
    static FolderLock take(Path folder) throws IOException {
        FileChannel file = PrivateFiles.openOrCreate(folder.resolve("lock"));
        boolean isTaken = false;
        try {
            isTaken = lock(file);
        } finally {
            if (!isTaken) {
                file.close();
            }
        }
        if (!isTaken) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    "the data folder " + folder
                            + " is in use by another JobGrid; stop that one, or choose another folder");
        }
        return new FolderLock(file);
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            @Nullable Object lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
