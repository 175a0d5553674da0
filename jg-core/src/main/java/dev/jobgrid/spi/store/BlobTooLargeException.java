package dev.jobgrid.spi.store;

import java.io.IOException;

/** The stream has more bytes than may be stored under the key. None of them are stored. */
public final class BlobTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long limitBytes;

    /** With the exceeded bound. */
    public BlobTooLargeException(long limitBytes) {
        super("more than the " + limitBytes + " bytes allowed");
        this.limitBytes = limitBytes;
    }

    /** The exceeded bound. */
    public long limitBytes() {
        return limitBytes;
    }
}
