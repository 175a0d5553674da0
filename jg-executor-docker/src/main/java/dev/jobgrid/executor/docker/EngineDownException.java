package dev.jobgrid.executor.docker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The Engine cannot be reached, or did not answer in time: what it made of the call is not known. */
final class EngineDownException extends IOException {
    private static final long serialVersionUID = 1;

    EngineDownException(String message) {
        super(message);
    }

    EngineDownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
