package dev.jobgrid.executor.docker.internal.http;

import java.io.IOException;

/** The Engine cannot be reached, or did not answer in time: the result of the call is unknown. */
public final class EngineDownException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean isLate;

    public EngineDownException(String message) {
        this(message, false);
    }

    public EngineDownException(String message, boolean isLate) {
        super(message);
        this.isLate = isLate;
    }

    public EngineDownException(String message, Throwable cause) {
        this(message, cause, false);
    }

    EngineDownException(String message, Throwable cause, boolean isLate) {
        super(message, cause);
        this.isLate = isLate;
    }

    /** Whether it was a time-out rather than a failed connection: the Engine may hang, and has not ended. */
    boolean isLate() {
        return isLate;
    }
}
