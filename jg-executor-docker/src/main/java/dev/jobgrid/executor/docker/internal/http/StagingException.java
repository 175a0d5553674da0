package dev.jobgrid.executor.docker.internal.http;

import java.io.IOException;

/** A file of the job could not be read while it was sent to the Engine. */
public final class StagingException extends IOException {
    private static final long serialVersionUID = 1;

    private final String path;

    public StagingException(String path, Throwable cause) {
        super(path + " cannot be read", cause);
        this.path = path;
    }

    public String path() {
        return path;
    }
}
