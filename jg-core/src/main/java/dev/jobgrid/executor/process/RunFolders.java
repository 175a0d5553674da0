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
 * Maps runs to folders and back. A missing run counts as removed only if this machine's id file is present: else the
 * folder's volume may be unmounted, or another machine's may be mounted there. Safe for threads and processes.
 */
final class RunFolders {
    private static final System.Logger LOG = System.getLogger(RunFolders.class.getName());

    private final Path folder;
    private final MachineId machine;
    private final Path runs;
    private final Path kept;
    private final Path trash;

    /** Creates the folder if absent, and empties the trash of earlier processes. */
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

    /** The machine id. */
    MachineId machine() {
        return machine;
    }

    /** Why the state of runs is unknown now, for people; empty if the folder is present and this machine's. */
    Optional<String> problem() {
        try {
            requireThere();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Checks that the folder is this machine's.
     *
     * @throws IOException if it is missing, another machine's, or unreadable
     */
    void requireThere() throws IOException {
        has(MachineIdFile.in(folder));
    }

    /**
     * Whether a path exists below the folder.
     *
     * @throws IOException if the folder is missing, another machine's, or unreadable
     */
    boolean has(Path below) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(folder)) {
            requireOwn(open);
            return isIn(open, folder.relativize(below));
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw away();
        }
    }

    /** Id and runs are read in one folder opened once: its volume may be mounted or unmounted between two reads. */
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

    /** The retained artifacts of a run, if there are any. */
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

    /** Creates a run's folder, even while its parents are being removed. */
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

    /** All runs that were launched and not removed; fails if the folder is missing before or after the listing. */
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
     * Another run with one of these devices that is not known to have ended: one that was removed from the store, or
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

    /** Removes a run atomically, then deletes its files. */
    void remove(RunFolder run) throws IOException {
        // While its folder exists: a partial removal is repeated.
        RunGroup.remove(run);
        Path doomed = trash.resolve(UUID.randomUUID().toString());
        try {
            // Deleted in place, a crash halfway would leave a folder like that of a run never started.
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

    /** Removes a run, and retains its artifacts. After a crash at any line the removal can be continued. */
    void keep(RunFolder run, Instant until) throws IOException {
        Path artifacts = run.workspace().resolve("artifacts");
        if (isFolder(run.workspace()) && isFolder(artifacts)) {
            RetainedFolder to = kept(run.key());
            makePrivate(to.path());
            to.mark(until);
            for (Path own : List.of(run.workspace(), artifacts)) {
                // Its program may have removed even its owner's permission to move it.
                Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
            }
            Files.move(artifacts, to.artifacts(), StandardCopyOption.ATOMIC_MOVE);
        }
        remove(run);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes artifacts retained until before this moment. */
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
            // Another process removed it.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the artifacts retained at " + attempt + " cannot be removed yet", e);
        }
    }

    /** Removes a folder whose creator recorded no request; false if there is a request, or may soon be one. */
    boolean removeUnused(RunFolder run) throws IOException {
        Optional<RunLock> lock = RunLock.tryTake(run);
        if (lock.isEmpty()) {
            return false;
        }
        try {
            boolean isUnused = !Files.exists(run.request());
            if (isUnused) {
                remove(run);
            }
            return isUnused;
        } finally {
            lock.get().close();
        }
    }

    private static void deleteIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException notEmpty) {
            // It contains other runs.
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

    /** Empty if another process has created a folder there. */
    private static Optional<RunKey> key(Path workspace, Path job, Path attempt) {
        try {
            return Optional.of(new RunKey(
                    new JobRef(new WorkspaceId(id(workspace)), new JobId(id(job))),
                    Integer.parseInt(attempt.getFileName().toString())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** An id as a file name: "Job" and "job" are two ids, but one name on some file systems. */
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
