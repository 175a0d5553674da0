package dev.jobgrid.executor.docker;

import java.io.IOException;

/** The Engine answered, and said no. */
final class EngineRefusalException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    EngineRefusalException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    boolean isNotFound() {
        return status == 404;
    }

    boolean isConflict() {
        return status == 409;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
