package dev.jobgrid.internal.schedule;

import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reservations during one pass over the queue: a job that cannot be placed in its turn gets the next released devices
 * of the offer where it will fit soonest, however few they are now. Later jobs are not placed there, unless they are
 * certain to end before it could begin. Single-threaded.
 */
final class Reservations {
    private final Map<String, Integer> kept = new HashMap<>();

    /**
     * Held devices.
     *
     * @param devices their number
     * @param until when they are released at the latest; empty if unknown
     */
    record Held(int devices, Optional<Instant> until) {}

    /** Reserves devices of an offer for a job. */
    void keep(Offer offer, int devices) {
        kept.merge(offer.id(), devices, Integer::sum);
    }

    /** The number of reserved devices of an offer. */
    int of(Offer offer) {
        return kept.getOrDefault(offer.id(), 0);
    }

    void clear() {
        kept.clear();
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** The snapshot for later jobs. */
    Snapshot without(Snapshot all) {
        if (kept.isEmpty()) {
            return all;
        }
        Snapshot left = all;
        for (Offer offer : all.offers()) {
            int reserved = kept.getOrDefault(offer.id(), 0);
            if (reserved > 0) {
                left = left.with(offer.withFree(Math.max(0, offer.gpus().free() - reserved)));
            }
        }
        return left;
    }

    /**
     * Whether a job that uses devices of an offer until then delays no reservation.
     *
     * @param held allocations of the offer
     */
    boolean isHarmless(Offer offer, Instant until, List<Held> held) {
        int wanted = kept.getOrDefault(offer.id(), 0);
        if (wanted == 0) {
            return true;
        }
        int free = offer.gpus().free();
        List<Held> bounded = held.stream()
                .filter(some -> some.until().isPresent())
                .sorted(Comparator.comparing(some -> some.until().orElseThrow()))
                .toList();
        for (Held some : bounded) {
            free += some.devices();
            if (free >= wanted) {
                return !until.isAfter(some.until().orElseThrow());
            }
        }
        return false; // the start of the reserved job is unknown
    }
}
