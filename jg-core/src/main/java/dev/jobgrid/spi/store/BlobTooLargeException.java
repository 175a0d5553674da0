package dev.jobgrid.spi.store;

import java.io.IOException;

/** More bytes came than may be stored under the key. None of them are kept. */
public final class BlobTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    private final long limitBytes;

    /** Names the bound that was passed. */
    public BlobTooLargeException(long limitBytes) {
        super("more than the " + limitBytes + " bytes allowed");
        this.limitBytes = limitBytes;
    }

    /** The bound that was passed. */
    public long limitBytes() {
        return limitBytes;
    }
}
