package dev.jobgrid.errors;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A refused call (reference §13). The message names the field, the value, the bound and the way out; it never holds a
 * secret.
 */
public final class JobGridException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient List<Check> checks;
    private final transient Optional<Duration> retryAfter;

    /** A refusal with everything that can be said of it. */
    public JobGridException(ErrorCode code, String message, List<Check> checks, Optional<Duration> retryAfter) {
        super(message);
        this.code = code;
        this.checks = List.copyOf(checks);
        this.retryAfter = retryAfter;
    }

    /** A refusal that its message says all about. */
    public JobGridException(ErrorCode code, String message) {
        this(code, message, List.of(), Optional.empty());
    }

    /** A refusal with what led to it, which is for the grid's log, not for a caller. */
    public JobGridException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.checks = List.of();
        this.retryAfter = Optional.empty();
    }

    /** A refusal for a while, through a fault that is not the caller's. The cause is for the grid's log, not for a caller. */
    public JobGridException(ErrorCode code, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.checks = List.of();
        this.retryAfter = Optional.of(retryAfter);
    }

    /** A fault of the grid's own. The cause is for its log, not for a caller. */
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

    /** Everything screening found, if the call handed in a draft; else empty. */
    public List<Check> checks() {
        return checks == null ? List.of() : checks;
    }

    /** When to try again, if the grid can tell. */
    @SuppressWarnings("OptionalAssignedToNull") // transient: null once the exception was serialised
    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }
}
