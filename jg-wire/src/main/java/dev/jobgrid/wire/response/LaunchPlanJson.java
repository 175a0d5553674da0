package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobgrid.job.Cost;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.wire.Amounts;
import dev.jobgrid.wire.WireNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A launch plan: the response to {@code POST /v1/launch-plans}, and part of a job's status.
 *
 * @param launchPlanId the job's id
 * @param endedAt when it was launched, expired, released or lost
 * @param warnings what its client should know of the draft
 */
public record LaunchPlanJson(
        String launchPlanId,
        String state,
        @Nullable String node,
        @Nullable String gpuType,
        int gpuCount,
        BigDecimal hourlyRateUsd,
        CostRangeJson estimatedCostUsd,
        @Nullable BigDecimal creditsHeldUsd,
        Instant expiresAt,
        @Nullable Instant endedAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String reason,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings) {
    /** The response to {@code GET /v1/launch-plans}. */
    public record Page(List<LaunchPlanJson> launchPlans) {
        /** Those that a workspace holds. */
        public static Page of(List<LaunchPlan> plans) {
            return new Page(plans.stream().map(LaunchPlanJson::of).toList());
        }
    }

    /** A launch plan. */
    public static LaunchPlanJson of(LaunchPlan plan) {
        return of(plan, List.of());
    }

    /** A new launch plan. */
    public static LaunchPlanJson of(LaunchPlan plan, List<String> warnings) {
        return new LaunchPlanJson(
                plan.id().value(),
                WireNames.of(plan.state()),
                plan.node().isEmpty() ? null : plan.node(),
                plan.gpu().isEmpty() ? null : plan.gpu(),
                plan.gpus(),
                Amounts.dollars(plan.hourlyRate()),
                CostRangeJson.of(Cost.expected(plan.minCost(), plan.maxCost())),
                plan.creditsHeld().map(Amounts::dollars).orElse(null),
                plan.expires(),
                plan.ended().orElse(null),
                plan.reason(),
                warnings);
    }
}
