package dev.jobgrid.executor.process;

import dev.jobgrid.job.Failure;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;

/** The reason why a run cannot be started; becomes its exit. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient RunExit exit;

    Refusal(Failure.Cause reason, String summary) {
        this(RunExit.broken(reason, summary, Instant.EPOCH));
    }

    private Refusal(RunExit exit) {
        super(exit.summary());
        this.exit = exit;
    }

    /** A fault of this host, not of the job. */
    static Refusal ofNode(String summary) {
        return ofNode(Failure.Cause.INTERNAL, summary);
    }

    /** A fault of this host, not of the job; the job fails with the cause if others start here meanwhile. */
    static Refusal ofNode(Failure.Cause reason, String summary) {
        return new Refusal(RunExit.nodeFault(reason, summary, Instant.EPOCH));
    }

    /** The supervisor did not start. */
    static Refusal ofSupervisor(String words) {
        String summary =
                "the process that looks after the program did not start" + (words.isEmpty() ? "" : ": " + words);
        return Shortage.of(words)
                .map(wayOut -> new Refusal(RunExit.certainNodeFault(summary + wayOut, Instant.EPOCH)))
                .orElseGet(() -> ofNode(summary));
    }

    /** A failed operation of this host. */
    static Refusal of(IOException failure) {
        String words = String.valueOf(failure.getMessage());
        String summary = "the run could not be prepared: " + words;
        if (Shortage.of(words).isPresent()) {
            return new Refusal(
                    RunExit.certainNodeFault(summary + Shortage.of(words).get(), Instant.EPOCH));
        }
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("argument list too long")) {
            return new Refusal(Failure.Cause.INTERNAL, summary);
        }
        boolean isFull = lower.contains("no space left") || lower.contains("quota exceeded");
        return ofNode(isFull ? Failure.Cause.DISK_FULL : Failure.Cause.INTERNAL, summary);
    }

    /** The run's exit by this refusal, at an unknown time. */
    RunExit exit() {
        return exit;
    }
}
