package dev.jobgrid.executor.process;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Failure;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.ArtifactSink;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.RefreshedValue;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** A run, accessed by its folder. Thread-safe. */
final class ProcessRun implements Run {
    private static final System.Logger LOG = System.getLogger(ProcessRun.class.getName());
    private static final int STREAM_BUDGET = 512 * 1024;
    private static final Duration DISK_USAGE_EVERY = Duration.ofSeconds(2);

    private final RunFolders folders;
    private final RunFolder folder;
    private final RunState state;
    private final ExecutorService threads;
    private final InstantSource clock;
    private final ChangeCondition changes = new ChangeCondition();
    private final RunStop stop;
    private final RefreshedValue<Long> disk;
    private volatile boolean isAnnounced;
    private volatile boolean isLeft;
    private volatile Optional<RunExit> ended = Optional.empty();

    ProcessRun(RunFolders folders, RunFolder folder, ExecutorService threads, InstantSource clock) {
        this.folders = folders;
        this.folder = folder;
        this.state = new RunState(folder);
        this.threads = threads;
        this.clock = clock;
        this.stop = new RunStop(this, folder, state, changes);
        this.disk = new RefreshedValue<>(
                "the disk usage of " + folder.path(),
                DISK_USAGE_EVERY,
                threads,
                () -> FolderDiskUsage.bytes(folder.path()));
    }

    ChangeCondition changes() {
        return changes;
    }

    /** Another unfinished run with one of the devices. */
    Optional<RunKey> otherUser(List<String> devices) throws IOException {
        return folders.otherUser(key(), devices);
    }

    boolean isStopped() {
        return stop.isAsked();
    }

    /** Ends it by a refusal that its folder does not record, because it could not even be created. */
    void refuse(RunExit how) {
        ended = Optional.of(how);
        isAnnounced = true;
        changes.beat();
    }

    /** Abandons the preparation, and leaves the run to the next launch or attach. */
    void leave() {
        isLeft = true;
    }

    /** Reports the program's start; the end is available only after it. Retries while the folder cannot be read. */
    void announce(RunListener listener) throws InterruptedException {
        ChangeCondition.Wait wait = changes.startWait(Duration.ofDays(365));
        boolean isDone = checkStart(listener);
        while (!isDone && wait.pause()) {
            isDone = checkStart(listener);
        }
        isAnnounced = true;
        changes.beat();
    }

    private boolean checkStart(RunListener listener) throws InterruptedException {
        try {
            // In this order: an ended run has recorded before whether it started.
            boolean isOver = ended().isPresent();
            Optional<Instant> started = state.started();
            if (started.isPresent()) {
                reportStart(listener, started.get());
            }
            return isOver || started.isPresent();
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "run " + key() + " cannot be read now", e);
            return false;
        }
    }

    private void reportStart(RunListener listener, Instant at) throws IOException {
        Optional<Duration> ran = state.ran();
        try {
            if (ran.isPresent()) {
                listener.started(at, ran.get());
            } else {
                listener.started(at);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "run " + key() + ": its start could not be reported", e);
        }
    }

    /**
     * How the run ended, reported or not.
     *
     * @throws UncheckedIOException if that cannot be read now
     */
    Optional<RunExit> ended() throws InterruptedException {
        if (ended.isEmpty() && !isLeft) {
            try {
                ended = found();
            } catch (ClosedByInterruptException e) {
                throw new InterruptedException();
            } catch (IOException e) {
                throw new UncheckedIOException("the folder of run " + key() + " cannot be read: " + e.getMessage(), e);
            }
        }
        return ended;
    }

    private Optional<RunExit> found() throws IOException {
        try {
            return state.exit();
        } catch (NoSuchFileException e) {
            return folders.has(folder.path())
                    ? Optional.empty()
                    : Optional.of(RunExit.broken(Failure.Cause.WORKER_LOST, "the run was removed", Instant.EPOCH));
        }
    }

    @Override
    public RunKey key() {
        return folder.key();
    }

    @Override
    public LogBatch logs(String position, Duration wait) throws IOException, InterruptedException {
        OffsetCursor from = OffsetCursor.parse(position);
        ChangeCondition.Wait pauses = changes.startWait(wait);
        try {
            LogBatch batch = read(from);
            while (batch.lines().isEmpty() && !batch.isEnd() && pauses.pause()) {
                batch = read(from);
            }
            return batch;
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        }
    }

    private LogBatch read(OffsetCursor from) throws IOException, InterruptedException {
        // Checked first: all output before the end is then complete.
        boolean isOver = ended().isPresent();
        Instant now = clock.instant();
        LineReader out = new LineReader(LogStream.STDOUT, now, STREAM_BUDGET);
        LineReader err = new LineReader(LogStream.STDERR, now, STREAM_BUDGET);
        OffsetCursor to = new OffsetCursor(
                out.read(folder.stdout(), from.out(), isOver), err.read(folder.stderr(), from.err(), isOver));
        List<RawLine> lines = new ArrayList<>(out.lines());
        lines.addAll(err.lines());
        if (isOver) {
            folders.requireThere(); // else files that were missing, and seemed complete, may have more
        }
        return new LogBatch(lines, to.toString(), isOver && !out.isFull() && !err.isFull());
    }

    @Override
    public Optional<RunExit> exit(Duration wait) throws InterruptedException {
        ChangeCondition.Wait pauses = changes.startWait(wait);
        do {
            boolean isOver = ended().isPresent();
            if (isAnnounced && isOver) {
                return ended;
            }
        } while (pauses.pause());
        return Optional.empty();
    }

    @Override
    public void stop(Duration grace) {
        stop.ask();
        try {
            threads.execute(() -> stop.carryOut(grace));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("this executor is closed", e);
        }
    }

    /** {@inheritDoc} Includes its {@code /tmp} and its output. */
    @Override
    public OptionalLong diskBytes() {
        return disk.last().map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public void collect(ArtifactSink sink) throws IOException {
        requireOver();
        if (Files.isDirectory(folder.workspace(), LinkOption.NOFOLLOW_LINKS)) {
            ArtifactWalk.over(folder.workspace().resolve("artifacts"), sink);
        }
        folders.requireThere(); // else files that seemed missing may remain
    }

    @Override
    public void remove() {
        requireOver();
        try {
            folders.remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of run " + key() + " cannot be removed", e);
        }
    }

    @Override
    public Optional<String> retainedAt() {
        return Optional.of(folders.kept(key()).artifacts().toString());
    }

    @Override
    public void retainArtifacts(Instant until) {
        requireOver();
        try {
            folders.keep(folder, until);
        } catch (IOException e) {
            throw new UncheckedIOException("the artifacts of run " + key() + " cannot be retained", e);
        }
    }

    private void requireOver() {
        try {
            if (ended().isEmpty()) {
                throw new IllegalStateException("run " + key() + " has not ended; stop it first");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading run " + key(), e);
        }
    }
}
