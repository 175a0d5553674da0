package dev.jobgrid.wire;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
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
        List<Considered> considered,
        @Nullable OfferJson selected,
        List<OfferJson> outranked,
        DemandJson demand) {
    /** What is asked of one offer. */
    record DemandJson(int gpus, long memoryPerGpuBytes) {}

    /** An offer turned down, and the one constraint that ruled it out. */
    record Considered(@JsonUnwrapped OfferJson offer, String reason, String needed, String found) {
        static Considered of(Rejection rejection) {
            return new Considered(
                    OfferJson.of(rejection.offer()),
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
                decision.rejections().stream().map(Considered::of).toList(),
                decision.chosen().map(OfferJson::of).orElse(null),
                decision.outranked().stream().map(OfferJson::of).toList(),
                new DemandJson(decision.demand().gpus(), decision.demand().memoryPerGpuBytes()));
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
