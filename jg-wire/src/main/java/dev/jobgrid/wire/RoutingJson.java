package dev.jobgrid.wire;

import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code routing}: where a draft would run, and why nowhere else (reference §04). */
record RoutingJson(
        String routeStatus,
        @Nullable String selectedRouteSource,
        @Nullable String selectedAccelerator,
        String selectionReason,
        List<Considered> considered) {
    /**
     * An offer turned down, and the one constraint that ruled it out.
     *
     * @param hourlyRateUsd price of one GPU
     */
    record Considered(
            String offerId,
            String gpuType,
            boolean simulated,
            @Nullable String region,
            BigDecimal hourlyRateUsd,
            String reason,
            String needed,
            String found) {
        static Considered of(Rejection rejection) {
            Offer offer = rejection.offer();
            return new Considered(
                    offer.id(),
                    GpuJson.name(offer),
                    offer.simulated(),
                    offer.region().isEmpty() ? null : offer.region(),
                    Amounts.dollars(offer.gpuHourlyRate()),
                    Words.of(rejection.reason()),
                    rejection.needed(),
                    rejection.found());
        }
    }

    static RoutingJson of(Estimate estimate) {
        Decision decision = estimate.decision();
        return new RoutingJson(
                Words.of(estimate.availability()),
                decision.chosen().map(o -> CapacityJson.source(o.source())).orElse(null),
                decision.chosen().map(GpuJson::name).orElse(null),
                reason(decision),
                decision.rejections().stream().map(Considered::of).toList());
    }

    /** Why the decision is what it is, in one sentence. */
    static String reason(Decision decision) {
        String what = decision.chosen()
                .map(o -> decision.demand().gpus() + " × " + GpuJson.name(o) + " for $"
                        + Amounts.dollars(o.hourlyRate(decision.demand().gpus()))
                                .toPlainString() + " an hour")
                .orElse("");
        return switch (decision.outcome()) {
            case PLACED -> what + " is the best of " + (1 + decision.outranked().size()) + " that fit and are free.";
            case BUSY -> what + " fits best, and all that fit are busy now.";
            case UNSATISFIABLE -> unsatisfiable(decision.rejections());
        };
    }

    private static String unsatisfiable(List<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return "The grid knows of nothing to run on.";
        }
        Map<Reason, Long> counts = rejections.stream()
                .collect(Collectors.groupingBy(Rejection::reason, TreeMap::new, Collectors.counting()));
        return "Nothing that the grid knows fits. Ruled out: "
                + counts.entrySet().stream()
                        .map(e -> e.getValue() + " by " + Words.of(e.getKey()))
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
