package dev.jobgrid.spi;

import dev.jobgrid.callbacks.CallbackDelivery;
import java.time.Instant;
import java.util.List;

/**
 * Reads callbacks that are owed. They are written by the {@link JobStore#apply} that ends their job. Thread-safe; all
 * methods block on the store.
 */
public interface CallbackOutbox {
    /** Callbacks whose next try is due, the longest due first. */
    List<CallbackDelivery> due(Instant now, int limit);
}
