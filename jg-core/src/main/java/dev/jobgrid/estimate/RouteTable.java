package dev.jobgrid.estimate;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.RouteRequest;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a job would go where it would: every offer that the grid knows, the best first.
 *
 * @param estimate what it is taken from
 * @param rows one for each offer: the chosen one, then those that it outranks, then those turned down
 */
public record RouteTable(Estimate estimate, List<Row> rows) {
    /** Copies the rows. */
    public RouteTable {
        rows = List.copyOf(rows);
    }

    /** What became of an offer. */
    public enum Verdict {
        /** The job would go there. */
        CHOSEN,
        /** It would do, and another is better. */
        OUTRANKED,
        /** It would do, and is busy now. */
        BUSY,
        /** It would not do. */
        REJECTED
    }

    /**
     * One offer.
     *
     * @param offer the offer
     * @param hourlyRate what all GPUs of the job would cost there an hour
     * @param leastCost what the job would cost there at the least: the estimate's runtime is that of the chosen offer, and
     *     is taken to be longer or shorter elsewhere as the router expects it to be
     * @param mostCost the same at the most
     * @param start how long until it would start there, likewise; empty where that cannot be told
     * @param verdict what became of it
     * @param rejection why it was turned down, if it was
     */
    public record Row(
            Offer offer,
            Usd hourlyRate,
            Usd leastCost,
            Usd mostCost,
            Optional<DurationRange> start,
            Verdict verdict,
            Optional<Rejection> rejection) {}

    /** The table of an estimate. Pure. */
    public static RouteTable of(Estimate estimate) {
        Decision decision = estimate.decision();
        boolean placed = decision.outcome() == Outcome.PLACED;
        List<Row> rows = new ArrayList<>();
        decision.chosen()
                .filter(offer -> placed)
                .ifPresent(offer -> rows.add(row(estimate, offer, Verdict.CHOSEN, Optional.empty())));
        decision.outranked().forEach(offer -> rows.add(row(estimate, offer, Verdict.OUTRANKED, Optional.empty())));
        addRejected(estimate, rows, true);
        addRejected(estimate, rows, false);
        return new RouteTable(estimate, rows);
    }

    private static void addRejected(Estimate estimate, List<Row> rows, boolean busy) {
        for (Rejection rejection : estimate.decision().rejections()) {
            if ((rejection.reason() == Reason.BUSY) == busy) {
                rows.add(row(
                        estimate, rejection.offer(), busy ? Verdict.BUSY : Verdict.REJECTED, Optional.of(rejection)));
            }
        }
    }

    private static Row row(Estimate estimate, Offer offer, Verdict verdict, Optional<Rejection> rejection) {
        Usd rate = offer.hourlyRate(estimate.decision().demand().gpus());
        Optional<DurationRange> start = switch (verdict) {
            case CHOSEN, OUTRANKED -> Optional.of(start(estimate, offer));
            case BUSY ->
                estimate.decision().outcome() == Outcome.BUSY ? Optional.of(start(estimate, offer)) : Optional.empty();
            case REJECTED -> Optional.empty();
        };
        return new Row(
                offer,
                rate,
                price(rate, there(estimate, offer, estimate.runtime().min())),
                price(rate, there(estimate, offer, estimate.runtime().max())),
                start,
                verdict,
                rejection);
    }

    /** A runtime on the chosen offer, as it would be on this one. */
    private static Duration there(Estimate estimate, Offer offer, Duration length) {
        return estimate.decision()
                .chosen()
                .map(chosen -> Duration.ofMillis(
                        Math.round(length.toMillis() * (expected(estimate, offer) / expected(estimate, chosen)))))
                .orElse(length);
    }

    private static double expected(Estimate estimate, Offer offer) {
        RouteRequest asked = estimate.asked();
        int speed = GpuCatalog.builtIn().speed(offer.gpu(), asked.workload());
        return asked.timing().runtimeOn(offer.gpu(), speed).toMillis();
    }

    private static DurationRange start(Estimate estimate, Offer offer) {
        Duration later = estimate.decision()
                .chosen()
                .map(chosen -> expectedStart(estimate, offer).minus(expectedStart(estimate, chosen)))
                .orElse(Duration.ZERO);
        return new DurationRange(
                longer(estimate.queueWait().min().plus(later), Duration.ZERO),
                longer(estimate.queueWait().max().plus(later), Duration.ZERO));
    }

    private static Duration expectedStart(Estimate estimate, Offer offer) {
        return estimate.asked()
                .timing()
                .startOn(offer, estimate.decision().demand().gpus());
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Usd price(Usd rate, Duration runtime) {
        // An offer that is turned down may be beyond all reason in price and in time.
        long most = (Long.MAX_VALUE - 3_599) / Math.max(1, rate.micros());
        return rate.forSeconds(Math.min(most, runtime.plusMillis(999).toSeconds()));
    }
}
