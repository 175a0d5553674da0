package dev.jobgrid.executor.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The control group of a run's program and of all that it starts. Immutable. */
record RunGroup(Path path) {
    private static final System.Logger LOG = System.getLogger(RunGroup.class.getName());
    private static final int TRIES = 100;
    private static final long PAUSE_MILLIS = 5;

    /** As it stands in the run's folder; empty if the run has none. */
    static Optional<RunGroup> of(RunFolder run) throws IOException {
        try {
            String path = Files.readString(run.group()).strip();
            return path.isEmpty() ? Optional.empty() : Optional.of(new RunGroup(Path.of(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Kills whoever is in it, and what they fork meanwhile. Does nothing if it is not there. */
    void kill() throws IOException {
        try {
            Files.writeString(path.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
        } catch (NoSuchFileException gone) {
            // So are its processes.
        }
    }

    /** Ends that of a run, if it has one, as {@link #remove()}, and the one around those of all runs with the last. */
    static void remove(RunFolder run) throws IOException {
        Optional<RunGroup> group = of(run);
        if (group.isPresent()) {
            group.get().remove();
            RunGroups.removeIfEmpty(group.get().path().resolve("..").normalize());
        }
    }

    /** Ends it, with whoever is in it. What cannot be ended now is left for {@link RunGroups#sweep}. */
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
                new RunGroup(group).tryRemove(); // a program may make groups of its own
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
