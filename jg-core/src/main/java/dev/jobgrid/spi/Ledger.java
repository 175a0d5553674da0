package dev.jobgrid.spi;

import dev.jobgrid.id.JobRef;
import java.util.Optional;

/**
 * Reads credit reservations. They are written with the jobs: held back by {@link JobStore#create}, settled once by the
 * {@link JobStore#apply} that ends the job. Thread-safe; all methods block on the store.
 */
public interface Ledger {
    /** The reservation of a job. */
    Optional<Reservation> find(JobRef job);
}
