package dev.jobgrid.executor.docker;

import java.io.IOException;

/** A file of the job could not be read while it was sent to the Engine. */
final class StagingException extends IOException {
    private static final long serialVersionUID = 1;

    private final String path;

    StagingException(String path, Throwable cause) {
        super(path + " cannot be read", cause);
        this.path = path;
    }

    String path() {
        return path;
    }
}
