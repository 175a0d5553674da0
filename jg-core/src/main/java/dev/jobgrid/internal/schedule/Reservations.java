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
 * What is kept free while the queue is looked through once: a job whose turn it is and that finds no place gets the
 * devices that come free next on the offer where it will fit soonest, however few they are now. Jobs behind it are not
 * placed there, unless they are sure to be over before it could begin. Single-threaded.
 */
final class Reservations {
    private final Map<String, Integer> kept = new HashMap<>();

    /**
     * Some devices that are held.
     *
     * @param devices how many
     * @param until when they come free at the latest; empty if no one knows
     */
    record Held(int devices, Optional<Instant> until) {}

    /** Keeps devices of an offer for a job. */
    void keep(Offer offer, int devices) {
        kept.merge(offer.id(), devices, Integer::sum);
    }

    /** How many devices of an offer are kept. */
    int of(Offer offer) {
        return kept.getOrDefault(offer.id(), 0);
    }

    void clear() {
        kept.clear();
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** The snapshot as jobs further behind see it. */
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
     * Whether a job that takes devices of an offer until then delays none of those they are kept for.
     *
     * @param held what runs hold of the offer
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
        return false; // no one knows when they will be wanted
    }
}
