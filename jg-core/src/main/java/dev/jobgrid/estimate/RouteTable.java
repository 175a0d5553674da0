package dev.jobgrid.estimate;

import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
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
     * @param leastCost what the job would cost there at the least, by the estimate's runtime
     * @param mostCost the same at the most
     * @param start how long until it would start there; empty where that cannot be told
     * @param verdict what became of it
     * @param rejection why it was turned down, if it was
     */
    public record Row(
            Offer offer,
            Usd hourlyRate,
            Usd leastCost,
            Usd mostCost,
            Optional<Span> start,
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
        Optional<Span> start = switch (verdict) {
            case CHOSEN, OUTRANKED -> Optional.of(estimate.queueWait());
            case BUSY ->
                estimate.decision().outcome() == Outcome.BUSY ? Optional.of(estimate.queueWait()) : Optional.empty();
            case REJECTED -> Optional.empty();
        };
        return new Row(
                offer,
                rate,
                price(rate, estimate.runtime().min()),
                price(rate, estimate.runtime().max()),
                start,
                verdict,
                rejection);
    }

    private static Usd price(Usd rate, Duration runtime) {
        return rate.forSeconds(runtime.plusMillis(999).toSeconds());
    }
}
