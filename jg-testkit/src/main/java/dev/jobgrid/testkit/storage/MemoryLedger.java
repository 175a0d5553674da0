package dev.jobgrid.testkit.storage;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Settlement;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.Ledger;
import dev.jobgrid.spi.Reservation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reservations by job. Shares a lock with the jobs, so that no one sees half of a transaction. Thread-safe. */
final class MemoryLedger implements Ledger {
    private final Object lock;
    private final Map<JobRef, Reservation> reservations = new HashMap<>();

    MemoryLedger(Object lock) {
        this.lock = lock;
    }

    void hold(JobRef job, Usd amount) {
        synchronized (lock) {
            reservations.put(job, new Reservation(job, amount, Optional.empty()));
        }
    }

    void forget(JobRef job) {
        synchronized (lock) {
            reservations.remove(job);
        }
    }

    void settle(JobRef job, Settlement settlement) {
        synchronized (lock) {
            reservations.computeIfPresent(
                    job, (ref, open) -> new Reservation(ref, open.held(), Optional.of(settlement.charged())));
        }
    }

    @Override
    public Optional<Reservation> find(JobRef job) {
        synchronized (lock) {
            return Optional.ofNullable(reservations.get(job));
        }
    }
}
