package dev.jobgrid.process;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.ArtifactSink;
import dev.jobgrid.spi.LogBatch;
import dev.jobgrid.spi.RawLine;
import dev.jobgrid.spi.Run;
import dev.jobgrid.spi.RunExit;
import dev.jobgrid.spi.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** One run, seen through its folder. Thread-safe. */
final class ProcessRun implements Run {
    private static final System.Logger LOG = System.getLogger(ProcessRun.class.getName());
    private static final int STREAM_BUDGET = 512 * 1024;

    private final RunFolders folders;
    private final RunFolder folder;
    private final RunState state;
    private final ExecutorService threads;
    private final InstantSource clock;
    private final Pulse pulse = new Pulse();
    private final RunStop stop;
    private final DiskUse disk;
    private volatile boolean isAnnounced;
    private volatile boolean isLeft;
    private volatile Optional<RunExit> ended = Optional.empty();

    ProcessRun(RunFolders folders, RunFolder folder, ExecutorService threads, InstantSource clock) {
        this.folders = folders;
        this.folder = folder;
        this.state = new RunState(folder);
        this.threads = threads;
        this.clock = clock;
        this.stop = new RunStop(this, folder, state, pulse);
        this.disk = new DiskUse(folder.path(), threads);
    }

    Pulse pulse() {
        return pulse;
    }

    boolean isStopped() {
        return stop.isAsked();
    }

    /** The run is not prepared to its start, and left to the next who launches or attaches it. */
    void leave() {
        isLeft = true;
    }

    /** Tells of the program's start, once there is one; before that the end does not show. */
    void announce(RunListener listener) throws InterruptedException, IOException {
        Pulse.Wait wait = pulse.startWait(Duration.ofDays(365));
        // Asked in this order: a run that is over has said before whether it started.
        boolean isOver = ended().isPresent();
        Optional<Instant> started = state.started();
        while (!isOver && started.isEmpty() && wait.pause()) {
            isOver = ended().isPresent();
            started = state.started();
        }
        try {
            if (started.isPresent()) {
                tellStart(listener, started.get());
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "run " + key() + ": its start could not be told", e);
        }
        isAnnounced = true;
        pulse.beat();
    }

    private void tellStart(RunListener listener, Instant at) throws IOException {
        Optional<Duration> ran = state.ran();
        if (ran.isPresent()) {
            listener.started(at, ran.get());
        } else {
            listener.started(at);
        }
    }

    /** How the run ended, told or not. */
    Optional<RunExit> ended() throws InterruptedException {
        if (ended.isEmpty() && !isLeft) {
            try {
                ended = state.exit();
            } catch (ClosedByInterruptException e) {
                throw new InterruptedException();
            } catch (IOException e) {
                throw new UncheckedIOException("the folder of run " + key() + " cannot be read", e);
            }
        }
        return ended;
    }

    @Override
    public RunKey key() {
        return folder.key();
    }

    @Override
    public LogBatch logs(String position, Duration wait) throws IOException, InterruptedException {
        LogPosition from = LogPosition.parse(position);
        Pulse.Wait pauses = pulse.startWait(wait);
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

    private LogBatch read(LogPosition from) throws IOException, InterruptedException {
        // Asked first: what was written before the end is then all there.
        boolean isOver = ended().isPresent();
        Instant now = clock.instant();
        LineReader out = new LineReader(LogStream.STDOUT, now, STREAM_BUDGET);
        LineReader err = new LineReader(LogStream.STDERR, now, STREAM_BUDGET);
        LogPosition to = new LogPosition(
                out.read(folder.stdout(), from.out(), isOver), err.read(folder.stderr(), from.err(), isOver));
        List<RawLine> lines = new ArrayList<>(out.lines());
        lines.addAll(err.lines());
        return new LogBatch(lines, to.toString(), isOver && !out.isFull() && !err.isFull());
    }

    @Override
    public Optional<RunExit> exit(Duration wait) throws InterruptedException {
        Pulse.Wait pauses = pulse.startWait(wait);
        do {
            if (isAnnounced && ended().isPresent()) {
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

    /** {@inheritDoc} With its {@code /tmp} and all that it printed. */
    @Override
    public OptionalLong diskBytes() {
        return disk.bytes();
    }

    @Override
    public void collect(ArtifactSink sink) throws IOException {
        requireOver();
        if (Files.isDirectory(folder.workspace(), LinkOption.NOFOLLOW_LINKS)) {
            ArtifactWalk.over(folder.workspace().resolve("artifacts"), sink);
        }
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
    public Optional<String> keptAt() {
        return Optional.of(folders.kept(key()).artifacts().toString());
    }

    @Override
    public void keep(Instant until) {
        requireOver();
        try {
            folders.keep(folder, until);
        } catch (IOException e) {
            throw new UncheckedIOException("the artifacts of run " + key() + " cannot be kept", e);
        }
    }

    private void requireOver() {
        try {
            if (ended().isEmpty()) {
                throw new IllegalStateException("run " + key() + " is not over; stop it first");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while run " + key() + " was looked at", e);
        }
    }
}
