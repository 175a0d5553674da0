package dev.jobgrid.wire;

import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.DurationRange;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.Screening;
import dev.jobgrid.job.Cost;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Estimates as the reference's example shows them, and others. */
public final class Estimates {
    private static final Decision.Demand ONE = new Decision.Demand(1, 8L << 30);

    private Estimates() {}

    public static Offer offer(String id, OfferSource source, boolean simulated) {
        return new Offer(
                id,
                source,
                "node_" + id,
                Jobs.L4,
                new GpuCapacity(1, 1),
                "us-east",
                Usd.ofDollars(1.2),
                1L << 40,
                simulated);
    }

    /** One free live offer, one managed behind it. */
    public static Estimate available() {
        return of(
                new Decision(
                        Outcome.PLACED,
                        Optional.of(offer("a", OfferSource.LIVE, false)),
                        ONE,
                        List.of(),
                        List.of(offer("m", OfferSource.MANAGED, false)),
                        List.of()),
                Availability.AVAILABLE,
                Screening.CLEAR);
    }

    public static Estimate simulated() {
        Offer offer = offer("a", OfferSource.LIVE, true);
        return of(
                new Decision(
                        Outcome.PLACED,
                        Optional.of(offer),
                        ONE,
                        List.of(),
                        List.of(),
                        List.of(new Rejection(offer("b", OfferSource.LIVE, true), Reason.BUSY, "1 free", "0 free"))),
                Availability.AVAILABLE,
                Screening.CLEAR);
    }

    public static Estimate unsatisfiable(Check... checks) {
        return of(
                new Decision(
                        Outcome.UNSATISFIABLE,
                        Optional.empty(),
                        ONE,
                        List.of(),
                        List.of(),
                        List.of(
                                new Rejection(offer("a", OfferSource.LIVE, false), Reason.PRICE, "$1.00", "$1.20"),
                                new Rejection(offer("b", OfferSource.LIVE, false), Reason.REGION, "eu", "us-east"),
                                new Rejection(offer("c", OfferSource.LIVE, false), Reason.PRICE, "$1.00", "$1.20"))),
                Availability.UNAVAILABLE,
                new Screening(List.of(checks)));
    }

    /** So many offers turned down, every third for its region and the others for their price. */
    public static Estimate rejected(int offers) {
        List<Rejection> rejections = IntStream.range(0, offers)
                .mapToObj(i -> offer(String.format("offer-%03d", i), OfferSource.LIVE, false))
                .map(offer -> Integer.parseInt(offer.id().substring(6)) % 3 == 0
                        ? new Rejection(offer, Reason.REGION, "eu", "us-east")
                        : new Rejection(offer, Reason.PRICE, "$1.00", "$1.20"))
                .toList();
        return of(
                new Decision(Outcome.UNSATISFIABLE, Optional.empty(), ONE, List.of(), List.of(), rejections),
                Availability.UNAVAILABLE,
                Screening.CLEAR);
    }

    public static Estimate of(Decision decision, Availability availability, Screening screening) {
        return new Estimate(
                screening,
                new Classification(
                        Classification.Requirement.GPU_REQUIRED,
                        Classification.Confidence.HIGH,
                        List.of("model_size_gb is given")),
                decision,
                availability,
                Cost.expected(Usd.ofDollars(0.1), Usd.ofDollars(0.3)),
                new DurationRange(Duration.ofMinutes(5), Duration.ofSeconds(910)),
                new DurationRange(Duration.ZERO, Duration.ofMinutes(2)),
                40,
                List.of("runtime is a guess"),
                Jobs.NOON);
    }
}
