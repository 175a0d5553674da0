package dev.jobgrid.executor.docker;

import java.io.IOException;

/** The Engine cannot be reached, or did not answer in time: what it made of the call is not known. */
final class EngineDownException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean isLate;

    EngineDownException(String message) {
        super(message);
        this.isLate = false;
    }

    EngineDownException(String message, Throwable cause) {
        this(message, cause, false);
    }

    EngineDownException(String message, Throwable cause, boolean isLate) {
        super(message, cause);
        this.isLate = isLate;
    }

    /** Whether the time for the call ran out. */
    boolean isLate() {
        return isLate;
    }
}
