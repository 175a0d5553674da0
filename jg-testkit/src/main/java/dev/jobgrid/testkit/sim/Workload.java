package dev.jobgrid.testkit.sim;

import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.logs.LogStream;
import dev.jobgrid.spi.executor.RawLine;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** One workload of a scripted engine, determined by its script and the time. Thread-safe. */
final class Workload {
    private static final List<ExecutionPhase> PREPARATION = List.of(
            ExecutionPhase.IMAGE_DOWNLOAD, ExecutionPhase.RUNTIME_PREPARATION, ExecutionPhase.CONTAINER_STARTING);
    private static final int TERM = 15;
    private static final int KILL = 9;

    private final RunRequest request;
    private final RunScript script;
    private final Optional<String> nodeFault;
    private final Instant launched;
    private Optional<RunExit> cut = Optional.empty();
    private boolean isOutOfSight;

    /** @param nodeFault the message of the node's engine, if a fault of the node prevents its start */
    Workload(RunRequest request, RunScript script, Optional<String> nodeFault, Instant launched) {
        this.request = request;
        this.script = script;
        this.nodeFault = nodeFault;
        this.launched = launched;
    }

    RunRequest request() {
        return request;
    }

    RunScript script() {
        return script;
    }

    /** Phases of the preparation so far. */
    List<ExecutionPhase> phases(Instant now) {
        Instant until = over(now).map(RunExit::at).orElse(now);
        long steps = PREPARATION.size();
        return IntStream.range(0, PREPARATION.size())
                .filter(i -> !launched.plus(script.preparation().multipliedBy(i).dividedBy(steps))
                        .isAfter(until))
                .mapToObj(PREPARATION::get)
                .toList();
    }

    /** When its program started, if it has. */
    synchronized Optional<Instant> started(Instant now) {
        Instant start = start();
        boolean started = script.broken().isEmpty()
                && nodeFault.isEmpty()
                && !start.isAfter(now)
                && cut.map(exit -> !start.isAfter(exit.at())).orElse(true);
        return started ? Optional.of(start) : Optional.empty();
    }

    /** How it ended, if it has. */
    synchronized Optional<RunExit> over(Instant now) {
        RunExit natural = nodeFault
                .map(words -> RunExit.nodeFault(Failure.Cause.INTERNAL, words, start()))
                .or(() -> script.broken().map(cause -> RunExit.broken(cause, "Scripted: " + cause + ".", start())))
                .orElse(RunExit.exited(script.exitCode(), start().plus(script.runtime())));
        RunExit exit = cut.filter(c -> c.at().isBefore(natural.at())).orElse(natural);
        return exit.at().isAfter(now) ? Optional.empty() : Optional.of(timed(exit));
    }

    private RunExit timed(RunExit exit) {
        return started(exit.at())
                .map(start -> exit.withRuntime(Duration.between(start, exit.at())))
                .orElse(exit);
    }

    synchronized void stop(Instant now, Duration grace) {
        if (over(now).isPresent() || cut.isPresent()) {
            return;
        }
        if (started(now).isEmpty()) {
            cut(new RunExit(
                    OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), "Stopped before its start.", now));
        } else if (script.ignoresTerm()) {
            cut(RunExit.signalled(KILL, now.plus(grace)));
        } else {
            cut(RunExit.signalled(TERM, now));
        }
    }

    synchronized void lose(Instant now) {
        if (over(now).isEmpty()) {
            cut(RunExit.broken(Failure.Cause.WORKER_LOST, "Scripted: the machine is gone.", now));
        }
    }

    /** As {@link #lose}, but its program goes on, and uses its devices until it is removed. */
    synchronized void loseSight(Instant now) {
        isOutOfSight = started(now).isPresent() && over(now).isEmpty();
        lose(now);
    }

    /** Whether its program goes on although it was reported lost. */
    synchronized boolean isOutOfSight() {
        return isOutOfSight;
    }

    private void cut(RunExit exit) {
        cut = Optional.of(exit);
    }

    /** Its output so far. */
    synchronized List<RawLine> printed(Instant now) {
        Instant until = over(now).map(RunExit::at).orElse(now);
        if (started(now).isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, script.lines().size())
                .filter(i -> !at(i).isAfter(until))
                .mapToObj(i -> new RawLine(
                        i % 3 == 2 ? LogStream.STDERR : LogStream.STDOUT,
                        at(i),
                        script.lines().get(i),
                        false))
                .toList();
    }

    private Instant start() {
        return launched.plus(script.preparation());
    }

    private Instant at(int line) {
        int lines = script.lines().size();
        return start().plus(script.runtime().multipliedBy(line).dividedBy(lines));
    }
}
