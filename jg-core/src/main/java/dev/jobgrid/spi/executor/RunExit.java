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
 * @param cause the engine's diagnosis, beyond exit code and signal: out of memory, engine lost, …
 * @param summary a sentence about the cause, for people; empty if there is none
 * @param at when, by the engine's clock
 * @param nodeFault whether a fault of the node, not of the job, prevented the start; such a run does not count as an
 *     attempt. Without a cause it is certain
 * @param runtime how long the program ran, by the clock of its machine; empty if unknown, or it never started
 */
public record RunExit(
        OptionalInt exitCode,
        OptionalInt signal,
        Optional<Failure.Cause> cause,
        String summary,
        Instant at,
        boolean nodeFault,
        Optional<Duration> runtime) {
    /** Ends the summary with a full stop, since other sentences may follow. */
    public RunExit {
        boolean isWhole = summary.isEmpty() || ".…!?".indexOf(summary.charAt(summary.length() - 1)) >= 0;
        summary = isWhole ? summary : summary + ".";
    }

    /** An end with unknown runtime. */
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

    /** Whether the engine observed the program's end; else it never started, or may even still run unobserved. */
    public boolean isObserved() {
        return exitCode.isPresent() || signal.isPresent();
    }

    /** The same end with that runtime; a negative one counts as zero. */
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

    /** The engine lost the run, or could not start it. */
    public static RunExit broken(Failure.Cause cause, String summary, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.empty(), Optional.of(cause), summary, at);
    }

    /**
     * The node could not start the program, through a fault of its own: its engine cannot make containers, networks or
     * devices. The job waits, or starts elsewhere.
     *
     * @param cause the job's failure if this turns out to be the job's fault, because others start there
     * @param summary the engine's own words
     */
    public static RunExit nodeFault(Failure.Cause cause, String summary, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.empty(), Optional.of(cause), summary, at, true);
    }

    /**
     * As {@link #nodeFault(Failure.Cause, String, Instant)}, and certainly not the job's fault, whatever others do
     * there: the node ran out of processes or files, for example. Retried until the node recovers.
     */
    public static RunExit certainNodeFault(String summary, Instant at) {
        return new RunExit(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), summary, at, true);
    }

    /** The same end, attributed to the job. */
    public RunExit attributedToJob() {
        return new RunExit(exitCode, signal, cause, summary, at, false);
    }
}
