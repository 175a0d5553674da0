package dev.jobgrid.executor.docker;

import java.io.IOException;

/** The Engine cannot be reached, or did not answer in time: what it made of the call is not known. */
final class EngineDownException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean isLate;

    EngineDownException(String message) {
        this(message, false);
    }

    EngineDownException(String message, boolean isLate) {
        super(message);
        this.isLate = isLate;
    }

    EngineDownException(String message, Throwable cause) {
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
