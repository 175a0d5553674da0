package dev.jobgrid.spi.store;

import java.io.IOException;

/**
 * The blob store is full. Partly written bytes are removed. The grid shows the message to clients, as that of a
 * {@link BlobStoreRefusedException}.
 */
public final class BlobStoreFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a message that names what is full, and how to free space. */
    public BlobStoreFullException(String message) {
        super(message);
    }

    /** With a cause that only logs may show. */
    public BlobStoreFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
