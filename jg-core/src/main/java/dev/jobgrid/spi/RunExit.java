package dev.jobgrid.spi;

import dev.jobgrid.job.Failure;
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
 * @param at when
 */
public record RunExit(
        OptionalInt exitCode, OptionalInt signal, Optional<Failure.Cause> cause, String summary, Instant at) {
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
}
