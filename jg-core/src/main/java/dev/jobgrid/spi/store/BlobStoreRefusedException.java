package dev.jobgrid.spi.store;

import java.io.IOException;

/**
 * The store does not take bytes, and says why. What was written of them is gone again. The grid shows the message in the status
 * of a job, in its events, in answers to uploads and in health: it is for strangers, and holds no secret, address or path.
 */
public final class BlobStoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says why, in words that may be shown to anyone. */
    public BlobStoreRefusedException(String message) {
        super(message);
    }

    /** As the other, with what only logs may show. */
    public BlobStoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
