package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Reason;
import dev.jobgrid.routing.Rejection;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.wire.Amounts;
import dev.jobgrid.wire.WireNames;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code routing}: the routing of a draft, with the reasons (reference §04). */
record RoutingJson(
        String routeStatus,
        @Nullable String selectedRouteSource,
        @Nullable String selectedAccelerator,
        String selectionReason,
        List<Considered> considered,
        @Nullable OfferJson selected,
        List<OfferJson> outranked,
        DemandJson demand) {
    /** The demand on one offer. */
    record DemandJson(int gpus, long memoryPerGpuBytes) {}

    /**
     * A rejected offer, and the constraint that ruled it out.
     *
     * @param count the number of grouped offers that differ only in id and free GPUs; the offer is then the first of
     *     them
     */
    record Considered(
            @JsonUnwrapped OfferJson offer,
            String reason,
            String needed,
            String found,
            @Nullable Integer count) {
        /** More than these are grouped. */
        private static final int MANY = 100;

        private record Group(
                GpuModel gpu, boolean simulated, String region, Usd rate, Reason reason, String needed, String found) {
            private static Group of(Rejection rejection) {
                Offer offer = rejection.offer();
                return new Group(
                        offer.gpu(),
                        offer.simulated(),
                        offer.region(),
                        offer.gpuHourlyRate(),
                        rejection.reason(),
                        rejection.needed(),
                        rejection.found());
            }
        }

        static List<Considered> all(List<Rejection> rejections) {
            if (rejections.size() <= MANY) {
                return rejections.stream().map(rejection -> of(rejection, null)).toList();
            }
            Map<Group, List<Rejection>> groups = rejections.stream()
                    .collect(Collectors.groupingBy(Group::of, LinkedHashMap::new, Collectors.toList()));
            // The largest first, so that the least informative ones are omitted.
            return groups.values().stream()
                    .sorted(Comparator.comparingInt((List<Rejection> alike) -> -alike.size()))
                    .limit(MANY)
                    .map(alike -> of(alike.get(0), alike.size()))
                    .toList();
        }

        private static Considered of(Rejection rejection, @Nullable Integer count) {
            return new Considered(
                    OfferJson.of(rejection.offer()),
                    WireNames.of(rejection.reason()),
                    rejection.needed(),
                    rejection.found(),
                    count);
        }
    }

    static RoutingJson of(Estimate estimate) {
        Decision decision = estimate.decision();
        return new RoutingJson(
                WireNames.of(estimate.availability()),
                decision.chosen().map(o -> CapacityJson.source(o.source())).orElse(null),
                decision.chosen().map(GpuJson::name).orElse(null),
                reason(decision),
                Considered.all(decision.rejections()),
                decision.chosen().map(OfferJson::of).orElse(null),
                decision.outranked().stream().map(OfferJson::of).toList(),
                new DemandJson(decision.demand().gpus(), decision.demand().memoryPerGpuBytes()));
    }

    /** The reason for the decision, in one sentence. */
    static String reason(Decision decision) {
        String what = decision.chosen()
                .map(o -> decision.demand().gpus() + " × " + GpuJson.name(o) + " for $"
                        + Amounts.dollars(o.hourlyRate(decision.demand().gpus()))
                                .toPlainString() + " an hour")
                .orElse("");
        return switch (decision.outcome()) {
            case PLACED -> what + " is the best of " + (1 + decision.outranked().size()) + " that fit and are free.";
            case BUSY -> what + " fits best, and too few of what fits are free for it now.";
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
                        .map(e -> e.getValue() + " by " + WireNames.of(e.getKey()))
                        .collect(Collectors.joining(", "))
                + ".";
    }
}
