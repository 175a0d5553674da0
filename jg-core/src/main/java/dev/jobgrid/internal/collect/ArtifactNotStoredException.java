package dev.jobgrid.internal.collect;

import dev.jobgrid.spi.store.BlobStoreFullException;
import dev.jobgrid.spi.store.BlobStoreRefusedException;
import java.io.IOException;

/** The blob store took an artifact that fits the limits not, or not now. */
public final class ArtifactNotStoredException extends IOException {
    private static final long serialVersionUID = 1L;

    ArtifactNotStoredException(Exception cause) {
        // Of other failures nobody says that their words hold nothing secret.
        super(tellsWhy(cause) ? String.valueOf(cause.getMessage()) : "the blob store does not take them", cause);
    }

    private static boolean tellsWhy(Exception cause) {
        return cause instanceof BlobStoreFullException || cause instanceof BlobStoreRefusedException;
    }
}
