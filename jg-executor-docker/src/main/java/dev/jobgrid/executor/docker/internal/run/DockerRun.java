package dev.jobgrid.executor.docker.internal.run;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.jobgrid.executor.docker.internal.engine.ArtifactArchive;
import dev.jobgrid.executor.docker.internal.engine.ContainerNames;
import dev.jobgrid.executor.docker.internal.engine.ContainerRunState;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.ExecutorSettings;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.GuardedLookup;
import dev.jobgrid.executor.docker.internal.engine.RetainedArtifacts;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.executor.docker.internal.http.StagingException;
import dev.jobgrid.executor.docker.internal.logs.LogFollower;
import dev.jobgrid.executor.docker.internal.logs.LogPoller;
import dev.jobgrid.executor.docker.internal.logs.LogQueue;
import dev.jobgrid.executor.docker.internal.logs.LogReader;
import dev.jobgrid.executor.docker.internal.logs.TimestampCursor;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.ArtifactSink;
import dev.jobgrid.spi.executor.LogBatch;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import dev.jobgrid.spi.executor.RunRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run as a container, supervised by a thread of the executor from its launch or from where an earlier process
 * stopped. Thread-safe.
 */
public final class DockerRun implements Run {
    private static final System.Logger LOG = System.getLogger(DockerRun.class.getName());
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);

    private final RunKey key;
    private final Engine engine;
    private final Context context;
    private final ContainerRunState runState;
    // Cancels calls before the start; the other one ends waiting when the executor is closed.
    private final Cancellation preparing = new Cancellation();
    private final Cancellation closing = new Cancellation();
    private final Object reading = new Object();
    private @Nullable LogQueue lines;
    private volatile Set<String> named = Set.of();

    /** The collaborators of every run. */
    public record Context(ExecutorSettings settings, Executor threads, Consumer<DockerRun> onRemoved) {}

    /**
     * A run that is not supervised yet.
     *
     * @param container its container, by its id if there is one, or else by its name
     */
    public DockerRun(RunKey key, Engine engine, String container, Context context, RunListener listener) {
        this.key = key;
        this.engine = engine;
        this.context = context;
        this.runState = new ContainerRunState(container, listener);
    }

    /** Starts supervising the run; creates the container first for a launch. */
    public void begin(Optional<RunRequest> request) {
        try {
            context.threads().execute(() -> lookAfter(request));
        } catch (RuntimeException | Error e) {
            context.onRemoved().accept(this); // no thread is available; the next launch starts over
            throw e;
        }
    }

    private void lookAfter(Optional<RunRequest> request) {
        try {
            Optional<Launch> launch =
                    request.map(wanted -> new Launch(wanted, engine, context.settings(), runState, preparing));
            Optional<RunExit> early = launch.isPresent() ? launch(launch.get()) : Optional.empty();
            runState.end(early.isPresent() ? early.get() : watch(request.isEmpty()));
        } catch (CancellationException e) {
            LOG.log(System.Logger.Level.DEBUG, "run " + key + " is no longer supervised", e);
        } catch (GuardedLookup.FailedException e) {
            runState.end(broken(Cause.INTERNAL, String.valueOf(e.getMessage())));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "run " + key + ": supervision failed", e);
            runState.end(broken(Cause.INTERNAL, "Looking after the container failed."));
        }
    }

    /** Waits until it is known whether an existing container runs or has ended. */
    public void awaitLook() {
        try {
            runState.awaitLook(context.settings().timing().waitLimit());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A run that ends before its start. */
    public void end(Cause cause, String summary) {
        runState.end(broken(cause, summary));
    }

    public void listen(RunListener listener) {
        runState.listen(listener);
    }

    private RunExit broken(Cause cause, String summary) {
        return RunExit.broken(cause, summary, context.settings().clock().instant());
    }

    private RunExit watch(boolean isFound) {
        return new ContainerMonitor(engine, context.settings(), runState, closing).run(isFound);
    }

    private Optional<RunExit> launch(Launch launch) {
        long deadline =
                System.nanoTime() + context.settings().engineDownTimeout().toNanos();
        while (true) {
            try {
                Optional<RunExit> early = launch.run();
                if (!launch.isStale()) {
                    return early;
                }
                // Who attaches from now on looks at the Engine; who did just before goes on with this launch.
                context.onRemoved().accept(this);
                if (!runState.mayStart()) {
                    return early;
                }
            } catch (CancellationException e) {
                closing.check();
                return stoppedEarly();
            } catch (StagingException e) {
                LOG.log(System.Logger.Level.WARNING, "run " + key + ": a file could not be staged", e);
                return Optional.of(broken(Cause.INPUT_UNAVAILABLE, e.path() + " could not be put in place."));
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    return Optional.of(broken(
                            Cause.WORKER_LOST, "The Engine '" + engine.name() + "' does not answer: it cannot start."));
                }
                runState.pause(RETRY_DELAY);
            }
            closing.check();
            if (runState.isStopped()) {
                return stoppedEarly();
            }
        }
    }

    private Optional<RunExit> stoppedEarly() {
        // By its name: the response with its id may have been lost.
        engine.tidy(context.settings().names().name(key));
        return Optional.of(new RunExit(
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                "The run was stopped before the program started.",
                context.settings().clock().instant()));
    }

    @Override
    public RunKey key() {
        return key;
    }

    @Override
    public LogBatch logs(String position, Duration wait) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        TimestampCursor from = TimestampCursor.parse(position);
        runState.awaitStart(wait);
        // In this order: a program that starts and ends between the two has a log.
        boolean isOver = runState.isOver();
        if (!runState.isStarted()) {
            return new LogBatch(List.of(), position, isOver);
        }
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        LogBatch batch = lines(from.toString()).take(left);
        boolean isEnd = batch.isEnd() || batch.lines().isEmpty() && isCutOff();
        return new LogBatch(batch.lines(), batch.position(), isEnd);
    }

    /** The Engine of a lost run sends no more, unless it is back and has its container. */
    private boolean isCutOff() {
        boolean isLost = runState.exit()
                .flatMap(RunExit::cause)
                .filter(cause -> cause == Cause.WORKER_LOST)
                .isPresent();
        return isLost && (runState.isGivenUp() || !engine.isUp());
    }

    private LogQueue lines(String position) {
        synchronized (reading) {
            LogQueue current = lines;
            if (current == null || !current.position().equals(position)) {
                if (current != null) {
                    current.close();
                }
                LogReader reader = engine.kind().followsWholeLogs()
                        ? new LogFollower(
                                engine,
                                runState,
                                position,
                                context.settings().timing().waitLimit())
                        : new LogPoller(engine, runState.container(), runState::isOver, position);
                context.threads().execute(reader::run);
                current = reader.lines();
                lines = current;
            }
            return current;
        }
    }

    @Override
    public Optional<RunExit> exit(Duration wait) throws InterruptedException {
        return runState.awaitExit(wait);
    }

    @Override
    public void stop(Duration grace) {
        runState.stop();
        preparing.cancel();
        try {
            context.threads().execute(() -> carryOutStop(grace));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "run " + key + ": the executor is closed", e);
        }
    }

    private void carryOutStop(Duration grace) {
        try {
            while (!runState.isOver() && !runState.isClosed()) {
                runState.awaitStart(Duration.ofSeconds(1));
                if (runState.isStarted() && !runState.isOver()) {
                    askToStop(grace);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void askToStop(Duration grace) throws InterruptedException {
        try {
            engine.api().stop(runState.container(), grace);
            runState.awaitExit(context.settings().timing().waitLimit());
        } catch (IOException e) {
            // Already ended, or the Engine is down and gets the stop when it is back.
            runState.awaitExit(RETRY_DELAY);
        }
    }

    /** {@inheritDoc} Docker counts holes in files as if they were bytes. */
    @Override
    public OptionalLong diskBytes() {
        return runState.isStarted() && !runState.isOver()
                ? engine.diskBytes(runState.container())
                : OptionalLong.empty();
    }

    @Override
    public void collect(ArtifactSink sink) throws IOException {
        requireOver();
        if (runState.isStarted()) {
            new ArtifactArchive(engine.api()).read(runState.container(), named, sink);
        }
    }

    @Override
    public Map<String, Long> artifactSizes(Set<String> paths) throws IOException {
        requireOver();
        Map<String, Long> sizes =
                runState.isStarted() ? new ArtifactArchive(engine.api()).sizes(runState.container(), paths) : Map.of();
        named = Set.copyOf(sizes.keySet());
        return sizes;
    }

    @Override
    public Optional<String> retainedAt() {
        return Optional.of(RetainedArtifacts.place(context.settings().names().name(key)));
    }

    @Override
    public void retainArtifacts(Instant until) {
        requireOver();
        close();
        ContainerNames names = context.settings().names();
        try {
            new RetainedArtifacts(engine.api(), names)
                    .keep(runState.container(), names.name(key), engine.kind(), until);
        } catch (EngineRefusalException e) {
            requireStopped(e);
            // Nothing is lost: the container stays unchanged.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the artifacts of container " + runState.container() + " stay in it",
                    e);
        } catch (IOException e) {
            throw notRemoved(e);
        }
        context.onRemoved().accept(this);
    }

    private void requireStopped(EngineRefusalException refusal) {
        try {
            Optional<InspectContainerResponse> found = engine.api().inspect(runState.container());
            if (found.filter(container -> ExitClassifier.runs(container.getState()))
                    .isPresent()) {
                throw notRemoved(refusal);
            }
        } catch (IOException e) {
            throw notRemoved(e);
        }
    }

    private IllegalStateException notRemoved(IOException cause) {
        return new IllegalStateException(
                "the container of run " + key + " may still run on the Engine '" + engine.name()
                        + "', which has not confirmed its removal: " + cause.getMessage(),
                cause);
    }

    @Override
    public void remove() {
        requireOver();
        close();
        try {
            engine.api()
                    .removeWhole(
                            runState.isStarted()
                                    ? runState.container()
                                    : context.settings().names().name(key));
        } catch (IOException e) {
            throw notRemoved(e);
        }
        context.onRemoved().accept(this);
    }

    private void requireOver() {
        if (!runState.isOver()) {
            throw new IllegalStateException("run " + key + " has not ended; stop it first");
        }
    }

    /** Stops supervising the run. */
    public void close() {
        runState.close();
        closing.cancel();
        if (!runState.isOver()) {
            preparing.cancel();
        }
        synchronized (reading) {
            if (lines != null) {
                lines.close();
            }
        }
    }
}
