package dev.jobgrid.errors;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A refused call (reference §13). The message names the field, the value, the bound and the remedy; it never holds a
 * secret.
 */
public final class JobGridException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Check> checks;
    private final transient Optional<Duration> retryAfter;

    /** A refusal with all details. */
    public JobGridException(ErrorCode code, String message, List<Check> checks, Optional<Duration> retryAfter) {
        super(message);
        this.code = code;
        this.checks = List.copyOf(checks);
        this.retryAfter = retryAfter;
    }

    /** A refusal with a message only. */
    public JobGridException(ErrorCode code, String message) {
        this(code, message, List.of(), Optional.empty());
    }

    /** A refusal with a cause for the grid's log, not for a caller. */
    public JobGridException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.checks = List.of();
        this.retryAfter = Optional.empty();
    }

    /** A temporary refusal, not the caller's fault. The cause is for the grid's log, not for a caller. */
    public JobGridException(ErrorCode code, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.checks = List.of();
        this.retryAfter = Optional.of(retryAfter);
    }

    /** An internal error. The cause is for the grid's log, not for a caller. */
    public JobGridException(String message, Throwable cause) {
        super(message, cause);
        this.code = ErrorCode.INTERNAL_ERROR;
        this.checks = List.of();
        this.retryAfter = Optional.empty();
    }

    /** Nothing of that name exists in the caller's workspace. */
    public static JobGridException notFound(String what) {
        return new JobGridException(ErrorCode.NOT_FOUND, what + " was not found in this workspace");
    }

    /** Why the call was refused. */
    public ErrorCode code() {
        return code;
    }

    /** All violations found by screening, if the call submitted a draft; else empty. */
    public List<Check> checks() {
        return checks == null ? List.of() : checks;
    }

    /** When to retry, if known. */
    @SuppressWarnings("OptionalAssignedToNull") // transient: null once the exception was serialised
    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }
}
