package dev.jobgrid.internal.blobs;

import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.store.BlobKey;

/** Keys of the blobs of inputs and artifacts. Pure. */
public final class BlobKeys {
    /** The prefix of keys of bytes that clients sent directly to the blob store, until their upload is completed. */
    public static final String STAGED = "staged";

    private BlobKeys() {}

    /** The key for the bytes of a slot that a client sends directly to the blob store. */
    public static BlobKey staged(JobInput input) {
        return new BlobKey(STAGED + "/" + input.workspace() + "/" + input.id());
    }

    /** The key of an artifact's bytes: separate for each run, so that a late run overwrites no other's. */
    public static BlobKey artifact(JobRef job, int attempt, ArtifactId id) {
        // 0: stored before artifacts knew their attempt.
        String run = attempt == 0 ? "" : attempt + "/";
        return new BlobKey("artifacts/" + job.workspace() + "/" + job.id() + "/" + run + id);
    }
}
