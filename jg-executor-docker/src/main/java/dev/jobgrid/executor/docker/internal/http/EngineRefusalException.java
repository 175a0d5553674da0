package dev.jobgrid.executor.docker.internal.http;

import java.io.IOException;

/** The Engine responded with an error status. */
public final class EngineRefusalException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    public EngineRefusalException(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    public boolean isNotFound() {
        return status == 404;
    }

    public boolean isConflict() {
        return status == 409;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
