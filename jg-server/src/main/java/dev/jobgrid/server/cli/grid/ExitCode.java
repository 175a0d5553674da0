package dev.jobgrid.server.cli.grid;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.RunOutcome;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ParameterException;

/** The exit codes of commands, for scripts. */
public final class ExitCode {
    /** The command succeeded. */
    public static final int OK = 0;
    /** It failed in a way that has no code of its own. */
    public static final int FAILED = 1;
    /** Its arguments make no sense. */
    public static final int USAGE = 2;
    /** The server does not answer. */
    public static final int UNREACHABLE = 69;
    /** The key is unknown, or does not allow it. */
    public static final int NOT_ALLOWED = 77;
    /** The time was over before the job was. */
    public static final int TIMED_OUT = 124;
    /** The grid could not run the job or store what it left, or the job ended without a code. */
    public static final int NOT_RUN = 125;

    private static final int SIGNALS = 128;

    private ExitCode() {}

    /** The code of a failed command. */
    public static int of(Exception problem) {
        if (problem instanceof CommandFailure failure) {
            return failure.exitCode();
        }
        // Thrown for wrong input of a command: a catalog, a trace, an operator's argument.
        if (problem instanceof ParameterException || problem instanceof IllegalArgumentException) {
            return USAGE;
        }
        if (problem instanceof JobGridException refusal) {
            return switch (refusal.code()) {
                case UNAUTHORIZED, FORBIDDEN -> NOT_ALLOWED;
                case INVALID_REQUEST, INVALID_EXPECTED_ARTIFACT -> USAGE;
                default -> FAILED;
            };
        }
        // Thrown by the client if no grid answers.
        if (problem instanceof UncheckedIOException) {
            return UNREACHABLE;
        }
        return problem instanceof TimeoutException ? TIMED_OUT : FAILED;
    }

    /** The code of a job that has ended: its program's own, 128 and the number of the signal that ended it, or 125. */
    public static int of(Job job) {
        if (job.status() == JobStatus.COMPLETED) {
            return OK;
        }
        Optional<RunOutcome> outcome = job.attempt().outcome();
        int code = outcome.map(run -> run.exitCode().orElse(0)).orElse(0);
        int signal = outcome.map(run -> run.signal().orElse(0)).orElse(0);
        if (code != 0) {
            return code;
        }
        return signal != 0 ? SIGNALS + signal : NOT_RUN;
    }
}
