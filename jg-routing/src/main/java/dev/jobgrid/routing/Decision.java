package dev.jobgrid.routing;

import java.util.List;
import java.util.Optional;

/**
 * Where a request goes, and why nowhere else. Every offer of the snapshot is the chosen one, outranked or rejected.
 *
 * @param outcome what it came to
 * @param chosen the best offer: free if {@link Outcome#PLACED}, the best of the busy ones if {@link Outcome#BUSY}
 * @param demand what was asked of one offer
 * @param relaxed soft preferences that the chosen offer does not meet
 * @param outranked offers that fit and are free, but come after the chosen one; best first
 * @param rejections offers turned down, by id; holds {@link Reason#BUSY} for those that fit and are busy
 */
public record Decision(
        Outcome outcome,
        Optional<Offer> chosen,
        Demand demand,
        List<Relaxation> relaxed,
        List<Offer> outranked,
        List<Rejection> rejections) {

    /**
     * What a request asks of one offer.
     *
     * @param gpus GPUs
     * @param memoryPerGpuBytes memory of each of them
     */
    public record Demand(int gpus, long memoryPerGpuBytes) {}

    /** Copies the lists. */
    public Decision {
        relaxed = List.copyOf(relaxed);
        outranked = List.copyOf(outranked);
        rejections = List.copyOf(rejections);
    }

    /** Offers that could take the request, now or when they are free. */
    public int candidates() {
        long busy = rejections.stream().filter(r -> r.reason() == Reason.BUSY).count();
        return outranked.size() + (int) busy + (outcome == Outcome.PLACED ? 1 : 0);
    }
}
