package dev.jobgrid.spi;

/** There is no room for more bytes. What was written of them is gone again. */
public final class BlobStoreFullException extends BlobStoreRefusedException {
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
