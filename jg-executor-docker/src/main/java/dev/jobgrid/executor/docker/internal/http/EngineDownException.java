package dev.jobgrid.executor.docker.internal.http;

import java.io.IOException;

/** The Engine cannot be reached, or did not answer in time: what it made of the call is not known. */
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

    /** Whether there was no answer in time, rather than none at all: it may hang, and was not seen to end. */
    boolean isLate() {
        return isLate;
    }
}
