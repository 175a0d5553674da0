package dev.jobgrid.internal.collect;

import java.io.IOException;

/** A run left more than is kept. Trying again does not help. */
public final class ArtifactLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    ArtifactLimitException(String message) {
        super(message);
    }
}
