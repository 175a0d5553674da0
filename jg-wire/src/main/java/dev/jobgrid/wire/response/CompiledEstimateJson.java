package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.plans.PlanOptions;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An estimate with the launch plan that it was compiled to, or why there is none. Its first part is flattened in the
 * JSON.
 */
public record CompiledEstimateJson(
        @JsonUnwrapped EstimateJson estimate,
        @Nullable LaunchPlanJson launchPlan,
        @Nullable Refusal launchPlanRefusal) {
    /** Not about the draft or the place: the call itself is refused. */
    private static final Set<ErrorCode> OF_THE_CALL =
            Set.of(ErrorCode.FORBIDDEN, ErrorCode.STORE_UNAVAILABLE, ErrorCode.INTERNAL_ERROR);

    record Refusal(String code, String message) {}

    /** Estimates a draft, then holds its place. Fails as a launch plan does, but for what the answer tells. */
    public static CompletionStage<CompiledEstimateJson> of(JobGrid grid, Draft draft, PlanOptions options) {
        EstimateJson estimate = EstimateJson.of(draft, grid.estimate(draft));
        return grid.planAsync(draft, options).handle((plan, failure) -> {
            if (failure == null) {
                return new CompiledEstimateJson(estimate, LaunchPlanJson.of(plan), null);
            }
            Throwable cause = failure;
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof JobGridException refused && !OF_THE_CALL.contains(refused.code())) {
                Refusal refusal = new Refusal(refused.code().name(), String.valueOf(refused.getMessage()));
                return new CompiledEstimateJson(estimate, null, refusal);
            }
            throw new CompletionException(cause);
        });
    }

    /** As {@link #of}; waits in the caller's thread, and throws. */
    public static CompiledEstimateJson await(JobGrid grid, Draft draft, PlanOptions options) {
        try {
            return of(grid, draft, options).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
