package dev.jobgrid.executor.process;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the folders of runs by their keys, and the keys by the folders. What is not found is gone only if this machine's id
 * lies beside it: the volume of the folder may be away for a while, or another's be in its place. Thread-safe, also between
 * processes.
 */
final class RunFolders {
    private static final System.Logger LOG = System.getLogger(RunFolders.class.getName());

    private final Path folder;
    private final MachineId machine;
    private final Path runs;
    private final Path kept;
    private final Path trash;

    /** Makes the folder if it is not there, and clears away what an earlier process had begun to. */
    RunFolders(Path folder) throws IOException {
        this.folder = folder;
        machine = MachineIdFile.read(folder);
        runs = makePrivate(folder.resolve("runs"));
        kept = makePrivate(folder.resolve("kept"));
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

    /** What this machine is known by. */
    MachineId machine() {
        return machine;
    }

    /** Why nothing can be said of any run now, for people; empty if the folder is there and this machine's. */
    Optional<String> problem() {
        try {
            requireThere();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns if the folder is this machine's.
     *
     * @throws IOException if it is not there, or another's, or cannot be read
     */
    void requireThere() throws IOException {
        has(MachineIdFile.in(folder));
    }

    /**
     * Whether something is there below the folder.
     *
     * @throws IOException if the folder is not there, or another's, or cannot be read
     */
    boolean has(Path below) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(folder)) {
            requireOwn(open);
            return isIn(open, folder.relativize(below));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw away();
        }
    }

    /** Id and runs are looked for in one folder that was opened once: its volume may come or go between the two looks. */
    private void requireOwn(DirectoryStream<Path> open) throws IOException {
        MachineId found;
        try (SeekableByteChannel id = channel(open, MachineIdFile.in(folder))) {
            found = MachineIdFile.parse(id, MachineIdFile.in(folder));
        }
        if (!found.equals(machine)) {
            throw new IOException("the folder " + folder + " of this host's runs is another machine's, " + found
                    + " and not " + machine + "; mount the volume that was there");
        }
    }

    private IOException away() {
        return new IOException("the folder " + folder + " of this host's runs is not there, or has no file '"
                + MachineIdFile.in(folder).getFileName() + "'; mount its volume again");
    }

    private static SeekableByteChannel channel(DirectoryStream<Path> open, Path file) throws IOException {
        return open instanceof SecureDirectoryStream<Path> view
                ? view.newByteChannel(file.getFileName(), Set.of(StandardOpenOption.READ))
                : Files.newByteChannel(file);
    }

    private boolean isIn(DirectoryStream<Path> open, Path below) throws IOException {
        BasicFileAttributeView view = open instanceof SecureDirectoryStream<Path> here
                ? here.getFileAttributeView(below, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                : Files.getFileAttributeView(
                        folder.resolve(below), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            view.readAttributes();
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    RunFolder of(RunKey key) {
        return new RunFolder(key, job(key).resolve(Integer.toString(key.attempt())));
    }

    /** Where the artifacts of a run are kept, if they are. */
    RetainedFolder kept(RunKey key) {
        return new RetainedFolder(kept.resolve(segment(key.job().workspace().value()))
                .resolve(segment(key.job().id().value()))
                .resolve(Integer.toString(key.attempt())));
    }

    private Path workspace(RunKey key) {
        return runs.resolve(segment(key.job().workspace().value()));
    }

    private Path job(RunKey key) {
        return workspace(key).resolve(segment(key.job().id().value()));
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

    /** All runs that were asked for and not removed; fails where the folder is not there before or after it is looked through. */
    List<RunKey> keys() throws IOException {
        requireThere();
        List<RunKey> keys = all().stream()
                .filter(run -> Files.exists(run.request()))
                .map(RunFolder::key)
                .toList();
        requireThere();
        return keys;
    }

    /**
     * Another run that has one of these devices and is not over, as far as anyone knows: one that was removed from the store, or
     * belongs to another copy of it.
     */
    Optional<RunKey> otherUser(RunKey run, List<String> devices) throws IOException {
        for (RunFolder other : all()) {
            if (!other.key().equals(run)
                    && !Files.exists(other.exit())
                    && !Collections.disjoint(RequestFile.read(other).devices(), devices)
                    && !isOver(other)) {
                return Optional.of(other.key());
            }
        }
        return Optional.empty();
    }

    private static boolean isOver(RunFolder run) throws IOException {
        try {
            return new RunState(run).exit().isPresent();
        } catch (NoSuchFileException removed) {
            return true;
        }
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
        // While its folder tells of it: what is removed by halves is removed again.
        RunGroup.remove(run);
        Path doomed = trash.resolve(UUID.randomUUID().toString());
        try {
            // Deleted in place, a crash halfway would leave a folder that looks like a run never started.
            Files.move(run.path(), doomed, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("runs and trash must be on one file system below " + runs.getParent(), e);
        }
        deleteIfEmpty(job(run.key()));
        deleteIfEmpty(workspace(run.key()));
        FileTree.delete(doomed);
    }

    /** Forgets a run, and keeps its artifacts. A crash at any line leaves the run, or what it takes to go on here. */
    void keep(RunFolder run, Instant until) throws IOException {
        Path artifacts = run.workspace().resolve("artifacts");
        if (isFolder(run.workspace()) && isFolder(artifacts)) {
            RetainedFolder to = kept(run.key());
            makePrivate(to.path());
            to.mark(until);
            for (Path own : List.of(run.workspace(), artifacts)) {
                // Its program may have taken even its owner's right to move it.
                Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
            }
            Files.move(artifacts, to.artifacts(), StandardCopyOption.ATOMIC_MOVE);
        }
        remove(run);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes the artifacts that were kept until before this moment. */
    void removeExpiredArtifacts(Instant now) throws IOException {
        for (Path workspace : children(kept)) {
            for (Path job : children(workspace)) {
                for (Path attempt : children(job)) {
                    removeIfOver(attempt, now);
                }
                deleteIfEmpty(job);
            }
            deleteIfEmpty(workspace);
        }
    }

    private void removeIfOver(Path attempt, Instant now) {
        try {
            if (new RetainedFolder(attempt).isOver(now)) {
                Path doomed = trash.resolve(UUID.randomUUID().toString());
                Files.move(attempt, doomed, StandardCopyOption.ATOMIC_MOVE);
                FileTree.delete(doomed);
            }
        } catch (NoSuchFileException gone) {
            // Another process was faster.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the artifacts kept at " + attempt + " cannot be removed yet", e);
        }
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
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
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
