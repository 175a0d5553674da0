package dev.jobgrid.spi.store;

import java.io.IOException;

/** Stored bytes are not those that were stored. None that are wrong were given out. */
public final class DamagedBlobException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient BlobKey key;

    /**
     * Names what is damaged.
     *
     * @param key which bytes
     * @param how what is wrong with them, for people
     */
    public DamagedBlobException(BlobKey key, String how) {
        super("the stored bytes of " + key.value() + " are damaged: " + how);
        this.key = key;
    }

    /** Which bytes. */
    public BlobKey key() {
        return key;
    }
}
