package dev.jobgrid.spi.store;

import java.io.IOException;

/**
 * There is no room for more bytes. What was written of them is gone again. The grid shows the message to strangers, as that of a
 * {@link BlobStoreRefusedException}.
 */
public final class BlobStoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what is full, and how to make room. */
    public BlobStoreFullException(String message) {
        super(message);
    }

    /** As the other, with what only logs may show. */
    public BlobStoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
