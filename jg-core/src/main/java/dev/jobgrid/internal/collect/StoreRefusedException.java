package dev.jobgrid.internal.collect;

import dev.jobgrid.spi.BlobStoreFullException;
import java.io.IOException;

/** The blob store took an artifact that fits the limits not, or not now. */
public final class StoreRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    StoreRefusedException(Exception cause) {
        // Only a full store says why in words of our own, which hold nothing secret.
        super(
                cause instanceof BlobStoreFullException
                        ? String.valueOf(cause.getMessage())
                        : "the blob store does not take them",
                cause);
    }
}
