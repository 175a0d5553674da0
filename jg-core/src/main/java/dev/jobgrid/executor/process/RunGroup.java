package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The control group of a run's program and its descendants. Immutable. */
record RunGroup(Path path) {
    private static final System.Logger LOG = System.getLogger(RunGroup.class.getName());
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 5;

    /** As recorded in the run's folder; empty if the run has none. */
    static Optional<RunGroup> of(RunFolder run) throws IOException {
        try {
            String path = Files.readString(run.group()).strip();
            return path.isEmpty() ? Optional.empty() : Optional.of(new RunGroup(Path.of(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Kills its processes, including those forked meanwhile. No effect if it does not exist. */
    void kill() throws IOException {
        try {
            Files.writeString(path.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
        } catch (NoSuchFileException gone) {
            // So are its processes.
        }
    }

    /** Removes the group of a run, if it has one, as {@link #remove()}, and the parent group with the last run. */
    static void remove(RunFolder run) throws IOException {
        Optional<RunGroup> group = of(run);
        if (group.isPresent()) {
            group.get().remove();
            RunGroups.removeIfEmpty(group.get().path().resolve("..").normalize());
        }
    }

    /** Kills its processes and removes it. {@link RunGroups#sweep} removes what cannot be removed now. */
    void remove() {
        try {
            boolean isOver = !Files.isDirectory(path);
            for (int tries = 0; tries < TRIES && !isOver; tries++) {
                kill();
                isOver = tryRemove() || !pause();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "control group " + path + " cannot be removed", e);
        }
    }

    private boolean tryRemove() throws IOException {
        try (DirectoryStream<Path> below = Files.newDirectoryStream(path, Files::isDirectory)) {
            for (Path group : below) {
                new RunGroup(group).tryRemove(); // a program may create groups of its own
            }
        } catch (NoSuchFileException e) {
            return true;
        }
        try {
            Files.deleteIfExists(path);
            return true;
        } catch (IOException busy) {
            LOG.log(System.Logger.Level.DEBUG, "control group " + path + " cannot be removed yet", busy);
            return false;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
