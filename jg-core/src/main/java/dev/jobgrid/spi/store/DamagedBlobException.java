package dev.jobgrid.spi.store;

import java.io.IOException;

/** Stored bytes fail their checksum. No damaged bytes were returned. */
public final class DamagedBlobException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient BlobKey key;

    /**
     * With the damaged blob.
     *
     * @param key its key
     * @param how the damage, for people
     */
    public DamagedBlobException(BlobKey key, String how) {
        super("the stored bytes of " + key.value() + " are damaged: " + how);
        this.key = key;
    }

    /** The key of the damaged blob. */
    public BlobKey key() {
        return key;
    }
}
