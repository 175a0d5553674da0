package dev.jobgrid.process;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds the folders of runs by their keys, and the keys by the folders. Thread-safe, also between processes. */
final class RunFolders {
    private final Path runs;
    private final Path trash;

    /** Makes the folder if it is not there, and clears away what an earlier process had begun to. */
    RunFolders(Path folder) throws IOException {
        runs = makePrivate(folder.resolve("runs"));
        trash = makePrivate(folder.resolve("trash"));
        for (Path left : children(trash)) {
            FileTree.delete(left);
        }
        for (RunFolder run : all()) {
            if (!Files.exists(run.request())) {
                removeUnused(run);
            }
        }
    }

    static Path makePrivate(Path folder) throws IOException {
        return Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    RunFolder of(RunKey key) {
        Path path = runs.resolve(segment(key.job().workspace().value()))
                .resolve(segment(key.job().id().value()))
                .resolve(Integer.toString(key.attempt()));
        return new RunFolder(key, path);
    }

    /** Makes a run's folder, also while its parents are being cleared away. */
    void make(RunFolder run) throws IOException {
        for (int tries = 0; ; tries++) {
            try {
                makePrivate(run.path());
                return;
            } catch (NoSuchFileException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }

    /** All runs that were asked for and not removed. */
    List<RunKey> keys() throws IOException {
        return all().stream()
                .filter(run -> Files.exists(run.request()))
                .map(RunFolder::key)
                .toList();
    }

    private List<RunFolder> all() throws IOException {
        List<RunFolder> all = new ArrayList<>();
        for (Path workspace : children(runs)) {
            for (Path job : children(workspace)) {
                for (Path attempt : children(job)) {
                    key(workspace, job, attempt).ifPresent(key -> all.add(new RunFolder(key, attempt)));
                }
            }
        }
        return all;
    }

    /** Forgets a run at once, whole, and then deletes what it left. */
    void remove(RunFolder run) throws IOException {
        Path doomed = trash.resolve(UUID.randomUUID().toString());
        try {
            // Deleted in place, a crash halfway would leave a folder that looks like a run never started.
            Files.move(run.path(), doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("runs and trash must be on one file system below " + runs.getParent(), e);
        }
        deleteIfEmpty(run.path().getParent());
        deleteIfEmpty(run.path().getParent().getParent());
        FileTree.delete(doomed);
    }

    /** A folder that was made, and its maker ended before it could say what for. */
    private void removeUnused(RunFolder run) throws IOException {
        Optional<RunLock> lock = RunLock.tryTake(run);
        if (lock.isPresent()) {
            try {
                if (!Files.exists(run.request())) {
                    remove(run);
                }
            } finally {
                lock.get().close();
            }
        }
    }

    private static void deleteIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException notEmpty) {
            // Other runs are in it.
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    children.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }

    /** Empty if someone else has put a folder there. */
    private static Optional<RunKey> key(Path workspace, Path job, Path attempt) {
        try {
            return Optional.of(new RunKey(
                    new JobRef(new WorkspaceId(id(workspace)), new JobId(id(job))),
                    Integer.parseInt(attempt.getFileName().toString())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An id as a file name: "Job" and "job" are two ids, and one name to some file systems. */
    private static String segment(String id) {
        StringBuilder name = new StringBuilder(id.length());
        for (char c : id.toCharArray()) {
            if (c >= 'A' && c <= 'Z') {
                name.append('=').append((char) (c - 'A' + 'a'));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private static String id(Path segment) {
        String name = segment.getFileName().toString();
        StringBuilder id = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '=' && i + 1 < name.length()) {
                id.append((char) (name.charAt(++i) - 'a' + 'A'));
            } else {
                id.append(c);
            }
        }
        return id.toString();
    }
}
