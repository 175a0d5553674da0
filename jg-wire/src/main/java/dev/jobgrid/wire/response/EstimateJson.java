package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Classification;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.wire.Amounts;
import dev.jobgrid.wire.WireNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The response to {@code POST /v1/jobs/estimate} (reference §04). Its first parts are flattened in the JSON. */
public record EstimateJson(
        @JsonUnwrapped Verdict verdict,
        @JsonUnwrapped Place place,
        @JsonUnwrapped Figures figures,
        ClassificationJson classification,
        RoutingJson routing,
        CapacityJson capacity,
        CapacityStatus capacityStatus,
        ScreeningJson screening) {

    record Verdict(
            boolean available,
            boolean canSubmit,
            @Nullable String unavailableCode,
            @Nullable String unavailableReason,
            List<String> warnings) {
        static Verdict of(Draft draft, Estimate estimate) {
            boolean available = estimate.isAvailable();
            Optional<Check> first = estimate.screening().firstError();
            return new Verdict(
                    available,
                    estimate.screening().canSubmit(),
                    available
                            ? null
                            : first.map(Check::code).orElse(ErrorCode.CONFLICT).name(),
                    available
                            ? null
                            : first.map(Check::message).orElseGet(() -> RoutingJson.reason(estimate.decision())),
                    // Fields ignored while reading are reported even if the estimate was made from the spec only.
                    Stream.concat(draft.warnings().stream(), estimate.warnings().stream())
                            .distinct()
                            .toList());
        }
    }

    record Place(
            @Nullable String routedGpuTier,
            @Nullable String likelyGpuType,
            @Nullable String likelyGpuFamily,
            @Nullable GpuJson gpu,
            @Nullable BigDecimal estimatedHourlyRateUsd,
            int candidateCount,
            List<String> constraintsRelaxed) {
        static Place of(Estimate estimate) {
            Optional<Offer> chosen = estimate.decision().chosen();
            int count = estimate.decision().demand().gpus();
            return new Place(
                    chosen.map(o -> WireNames.of(o.gpu().tier())).orElse(null),
                    chosen.map(GpuJson::name).orElse(null),
                    chosen.map(o -> o.gpu().family()).orElse(null),
                    chosen.map(o -> GpuJson.of(o, count)).orElse(null),
                    chosen.map(o -> Amounts.dollars(o.hourlyRate(count))).orElse(null),
                    estimate.decision().candidates(),
                    estimate.decision().relaxed().stream().map(WireNames::of).toList());
        }
    }

    record Figures(
            @Nullable CostRangeJson estimatedCostUsd,
            @Nullable BigDecimal estimatedCostMinUsd,
            @Nullable BigDecimal estimatedCostMaxUsd,
            BigDecimal estimatedRuntimeMinMinutes,
            BigDecimal estimatedRuntimeMaxMinutes,
            long estimatedQueueWaitMinSec,
            long estimatedQueueWaitMaxSec,
            @Nullable Instant estimatedStartTimeMin,
            String estimateSource,
            String confidence,
            Instant estimatedAt) {
        static Figures of(Estimate estimate) {
            // Without an offer there is no rate and no start; they are omitted instead of zero.
            boolean placed = estimate.decision().chosen().isPresent();
            CostRangeJson cost = placed ? CostRangeJson.of(estimate.cost()) : null;
            return new Figures(
                    cost,
                    cost == null ? null : cost.min(),
                    cost == null ? null : cost.max(),
                    Amounts.minutes(estimate.runtime().min()),
                    Amounts.minutes(estimate.runtime().max()),
                    estimate.queueWait().min().toSeconds(),
                    estimate.queueWait().max().toSeconds(),
                    placed ? estimate.at().plus(estimate.queueWait().min()) : null,
                    WireNames.of(estimate.source()),
                    WireNames.of(estimate.confidence()),
                    estimate.at());
        }
    }

    record ClassificationJson(
            String workloadType,
            boolean requiresGpu,
            String accelerationRequirement,
            String confidence,
            List<String> reasons) {
        static ClassificationJson of(Draft draft, Classification found) {
            return new ClassificationJson(
                    WireNames.of(draft.spec().workload()),
                    found.requiresGpu(),
                    WireNames.of(found.requirement()),
                    WireNames.of(found.confidence()),
                    found.reasons());
        }
    }

    record CapacityStatus(String availability, boolean immediateCapacityConfirmed) {}

    /** The estimate of a draft. */
    public static EstimateJson of(Draft draft, Estimate estimate) {
        Availability availability = estimate.availability();
        return new EstimateJson(
                Verdict.of(draft, estimate),
                Place.of(estimate),
                Figures.of(estimate),
                ClassificationJson.of(draft, estimate.classification()),
                RoutingJson.of(estimate),
                CapacityJson.of(estimate),
                new CapacityStatus(WireNames.of(availability), availability == Availability.AVAILABLE),
                ScreeningJson.of(estimate.screening().checks()));
    }
}
