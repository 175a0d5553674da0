package dev.jobgrid.wire.response;

import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import java.util.stream.Stream;

/** {@code capacity}: free and provisionable capacity (reference §04). */
record CapacityJson(
        boolean liveCapacityAvailable,
        int liveCandidateCount,
        boolean managedCapacityAvailable,
        int managedProfileCount,
        String estimateSource) {
    static CapacityJson of(Estimate estimate) {
        Decision decision = estimate.decision();
        int live = free(decision, OfferSource.LIVE);
        return new CapacityJson(
                live > 0,
                live,
                free(decision, OfferSource.MANAGED) > 0,
                estimate.managedProfiles(),
                decision.chosen().map(o -> source(o.source())).orElse("none"));
    }

    static String source(OfferSource source) {
        return switch (source) {
            case LIVE -> "live_capacity";
            case MANAGED -> "managed_capacity";
        };
    }

    private static int free(Decision decision, OfferSource source) {
        Stream<Offer> chosen = decision.outcome() == Outcome.PLACED ? decision.chosen().stream() : Stream.empty();
        return (int) Stream.concat(chosen, decision.outranked().stream())
                .filter(offer -> offer.source() == source)
                .count();
    }
}
