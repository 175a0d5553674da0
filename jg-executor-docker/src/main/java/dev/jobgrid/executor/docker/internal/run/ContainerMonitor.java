package dev.jobgrid.executor.docker.internal.run;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Container;
import dev.jobgrid.executor.docker.internal.engine.ContainerEvents;
import dev.jobgrid.executor.docker.internal.engine.ContainerRunState;
import dev.jobgrid.executor.docker.internal.engine.EndEvidence;
import dev.jobgrid.executor.docker.internal.engine.Engine;
import dev.jobgrid.executor.docker.internal.engine.EngineKind;
import dev.jobgrid.executor.docker.internal.engine.EngineResources;
import dev.jobgrid.executor.docker.internal.engine.ExecutorSettings;
import dev.jobgrid.executor.docker.internal.engine.ExitClassifier;
import dev.jobgrid.executor.docker.internal.engine.LogFrames;
import dev.jobgrid.executor.docker.internal.http.Cancellation;
import dev.jobgrid.executor.docker.internal.http.EngineRefusalException;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Waits for the end of one container, across outages of its Engine up to {@link ExecutorSettings#engineDownTimeout}.
 * Used by one thread.
 */
final class ContainerMonitor {
    private static final System.Logger LOG = System.getLogger(ContainerMonitor.class.getName());
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);

    private final Engine engine;
    private final ExecutorSettings settings;
    private final ContainerRunState runState;
    private final Cancellation closing;
    private Optional<ContainerUptime> time = Optional.empty();
    // From the last inspection of the running container.
    private Optional<Instant> startedAt = Optional.empty();
    private boolean wasRestored;
    // Whether the container may have ended before its last start.
    private boolean isStartedAgain;
    private boolean isFound;
    // Since when its container has ended, apparently not by itself.
    private OptionalLong doubtedNanos = OptionalLong.empty();
    private long failingSinceNanos;
    private boolean isFailing;
    private boolean isAway;

    ContainerMonitor(Engine engine, ExecutorSettings settings, ContainerRunState runState, Cancellation closing) {
        this.engine = engine;
        this.settings = settings;
        this.runState = runState;
        this.closing = closing;
    }

    /**
     * Returns when the container has ended.
     *
     * @param isFound whether this grid found the container, and did not start it
     * @throws java.util.concurrent.CancellationException if the executor is closed
     */
    RunExit run(boolean isFound) {
        this.isFound = isFound;
        isStartedAgain = isFound;
        wasRestored = !isFound && isRestored();
        while (true) {
            closing.check();
            Optional<RunExit> exit = engine.isUp() ? poll() : Optional.empty();
            if (exit.isPresent()) {
                return exit.get();
            }
            if (checkLost()) {
                runState.giveUp();
                return lost("The Engine '" + engine.name() + "' has not answered for too long.");
            }
        }
    }

    private Optional<RunExit> poll() {
        try {
            return askEngine();
        } catch (IOException e) {
            // Either it was slow once, or the next ping detects the outage.
            fails();
            runState.pause(RETRY_DELAY);
            return Optional.empty();
        }
    }

    private Optional<RunExit> askEngine() throws IOException {
        Optional<InspectContainerResponse> found = engine.api().inspect(runState.container());
        back();
        if (found.isEmpty()) {
            return Optional.of(lost("The container is gone from the Engine '" + engine.name() + "'."));
        }
        runState.setContainer(found.get().getId());
        ContainerState state = found.get().getState();
        noteStart(state);
        if ("removing".equals(state.getStatus())) {
            return Optional.of(lost("Someone removed the container from the Engine '" + engine.name() + "'."));
        }
        if (!ExitClassifier.runs(state) && !Boolean.TRUE.equals(state.getRestarting())) {
            return verdict(found.get(), state);
        }
        runState.looked();
        time.ifPresent(ContainerUptime::seen);
        if (isFound && engine.kind().mayEndContainers() && wasStartedAgain()) {
            reportOtherStart();
        }
        isFound = false;
        wasRestored = isRestored();
        doubtedNanos = OptionalLong.empty();
        isFailing = false;
        engine.api().await(runState.container(), settings.timing().waitLimit(), closing);
        return Optional.empty();
    }

    private void noteStart(ContainerState state) throws IOException {
        Optional<Instant> at = ExitClassifier.time(state.getStartedAt());
        if (at.isEmpty() || at.equals(startedAt)) {
            return;
        }
        if (startedAt.isEmpty()) {
            time = ContainerUptime.of(engine.api(), state, isFound);
            runState.started(at.get(), time.map(ContainerUptime::elapsed));
        } else {
            isStartedAgain = true;
            reportOtherStart();
        }
        startedAt = at;
    }

    private void reportOtherStart() {
        runState.phase(
                ExecutionPhase.RUNNING,
                "Someone started the container on the Engine '" + engine.name()
                        + "' again: its program began anew, with the files that were there.");
    }

    /** Whether the Engine's events show a restart of the container before this grid found it. */
    private boolean wasStartedAgain() throws IOException {
        try {
            return engine.api().events(runState.container()).isStartedAgain();
        } catch (EngineRefusalException e) {
            LOG.log(System.Logger.Level.DEBUG, "the events of the Engine '" + engine.name() + "' are refused", e);
            return false;
        }
    }

    /** How the run has ended; empty if that is in doubt, and may be clearer a little later. */
    private Optional<RunExit> verdict(InspectContainerResponse described, ContainerState state) throws IOException {
        if (!engine.kind().knowsEnd(state)) {
            return Optional.of(lost("The Engine '" + engine.name() + "' does not know how the container ended."));
        }
        RunExit ended = ExitClassifier.ended(state, settings.clock().instant());
        RunExit exit =
                time.map(running -> ended.withRuntime(running.whole(state))).orElse(ended);
        EndEvidence memory = runState.isStopped() ? EndEvidence.ENDED : memory(exit);
        Optional<String> doubt = doubt(memory, exit);
        if (doubt.isPresent() && mayPass()) {
            isFailing = false;
            runState.pause(RETRY_DELAY);
            return Optional.empty();
        }
        if (doubt.isPresent()) {
            return Optional.of(lost(doubt.get()));
        }
        return Optional.of(ExitClassifier.isExecFailure(exit) ? execFailure(described, exit) : exit);
    }

    /**
     * Whether the doubt is recent. The container may be about to be restarted, and a busy Engine may report its events
     * only up to before the end.
     */
    private boolean mayPass() {
        if (doubtedNanos.isEmpty()) {
            doubtedNanos = OptionalLong.of(System.nanoTime());
        }
        return System.nanoTime() - doubtedNanos.getAsLong()
                < settings.timing().doubt().toNanos();
    }

    private RunExit execFailure(InspectContainerResponse described, RunExit exit) throws IOException {
        EngineKind kind = engine.kind();
        return kind.execFailure(lastLine())
                .map(reason -> ExitClassifier.execFailure(kind.program(described), reason, exit.at()))
                .orElse(exit);
    }

    private EndEvidence memory(RunExit exit) throws IOException {
        if (!engine.kind().mayEndContainers()) {
            // Only the host's own shutdown does.
            return engine.wasBootedSince(exit.at()) ? EndEvidence.UNSEEN : EndEvidence.ENDED;
        }
        try {
            Optional<ContainerEvents> toEnd =
                    isStartedAgain ? Optional.empty() : engine.api().eventsToEnd(runState.container(), closing);
            ContainerEvents events =
                    toEnd.isPresent() ? toEnd.get() : engine.api().events(runState.container());
            return events.memory();
        } catch (EngineRefusalException e) {
            if (e.status() < 500) {
                // A proxy between it and this grid blocks its events.
                return EndEvidence.FORGOTTEN;
            }
            throw e;
        }
    }

    /**
     * Why the end may not be the program's own. An Engine that ends, or restarts after it was killed, ends its
     * containers, unless it restores them. It sends a signal, so that the exit code proves nothing: a program may exit
     * with 0.
     */
    private Optional<String> doubt(EndEvidence memory, RunExit exit) throws IOException {
        if (memory == EndEvidence.STOPPED) {
            return Optional.of("The container was stopped on the Engine '" + engine.name() + "', and not by its grid.");
        }
        boolean isOwn = memory == EndEvidence.ENDED
                || (wasRestored && isRestored()
                        ? !ExitClassifier.isEngineDeath(exit)
                        : memory == EndEvidence.FORGOTTEN && hasOlder(exit.at()));
        if (isOwn) {
            return Optional.empty();
        }
        return Optional.of(
                memory == EndEvidence.UNSEEN
                        ? "The Engine '" + engine.name() + "' was restarted, and the container ended with it."
                        : "The Engine '" + engine.name() + "' does not remember whether the program ended by itself.");
    }

    private boolean isRestored() {
        return engine.inventory().map(EngineResources::isLiveRestored).orElse(false);
    }

    /** Whether an older container of the grid is running: its Engine has ended none since. */
    private boolean hasOlder(Instant end) throws IOException {
        for (Container other : engine.api().list(settings.names().filters())) {
            if ("running".equals(other.getState()) && ranAt(end, other.getId())) {
                return true;
            }
        }
        return false;
    }

    private boolean ranAt(Instant at, String container) throws IOException {
        return engine.api()
                .inspect(container)
                .map(InspectContainerResponse::getState)
                .filter(ExitClassifier::runs)
                .flatMap(state -> ExitClassifier.time(state.getStartedAt()))
                .filter(at::isAfter)
                .isPresent();
    }

    private String lastLine() throws IOException {
        StringBuilder lines = new StringBuilder();
        // Some Engines drop the first part of a line that was written in pieces.
        engine.api().tail(runState.container(), 2, (stream, bytes, from, to) -> {
            int text = LogFrames.afterTimestamp(bytes, from, to);
            lines.append(new String(bytes, text, to - text, StandardCharsets.UTF_8));
        });
        String text = lines.toString().strip();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    /** Waits while the Engine is down; whether it has been down, or without the container, for too long. */
    private boolean checkLost() {
        boolean isUp = engine.isUp();
        if (!isUp) {
            fails();
            if (!isAway) {
                isAway = true;
                runState.phase(
                        ExecutionPhase.RUNNING,
                        "The Engine '" + engine.name() + "' does not answer; the run is kept until it does");
            }
            runState.pause(RETRY_DELAY);
        }
        return isFailing
                && System.nanoTime() - failingSinceNanos
                        > settings.engineDownTimeout().toNanos();
    }

    private void fails() {
        if (!isFailing) {
            isFailing = true;
            failingSinceNanos = System.nanoTime();
        }
    }

    private void back() {
        if (isAway) {
            isAway = false;
            runState.phase(ExecutionPhase.RUNNING, "The Engine '" + engine.name() + "' answers again");
        }
    }

    private RunExit lost(String summary) {
        return RunExit.broken(Cause.WORKER_LOST, summary, settings.clock().instant());
    }
}
