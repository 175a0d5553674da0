package dev.jobgrid.routing;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The routing of a request, with its explanation. Every offer of the snapshot is the chosen one, outranked or rejected.
 * Immutable and thread-safe. The explanation is computed on first access; until then the decision references the
 * snapshot.
 */
public final class Decision {
    private final Outcome outcome;
    private final Optional<Offer> chosen;
    private final Demand demand;
    private final List<Relaxation> relaxed;
    private final Supplier<Explanation> explain;
    // Two threads may both compute it, with the same result.
    private volatile @Nullable Explanation explanation;

    /**
     * The demand of a request on one offer.
     *
     * @param gpus GPUs
     * @param memoryPerGpuBytes memory of each of them
     */
    public record Demand(int gpus, long memoryPerGpuBytes) {}

    /** A decision with its explanation; parameters as the accessors. Copies the lists. */
    public Decision(
            Outcome outcome,
            Optional<Offer> chosen,
            Demand demand,
            List<Relaxation> relaxed,
            List<Offer> outranked,
            List<Rejection> rejections) {
        this(outcome, chosen, demand, relaxed, known(new Explanation(outranked, rejections)));
    }

    Decision(
            Outcome outcome,
            Optional<Offer> chosen,
            Demand demand,
            List<Relaxation> relaxed,
            Supplier<Explanation> explain) {
        this.outcome = outcome;
        this.chosen = chosen;
        this.demand = demand;
        this.relaxed = List.copyOf(relaxed);
        this.explain = explain;
    }

    private static Supplier<Explanation> known(Explanation explanation) {
        return () -> explanation;
    }

    /** The outcome. */
    public Outcome outcome() {
        return outcome;
    }

    /** The best offer: free if {@link Outcome#PLACED}, the best of the busy ones if {@link Outcome#BUSY}. */
    public Optional<Offer> chosen() {
        return chosen;
    }

    /** The demand on one offer. */
    public Demand demand() {
        return demand;
    }

    /** Soft preferences that the chosen offer misses. */
    public List<Relaxation> relaxed() {
        return relaxed;
    }

    /** Offers that fit and are free, but rank lower; best first. */
    public List<Offer> outranked() {
        return explanation().outranked();
    }

    /** Rejected offers, by id; {@link Reason#BUSY} for those that fit and are busy. */
    public List<Rejection> rejections() {
        return explanation().rejections();
    }

    /** Offers that could run the request, now or when they are free. */
    public int candidates() {
        long busy = rejections().stream().filter(r -> r.reason() == Reason.BUSY).count();
        return outranked().size() + (int) busy + (outcome == Outcome.PLACED ? 1 : 0);
    }

    /** This decision with an outranked offer in place of the chosen one. */
    public Decision choosing(Offer other) {
        Offer before = chosen.orElseThrow();
        return new Decision(
                outcome,
                Optional.of(other),
                demand,
                relaxed,
                () -> new Explanation(
                        outranked().stream()
                                .map(offer -> offer.id().equals(other.id()) ? before : offer)
                                .toList(),
                        rejections()));
    }

    private Explanation explanation() {
        Explanation known = explanation;
        if (known == null) {
            known = explain.get();
            explanation = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Decision decision
                && outcome == decision.outcome
                && chosen.equals(decision.chosen)
                && demand.equals(decision.demand)
                && relaxed.equals(decision.relaxed)
                && explanation().equals(decision.explanation());
    }

    @Override
    public int hashCode() {
        return Objects.hash(outcome, chosen, demand, relaxed);
    }

    @Override
    public String toString() {
        return "Decision[outcome=" + outcome + ", chosen=" + chosen + ", demand=" + demand + ", relaxed=" + relaxed
                + ", outranked=" + outranked() + ", rejections=" + rejections() + "]";
    }
}
