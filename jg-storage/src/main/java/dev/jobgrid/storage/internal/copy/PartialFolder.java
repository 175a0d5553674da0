package dev.jobgrid.storage.internal.copy;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.storage.internal.files.PrivateFiles;
import dev.jobgrid.storage.internal.h2.FolderLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder that is filled beside its place under the name {@code NAME.partial}, and then appears there whole, on the disk.
 * Removed when it is closed unfinished; what a killed process left of one is removed by the next. Single-threaded.
 */
public final class PartialFolder implements AutoCloseable {
    /** As {@link FolderLock} names it. */
    private static final String LOCK = "lock";

    private final Path target;

    /** Holds the lock, and the folder. */
    private final Path around;

    private final FolderLock lock;

    private PartialFolder(Path target, Path around, FolderLock lock) {
        this.target = target;
        this.around = around;
        this.lock = lock;
    }

    /**
     * Creates it.
     *
     * @throws JobGridException CONFLICT if there is something at the place, other than an empty folder, or another process
     *     fills it
     */
    public static PartialFolder beside(Path place) throws IOException {
        Path target = place.toAbsolutePath().normalize();
        Path parent = Objects.requireNonNull(target.getParent(), "the root is not empty");
        check(target);
        PrivateFiles.createFolders(parent);
        Path around = parent.resolve(target.getFileName() + ".partial");
        PartialFolder partial =
                new PartialFolder(target, around, FolderLock.take(PrivateFiles.createFolder(around), Duration.ZERO));
        try {
            partial.removeBelow();
            PrivateFiles.createFolder(partial.folder());
            return partial;
        } catch (IOException e) {
            partial.close();
            throw e;
        }
    }

    private static void check(Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isEmptyFolder(target)) {
            throw new JobGridException(
                    ErrorCode.CONFLICT,
                    target + " exists and is not an empty folder; name another one, or move it away");
        }
    }

    private static boolean isEmptyFolder(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            return !files.iterator().hasNext();
        }
    }

    public Path folder() {
        return around.resolve("whole");
    }

    /** Writes everything through to the disk, and gives the folder its name. */
    public void finish() throws IOException {
        force();
        check(target);
        Files.move(folder(), target, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.force(Objects.requireNonNull(target.getParent(), "the root is not empty"));
    }

    /** Writes everything through to the disk. */
    public void force() throws IOException {
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file)) {
                    PrivateFiles.force(file);
                } else {
                    PrivateFiles.forceFile(file);
                }
            }
        }
    }

    /** Removes the folder, unless it is finished. */
    @Override
    public void close() throws IOException {
        try {
            removeBelow();
            Files.deleteIfExists(around.resolve(LOCK));
            Files.deleteIfExists(around);
        } finally {
            lock.close();
        }
    }

    private void removeBelow() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(around)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            if (!file.equals(around) && !file.equals(around.resolve(LOCK))) {
                Files.delete(file);
            }
        }
    }
}
