package dev.jobgrid.internal.blobs;

import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.inputs.JobInput;
import dev.jobgrid.spi.store.BlobKey;

/** Keys of the blobs of inputs and artifacts. Pure. */
public final class BlobKeys {
    /** What keys begin with of bytes that clients sent to the blob store itself, until their upload is completed. */
    public static final String STAGED = "staged";

    private BlobKeys() {}

    /** Where a client sends the bytes of a slot to, if it sends them to the blob store itself. */
    public static BlobKey staged(JobInput input) {
        return new BlobKey(STAGED + "/" + input.workspace() + "/" + input.id());
    }

    /** Where an artifact's bytes lie: those of each run for themselves, so that a late one writes over no other's. */
    public static BlobKey artifact(JobRef job, int attempt, ArtifactId id) {
        // 0: stored before artifacts knew their attempt.
        String run = attempt == 0 ? "" : attempt + "/";
        return new BlobKey("artifacts/" + job.workspace() + "/" + job.id() + "/" + run + id);
    }
}
