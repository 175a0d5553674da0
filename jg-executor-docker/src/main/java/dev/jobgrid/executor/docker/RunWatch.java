package dev.jobgrid.executor.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure.Cause;
import dev.jobgrid.spi.RunExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits for the end of one container, over any number of times that its Engine is away, until the patience ends. Used by
 * one thread.
 */
final class RunWatch {
    // The wait is asked for anew each time, so that an Engine that hangs, or is gone without a word, is noticed.
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofMillis(500);
    // Of the clocks of the Engine's host and of this one.
    private static final Duration SKEW = Duration.ofSeconds(5);

    private final Engine engine;
    private final String container;
    private final Settings settings;
    private final RunCourse course;
    private final Cancellation closing;
    // When the Engine was last seen to hang up, with the container running.
    private Optional<Instant> brokeOff = Optional.empty();
    private boolean wasAway;
    // Whether it may have ended before this grid knew of it.
    private boolean isFound;
    private long awaySinceNanos;
    private boolean isAway;

    RunWatch(Engine engine, String container, Settings settings, RunCourse course, Cancellation closing) {
        this.engine = engine;
        this.container = container;
        this.settings = settings;
        this.course = course;
        this.closing = closing;
    }

    /**
     * Returns when the container is over.
     *
     * @param isFound whether this grid found the container, and did not start it
     * @throws java.util.concurrent.CancellationException if the executor is closed
     */
    RunExit run(boolean isFound) {
        this.isFound = isFound;
        while (true) {
            closing.check();
            Optional<RunExit> exit = engine.isUp() ? look() : Optional.empty();
            if (exit.isPresent()) {
                return exit.get();
            }
            if (isLost()) {
                course.giveUp();
                return lost("The Engine '" + engine.name() + "' has not answered for too long.");
            }
        }
    }

    private Optional<RunExit> look() {
        try {
            return askEngine();
        } catch (IOException e) {
            // Either it was slow once, or the next ping says that it is away.
            if (brokeOff.isEmpty() && e instanceof EngineDownException down && !down.isLate()) {
                brokeOff = Optional.of(settings.clock().instant());
            }
            course.pause(AGAIN);
            return Optional.empty();
        }
    }

    private Optional<RunExit> askEngine() throws IOException {
        Optional<JsonNode> found = engine.api().inspect(container);
        back();
        if (found.isEmpty()) {
            return Optional.of(lost("The container is gone from the Engine '" + engine.name() + "'."));
        }
        JsonNode state = found.get().path("State");
        if (!course.isStarted()) {
            Verdict.time(state.path("StartedAt").asText()).ifPresent(course::started);
        }
        if (state.path("Status").asText().equals("removing")) {
            return Optional.of(lost("Someone removed the container from the Engine '" + engine.name() + "'."));
        }
        if (!state.path("Running").asBoolean() && !state.path("Restarting").asBoolean()) {
            return Optional.of(verdict(state));
        }
        course.looked();
        isFound = false;
        brokeOff = Optional.empty();
        engine.api().await(container, WAIT, closing);
        return Optional.empty();
    }

    private RunExit verdict(JsonNode state) throws IOException {
        RunExit exit = Verdict.ended(state, settings.clock().instant());
        if (!course.isStopped() && (endedWithEngine(exit) || isFound && endedUnseen(exit))) {
            return lost("The Engine '" + engine.name() + "' was restarted, and the container ended with it.");
        }
        if (Verdict.isExecFailure(exit)) {
            return Verdict.execFailure(lastLine(), exit.at()).orElse(exit);
        }
        return exit;
    }

    /**
     * An Engine that ends, or starts again after it was killed, ends its containers, unless it restores them. It asks them
     * to end, so that no exit code tells: a program may well answer that with 0.
     */
    private boolean endedWithEngine(RunExit exit) {
        boolean isRestored = engine.inventory().map(Inventory::isLiveRestored).orElse(false);
        boolean isSince = brokeOff.map(at -> exit.at().isAfter(at.minus(SKEW))).orElse(false);
        return isSince && !isRestored || (wasAway || isSince) && Verdict.isEngineDeath(exit);
    }

    /** As {@link #endedWithEngine}, of an Engine that was restarted before this grid came. */
    private boolean endedUnseen(RunExit exit) throws IOException {
        boolean isRestored = engine.inventory().map(Inventory::isLiveRestored).orElse(false);
        return switch (engine.api().memoryOf(container)) {
            case ENDED, FORGOTTEN -> false;
            case STOPPED -> !isRestored;
            case UNSEEN -> !isRestored || Verdict.isEngineDeath(exit);
        };
    }

    private String lastLine() throws IOException {
        StringBuilder line = new StringBuilder();
        engine.api().tail(container, 1, (stream, bytes, from, to) -> {
            int text = LogFrames.afterTimestamp(bytes, from, to);
            line.append(new String(bytes, text, to - text, StandardCharsets.UTF_8));
        });
        return line.toString().strip();
    }

    /** Whether the Engine is away, and has been for too long. */
    private boolean isLost() {
        if (engine.isUp()) {
            return false;
        }
        if (!isAway) {
            isAway = true;
            wasAway = true;
            awaySinceNanos = System.nanoTime();
            course.phase(
                    ExecutionPhase.RUNNING,
                    "The Engine '" + engine.name() + "' does not answer; the run is kept until it does");
        }
        course.pause(AGAIN);
        return System.nanoTime() - awaySinceNanos > settings.patience().toNanos();
    }

    private void back() {
        if (isAway) {
            isAway = false;
            course.phase(ExecutionPhase.RUNNING, "The Engine '" + engine.name() + "' answers again");
        }
    }

    private RunExit lost(String summary) {
        return RunExit.broken(Cause.WORKER_LOST, summary, settings.clock().instant());
    }
}
