package dev.jobgrid.spi.store;

import java.io.IOException;

/**
 * The blob store refused bytes. Partly written bytes are removed. The grid shows the message in the status of a job,
 * its events, responses to uploads and health checks: it is public, and must hold no secret, address or path.
 */
public final class BlobStoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a public message. */
    public BlobStoreRefusedException(String message) {
        super(message);
    }

    /** With a cause that only logs may show. */
    public BlobStoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
