package dev.jobgrid.internal.inputs;

import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.BlobKey;

/** How the bytes of inputs are called. Pure. */
public final class BlobKeys {
    /** What keys begin with of bytes that clients sent to the blob store itself, until their upload is completed. */
    public static final String STAGED = "staged";

    private BlobKeys() {}

    /** Where a client sends the bytes of a slot to, if it sends them to the blob store itself. */
    public static BlobKey staged(JobInput input) {
        return new BlobKey(STAGED + "/" + input.workspace() + "/" + input.id());
    }
}
