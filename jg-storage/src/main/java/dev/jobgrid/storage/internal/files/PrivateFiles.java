package dev.jobgrid.storage.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates files and folders that only their owner can read, where the file system has owners. */
public final class PrivateFiles {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /**
     * Creates the folder and missing parents, durably.
     *
     * @throws FileAlreadyExistsException if something else has the name of the folder
     */
    public static Path createFolders(Path folder) throws IOException {
        Path whole = folder.toAbsolutePath();
        if (Files.isDirectory(whole)) {
            return whole;
        }
        @Nullable Path parent = whole.getParent();
        if (parent != null) {
            createFolders(parent);
        }
        createFolder(whole);
        return whole;
    }

    /**
     * Creates one folder durably, if absent.
     *
     * @throws FileAlreadyExistsException if something else has its name, even a symbolic link to a folder
     */
    public static Path createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return folder;
        }
        try {
            Files.createDirectory(folder, permissions(folder, FOLDER));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw e; // else another thread created it
            }
        }
        @Nullable Path parent = folder.getParent();
        if (parent != null) {
            force(parent);
        }
        return folder;
    }

    /** Creates a new file for writing. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions(file, FILE));
    }

    /** Opens a file for writing, and creates it if absent. */
    public static FileChannel openOrCreate(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                permissions(file, FILE));
    }

    /** Makes the names in a folder durable. Windows cannot do that, and need not. */
    public static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Writes a file through to the disk. */
    public static void forceFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] permissions(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
