package dev.jobgrid.internal.capacity;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.Snapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reservations during one pass over the queue: a job that cannot be placed in its turn gets the next released devices
 * of the offer where it will fit soonest, however few they are now. Later jobs are not placed there, unless they are
 * certain to end before it could begin. After the pass it tells what waiting jobs leave to a new one. Single-threaded.
 */
public final class Reservations {
    private final Map<String, Integer> kept = new HashMap<>();
    private final Map<String, Integer> jobs = new HashMap<>();
    private Optional<Map<String, Integer>> left = Optional.empty();

    /**
     * Held devices.
     *
     * @param devices their number
     * @param until when they are released at the latest; empty if unknown
     */
    public record Held(int devices, Optional<Instant> until) {}

    /** Reserves devices of an offer for a job. */
    public void keep(Offer offer, int devices) {
        kept.merge(offer.id(), devices, Integer::sum);
        jobs.merge(offer.id(), 1, Integer::sum);
    }

    /**
     * A copy for new jobs, while others wait: what is released from now on is first theirs.
     *
     * @param own the offers reserved in
     */
    public Reservations forNew(Snapshot own) {
        Reservations copy = new Reservations();
        copy.kept.putAll(kept);
        copy.jobs.putAll(jobs);
        copy.left = Optional.of(own.offers().stream()
                .collect(Collectors.toMap(Offer::id, offer -> offer.gpus().free())));
        return copy;
    }

    /** The number of reserved devices of an offer. */
    public int of(Offer offer) {
        return kept.getOrDefault(offer.id(), 0);
    }

    public void clear() {
        kept.clear();
        jobs.clear();
    }

    public boolean isEmpty() {
        return kept.isEmpty();
    }

    /** The snapshot for later jobs. */
    public Snapshot without(Snapshot all) {
        if (kept.isEmpty() && left.isEmpty()) {
            return all;
        }
        Snapshot rest = all;
        for (Offer offer : all.offers()) {
            int free = offer.gpus().free();
            int here = left.map(counts -> Math.min(free, counts.getOrDefault(offer.id(), free)))
                    .orElse(free);
            int after = Math.max(0, here - of(offer));
            if (after != free) {
                rest = rest.with(offer.withFree(after));
            }
        }
        return rest;
    }

    /**
     * Why a later job that finds too few devices waits, for people.
     *
     * @param busy its decision
     * @param all the snapshot that was reserved in
     */
    public String reason(Decision busy, Snapshot all) {
        Set<String> fitting = busy.rejections().stream()
                .filter(rejection -> rejection.reason() == Reason.BUSY)
                .map(Rejection::offer)
                .map(Offer::id)
                .collect(Collectors.toSet());
        List<Offer> some = all.offers().stream()
                .filter(offer -> fitting.contains(offer.id()) && offer.gpus().free() > 0)
                .toList();
        if (some.isEmpty()) {
            return "All GPUs that fit are busy; the job waits for one.";
        }
        int free = some.stream().mapToInt(offer -> offer.gpus().free()).sum();
        String what = free + " of "
                + some.stream().mapToInt(offer -> offer.gpus().total()).sum() + " GPUs that fit "
                + (free == 1 ? "is free" : "are free");
        int wanted = some.stream().mapToInt(this::of).sum();
        int before = some.stream()
                .mapToInt(offer -> jobs.getOrDefault(offer.id(), 0))
                .sum();
        if (wanted == 0) {
            return what + ", and the job needs " + busy.demand().gpus() + " on one node; it waits for them.";
        }
        return what + " and kept for "
                + (before == 1 ? "the job before it, which needs " : "jobs before it, which need ") + wanted
                + "; the job waits for its turn.";
    }

    /**
     * Whether a job that uses devices of an offer until then delays no reservation.
     *
     * @param held allocations of the offer
     */
    public boolean isHarmless(Offer offer, Instant until, List<Held> held) {
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
