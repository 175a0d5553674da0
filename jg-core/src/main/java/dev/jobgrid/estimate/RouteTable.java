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
 * Explains the routing of a job: every known offer, best first.
 *
 * @param estimate its source
 * @param rows one for each offer: the chosen one, then lower-ranked ones, then rejected ones
 */
public record RouteTable(Estimate estimate, List<Row> rows) {
    /** Copies the rows. */
    public RouteTable {
        rows = List.copyOf(rows);
    }

    /** The verdict on an offer. */
    public enum Verdict {
        /** Chosen. */
        CHOSEN,
        /** Fits, and another is better. */
        OUTRANKED,
        /** Fits, and is busy now. */
        BUSY,
        /** Does not fit. */
        REJECTED
    }

    /**
     * One offer.
     *
     * @param offer the offer
     * @param hourlyRate the price of the job's GPUs there per hour
     * @param leastCost the lowest cost there: the estimate's runtime is that of the chosen offer, and is scaled for
     *     others as the router expects
     * @param mostCost the highest cost there
     * @param start time until the start there, scaled likewise; empty if unknown
     * @param verdict the verdict
     * @param rejection why it was rejected, if it was
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

    /** Scales a runtime on the chosen offer to this one. */
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
        // A rejected offer may have an extreme price or time.
        long max = (Long.MAX_VALUE - 3_599) / Math.max(1, rate.micros());
        return rate.forSeconds(Math.min(max, runtime.plusMillis(999).toSeconds()));
    }
}
