package dev.jobgrid.executor.process;

import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The state of a run from its files, whichever process wrote them. An undecided state is decided here, permanently, and
 * never in favour of a second start. Thread-safe.
 */
final class RunState {
    private static final String ABANDONED = "abandoned\n";
    private static final Duration MAX_CLAIM = Duration.ofSeconds(30);

    private static final long FULL_LOOK_NANOS = 250_000_000L;

    private final RunFolder folder;
    private volatile long lookedAt = System.nanoTime() - FULL_LOOK_NANOS;

    RunState(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * How the run ended; empty while it is prepared or runs.
     *
     * @throws NoSuchFileException if the run's folder is missing
     */
    Optional<RunExit> exit() throws IOException {
        // Called for many runs many times a second: usually reads one file.
        if (!folder.exit().toFile().exists() && System.nanoTime() - lookedAt < FULL_LOOK_NANOS) {
            return Optional.empty();
        }
        lookedAt = System.nanoTime();
        Files.readAttributes(folder.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return decided();
    }

    private Optional<RunExit> decided() throws IOException {
        Optional<RunExit> exit = ExitFile.read(folder);
        if (exit.isPresent()) {
            return exit;
        }
        if (!Files.exists(folder.claim())) {
            giveUp();
        } else if (!isSupervised()) {
            lose();
        } else {
            return Optional.empty();
        }
        return ExitFile.read(folder);
    }

    /** Whether the start is decided: the program may have been started, or never will be. */
    boolean isDecided() {
        return Files.exists(folder.claim()) || Files.exists(folder.exit());
    }

    /** When the program started; empty if it has not. */
    Optional<Instant> started() throws IOException {
        try {
            return Files.size(folder.started()) == 0
                    ? Optional.empty()
                    : Optional.of(Files.getLastModifiedTime(folder.started()).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** How long the program has run, or did run; empty if unknown. */
    Optional<Duration> ran() throws IOException {
        Optional<RunExit> exit = ExitFile.read(folder);
        if (exit.isPresent()) {
            return exit.get().runtime();
        }
        return HostUptime.read(folder.uptime())
                .flatMap(from -> HostUptime.now().map(to -> to.minus(from)))
                .filter(ran -> !ran.isNegative());
    }

    /** The supervisor of the program; empty if none has claimed the run. */
    Optional<SupervisorProcess> supervisor() throws IOException {
        try {
            return SupervisorProcess.read(folder.claim());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Permanently takes the right to start the program, before a supervisor does. */
    boolean claim() throws IOException {
        try {
            Files.writeString(folder.claim(), ABANDONED, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private void giveUp() throws IOException {
        Optional<RunLock> lock = RunLock.tryTake(folder);
        if (lock.isEmpty()) {
            return; // It is being prepared.
        }
        try {
            if (claim()) {
                ExitFile.record(
                        folder,
                        RunExit.broken(
                                Failure.Cause.WORKER_LOST,
                                "the process that prepared the run ended; the program was never started",
                                Instant.EPOCH));
            }
        } finally {
            lock.get().close();
        }
    }

    private boolean isSupervised() throws IOException {
        Optional<SupervisorProcess> supervisor = supervisor();
        if (supervisor.isPresent()) {
            return RequestFile.readPresent(folder).isOfThisBoot()
                    && supervisor.get().isAlive();
        }
        if (Files.readString(folder.claim(), StandardCharsets.ISO_8859_1).equals(ABANDONED)) {
            return false;
        }
        // Between making the file and filling it.
        return HostProcess.isReadable()
                ? isWorkedIn()
                : Files.getLastModifiedTime(folder.claim())
                        .toInstant()
                        .isAfter(Instant.now().minus(MAX_CLAIM));
    }

    private boolean isWorkedIn() throws IOException {
        Path here = folder.path().toRealPath();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                if (here.equals(workingFolder(entry))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Path workingFolder(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd"));
        } catch (IOException goneOrNotOurs) {
            return process;
        }
    }

    private void lose() throws IOException {
        Optional<SupervisorProcess> supervisor = supervisor();
        if (supervisor.isPresent()) {
            if (RequestFile.readPresent(folder).isOfThisBoot()) {
                Optional<RunGroup> group = RunGroup.of(folder);
                if (group.isPresent()) {
                    group.get().kill();
                }
                supervisor.get().killOrphans(folder);
            }
            recordLoss();
            return;
        }
        // The process that took the right to start from the supervisor records why, if it still can.
        Optional<RunLock> lock = RunLock.tryTake(folder);
        if (lock.isPresent()) {
            try {
                recordLoss();
            } finally {
                lock.get().close();
            }
        }
    }

    private void recordLoss() throws IOException {
        ExitFile.record(
                folder,
                started().isPresent()
                        ? RunExit.broken(
                                Failure.Cause.WORKER_LOST,
                                "the process that looked after the run ended without reporting how the program did",
                                Instant.EPOCH)
                        : RunExit.nodeFault(
                                Failure.Cause.WORKER_LOST,
                                "the process that looks after the run ended before it started the program",
                                Instant.EPOCH));
    }
}
