package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Region;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A router as an embedder may write one: the first offer by id with room, in its region and below its price; nothing else counts. */
final class FirstById implements Router {
    @Override
    public Decision route(RouteRequest request, Snapshot snapshot) {
        List<Offer> free = new ArrayList<>();
        List<Rejection> rejections = new ArrayList<>();
        for (Offer offer : snapshot.offers().stream()
                .sorted(Comparator.comparing(Offer::id))
                .toList()) {
            rejection(request, offer).ifPresentOrElse(rejections::add, () -> free.add(offer));
        }
        Optional<Offer> busy = rejections.stream()
                .filter(rejection -> rejection.reason() == Reason.BUSY)
                .map(Rejection::offer)
                .findFirst();
        return new Decision(
                !free.isEmpty() ? Outcome.PLACED : busy.isPresent() ? Outcome.BUSY : Outcome.UNSATISFIABLE,
                free.stream().findFirst().or(() -> busy),
                new Decision.Demand(request.gpu().gpus(), 0),
                List.of(),
                free.stream().skip(1).toList(),
                rejections);
    }

    private static Optional<Rejection> rejection(RouteRequest request, Offer offer) {
        int gpus = request.gpu().gpus();
        RoutePreferences wishes = request.preferences();
        if (offer.gpus().total() < gpus) {
            return Optional.of(new Rejection(
                    offer, Reason.GPU_COUNT, gpus + " GPUs", offer.gpus().total() + " in all"));
        }
        if (wishes.regionMode() == RegionMode.STRICT
                && wishes.region()
                        .filter(region -> !Region.of(region).matches(Region.of(offer.region())))
                        .isPresent()) {
            return Optional.of(
                    new Rejection(offer, Reason.REGION, wishes.region().get(), "region '" + offer.region() + "'"));
        }
        if (wishes.maxPricePerHour()
                .filter(cap -> offer.hourlyRate(gpus).compareTo(cap) > 0)
                .isPresent()) {
            return Optional.of(new Rejection(
                    offer, Reason.PRICE, "at most " + wishes.maxPricePerHour().get(), "" + offer.hourlyRate(gpus)));
        }
        if (offer.gpus().free() < gpus) {
            return Optional.of(new Rejection(
                    offer, Reason.BUSY, gpus + " GPUs", offer.gpus().free() + " free"));
        }
        return Optional.empty();
    }
}
