package dev.jobgrid.routing;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A scan for the best offer of an inventory. Allocates nothing for a skipped offer. The order is that of
 * {@link RankedOffer}; as offers are sorted by id, the first of equals stays. Single-threaded.
 */
final class BestOfferScan {
    private final ResolvedConstraints constraints;
    private final CostModel costModel;
    private final Scarcity.Costs costs;
    private final boolean isCostKnown;
    private final boolean busy;
    private final int gpus;
    private @Nullable OfferColumns block;
    private int place;
    private long standing = RankedOffer.UNFIT;
    private double cost;
    private int spare;

    private BestOfferScan(ResolvedConstraints constraints, CostModel costModel, Scarcity scarcity, boolean busy) {
        this.constraints = constraints;
        this.costModel = costModel;
        this.busy = busy;
        gpus = constraints.demand().gpus();
        costs = scarcity.taking(gpus);
        isCostKnown = scarcity.isKnown();
    }

    /** The best of those that fit and are free. */
    static BestOfferScan ofFree(
            Inventory inventory, ResolvedConstraints constraints, CostModel costModel, Scarcity scarcity) {
        return new BestOfferScan(constraints, costModel, scarcity, false).among(inventory);
    }

    /** The best of those that fit and are busy. */
    static BestOfferScan ofBusy(Inventory inventory, ResolvedConstraints constraints, CostModel costModel) {
        return new BestOfferScan(constraints, costModel, Scarcity.NONE, true).among(inventory);
    }

    private BestOfferScan among(Inventory inventory) {
        for (int i = 0; i < inventory.blocks(); i++) {
            if (busy) {
                scanBusy(inventory.block(i));
            } else {
                scanFree(inventory.block(i));
            }
        }
        return this;
    }

    private void scanFree(OfferColumns next) {
        for (int i = 0; i < next.size(); i++) {
            int free = next.free(i);
            // All ones if too few are free: hard to predict, so there is no branch on it.
            long lacking = ((long) free - gpus) >> 63;
            consider(next, i, RankedOffer.rankKey(next, i, constraints, costModel) | lacking >>> 1, free - gpus);
        }
    }

    private void scanBusy(OfferColumns next) {
        for (int i = 0; i < next.size(); i++) {
            int free = next.free(i);
            if (free < gpus && next.total(i) >= gpus) {
                consider(next, i, RankedOffer.rankKey(next, i, constraints, costModel), gpus - free);
            }
        }
    }

    private void consider(OfferColumns next, int at, long its, int itsSpare) {
        if (its > standing || its >= RankedOffer.UNFIT) {
            return;
        }
        OfferColumns best = block;
        int order = its < standing || best == null ? -1 : costModel.compare(next, at, best, place);
        if (order > 0 || (order == 0 && isLike(next, at, itsSpare))) {
            return;
        }
        double itsCost = isCostKnown ? costs.of(next.gpu(at), next.total(at), next.free(at)) : 0;
        boolean better = order < 0 || itsCost < cost || (itsCost == cost && itsSpare < spare);
        if (better && constraints.isWithinLimits(next, at)) {
            block = next;
            place = at;
            standing = its;
            cost = itsCost;
            spare = itsSpare;
        }
    }

    // Most offers that are equal so far are equal to the end.
    private boolean isLike(OfferColumns next, int at, int itsSpare) {
        return block != null
                && itsSpare == spare
                && next.gpu(at) == block.gpu(place)
                && next.total(at) == block.total(place);
    }

    /** The decision of this scan, if any offer was found. */
    Optional<Decision> decision(Outcome outcome, Supplier<Explanation> explanation) {
        return Optional.ofNullable(block)
                .map(found -> new Decision(
                        outcome,
                        Optional.of(found.offer(place)),
                        constraints.demand(),
                        constraints.relaxed(found, place),
                        explanation));
    }
}
