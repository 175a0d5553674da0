package dev.jobgrid.internal.blobs;

import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.store.BlobKey;

/** Keys of the blobs of uploads. Pure. */
public final class BlobKeys {
    /** The prefix of keys of bytes that clients sent directly to the blob store, until their upload is completed. */
    public static final String STAGED = "staged";

    private BlobKeys() {}

    /** The key for the bytes of a slot that a client sends directly to the blob store. */
    public static BlobKey staged(JobInput input) {
        return new BlobKey(STAGED + "/" + input.workspace() + "/" + input.id());
    }
}
