package dev.jobgrid.spi.executor;

import dev.jobgrid.job.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a run ended.
 *
 * @param exitCode exit code of the program; empty if a signal ended it, or it never started
 * @param signal the signal that ended it
 * @param cause what the engine says went wrong, beyond exit code and signal: out of memory, engine lost, …
 * @param summary a sentence about the cause, for people; empty if there is none
 * @param at when, by the engine's clock
 * @param nodeFault whether a fault of the node, and nothing of the job, kept the program from starting; such a run costs
 *     its job no attempt. Without a cause it is certain
 * @param runtime how long the program ran, by a clock of the machine that it ran on; empty if that is not known, or it never
 *     started
 */
public record RunExit(
        OptionalInt exitCode,
        OptionalInt signal,
        Optional<Failure.Cause> cause,
        String summary,
        Instant at,
        boolean nodeFault,
        Optional<Duration> runtime) {
    /** Ends the summary with a full stop, since other sentences follow it. */
    public RunExit {
        boolean isWhole = summary.isEmpty() || ".…!?".indexOf(summary.charAt(summary.length() - 1)) >= 0;
        summary = isWhole ? summary : summary + ".";
    }

    /** An end of which is not known how long the program ran. */
    public RunExit(
            OptionalInt exitCode,
            OptionalInt signal,
            Optional<Failure.Cause> cause,
            String summary,
            Instant at,
            boolean nodeFault) {
        this(exitCode, signal, cause, summary, at, nodeFault, Optional.empty());
    }

    /** An end that is no fault of the node. */
    public RunExit(
            OptionalInt exitCode, OptionalInt signal, Optional<Failure.Cause> cause, String summary, Instant at) {
        this(exitCode, signal, cause, summary, at, false);
    }

    /** Whether the engine saw the program end; else it never started, or may even run where nobody sees it. */
    public boolean isObserved() {
        return exitCode.isPresent() || signal.isPresent();
    }

    /** The same end, after so long; a negative time counts as none. */
    public RunExit withRuntime(Duration time) {
        Duration took = time.isNegative() ? Duration.ZERO : time;
        return new RunExit(exitCode, signal, cause, summary, at, nodeFault, Optional.of(took));
    }

    /** The program ended by itself. */
    public static RunExit exited(int code, Instant at) {
        return new RunExit(OptionalInt.of(code), OptionalInt.empty(), Optional.empty(), "", at);
    }

    /** A signal ended the program. */
    public static RunExit signalled(int signal, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.of(signal), Optional.empty(), "", at);
    }

    /** The engine lost the run, or never got it to start. */
    public static RunExit broken(Failure.Cause cause, String summary, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.empty(), Optional.of(cause), summary, at);
    }

    /**
     * The node could not start the program, through a fault of its own: its engine cannot make containers, networks or
     * devices. The job waits, or starts elsewhere.
     *
     * @param cause what the job fails with if this turns out to be a fault of the job's, because others start there
     * @param summary the engine's own words
     */
    public static RunExit nodeFault(Failure.Cause cause, String summary, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.empty(), Optional.of(cause), summary, at, true);
    }

    /**
     * As {@link #nodeFault(Failure.Cause, String, Instant)}, and certainly no fault of the job's, whatever others do there: the
     * node had no process or no file left, say. Tried again until the node is well.
     */
    public static RunExit certainNodeFault(String summary, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), summary, at, true);
    }

    /** The same end, held against the job. */
    public RunExit attributedToJob() {
        return new RunExit(exitCode, signal, cause, summary, at, false);
    }
}
