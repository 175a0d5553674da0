package dev.jobgrid.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why the other offers were not chosen.
 *
 * @param outranked offers that fit and are free, but rank lower; best first
 * @param rejections rejected offers, by id
 */
record Explanation(List<Offer> outranked, List<Rejection> rejections) {
    Explanation {
        outranked = List.copyOf(outranked);
        rejections = List.copyOf(rejections);
    }

    /** Compares each offer with the request again, and records the reasons. */
    static Explanation of(RouteRequest request, Snapshot snapshot, ResolvedConstraints constraints) {
        Inventory inventory = snapshot.inventory();
        CostModel costModel = CostModel.ofFree(request, inventory.dictionary());
        RejectionText text = new RejectionText(request, constraints.demand());
        List<RankedOffer> free = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (int at = 0; at < inventory.blocks(); at++) {
            OfferColumns block = inventory.block(at);
            for (int i = 0; i < block.size(); i++) {
                Optional<Reason> failure = constraints.firstFailure(block, i);
                if (failure.isPresent()) {
                    rejections.add(text.reject(block.offer(i), failure.get()));
                } else {
                    free.add(RankedOffer.of(block, i, constraints, costModel, snapshot.scarcity()));
                }
            }
        }
        free.sort(RankedOffer.bestFirst(costModel));
        return new Explanation(free.stream().skip(1).map(RankedOffer::offer).toList(), rejections);
    }
}
