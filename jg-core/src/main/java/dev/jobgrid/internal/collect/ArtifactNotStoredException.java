package dev.jobgrid.internal.collect;

import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.BlobStoreRefusedException;
import java.io.IOException;

/** The blob store refused an artifact that fits the limits, permanently or for now. */
public final class ArtifactNotStoredException extends IOException {
    private static final long serialVersionUID = 1L;

    ArtifactNotStoredException(Exception cause) {
        // Messages of other failures may contain secrets.
        super(tellsWhy(cause) ? String.valueOf(cause.getMessage()) : "the blob store does not accept them", cause);
    }

    private static boolean tellsWhy(Exception cause) {
        return cause instanceof BlobStoreFullException || cause instanceof BlobStoreRefusedException;
    }
}
