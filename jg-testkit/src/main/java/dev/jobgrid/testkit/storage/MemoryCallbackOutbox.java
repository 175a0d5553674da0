package dev.jobgrid.testkit.storage;

import dev.jobgrid.callbacks.CallbackDelivery;
import dev.jobgrid.spi.CallbackOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Callbacks owed. Shares a lock with the jobs, so that no one sees half of a transaction. Thread-safe. */
final class MemoryCallbackOutbox implements CallbackOutbox {
    private final Object lock;
    private final List<CallbackDelivery> deliveries = new ArrayList<>();

    MemoryCallbackOutbox(Object lock) {
        this.lock = lock;
    }

    void add(CallbackDelivery delivery) {
        synchronized (lock) {
            deliveries.add(delivery);
        }
    }

    @Override
    public List<CallbackDelivery> due(Instant now, int limit) {
        synchronized (lock) {
            return deliveries.stream()
                    .filter(delivery -> !delivery.due().isAfter(now))
                    .sorted(Comparator.comparing(CallbackDelivery::due))
                    .limit(limit)
                    .toList();
        }
    }
}
