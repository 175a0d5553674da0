package dev.jobgrid.testkit.sim;

import dev.jobgrid.JobGrid;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Placement;
import dev.jobgrid.plans.LaunchPlan;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;

/**
 * The launch plans of the simulation's client: it asks for them without waiting for their places, gives some the go, maybe
 * twice, gives some back and leaves the others. Verifies the grid's responses. Single-threaded.
 */
final class SimulatedPlans {
    private static final Set<ErrorCode> TOO_EARLY_OR_LATE =
            Set.of(ErrorCode.NOT_FOUND, ErrorCode.LAUNCH_PLAN_ENDED, ErrorCode.LAUNCH_PLAN_UNAVAILABLE);

    private final Random random;
    private final IntFunction<JobSpec> specs;
    private final List<Plan> plans = new ArrayList<>();
    private final Set<JobId> launched = new HashSet<>();

    /** @param asked completes once the plan has its place; never if its grid crashes before */
    private record Plan(JobId id, CompletableFuture<LaunchPlan> asked) {
        boolean isHeld() {
            return asked.isDone() && !asked.isCompletedExceptionally();
        }
    }

    /** @param specs makes the spec of the plan with that number, with an id */
    SimulatedPlans(Random random, IntFunction<JobSpec> specs) {
        this.random = random;
        this.specs = specs;
    }

    /** Plans whose go was confirmed. */
    Set<JobId> launched() {
        return Set.copyOf(launched);
    }

    /** Asks for a plan, or does something with one. */
    String act(JobGrid grid) {
        // Mostly the last one that holds, as far as the client knows.
        List<Plan> held = plans.stream()
                .filter(plan -> plan.isHeld() && !launched.contains(plan.id()))
                .toList();
        if (plans.isEmpty() || random.nextInt(held.isEmpty() ? 5 : 2) > 0) {
            return plan(grid);
        }
        Plan plan = held.isEmpty() || random.nextInt(5) == 0
                ? plans.get(random.nextInt(plans.size()))
                : held.get(held.size() - 1);
        return random.nextInt(5) == 0 ? release(grid, plan) : go(grid, plan);
    }

    private String plan(JobGrid grid) {
        JobSpec spec = specs.apply(plans.size());
        PlanOptions options = PlanOptions.DEFAULT
                .withHold(Duration.ofSeconds(10 + random.nextInt(110)))
                .withMaxWait(Duration.ofSeconds(30 - random.nextInt(31) / 2));
        CompletableFuture<LaunchPlan> asked =
                grid.planAsync(Draft.of(spec), options).toCompletableFuture();
        JobId id = spec.id().orElseThrow();
        plans.add(new Plan(id, asked));
        return "plan " + id + " " + (asked.isCompletedExceptionally() ? failure(asked) : "asked");
    }

    private static String failure(CompletableFuture<?> asked) {
        try {
            asked.join();
            throw new AssertionError("it did not fail");
        } catch (CompletionException e) {
            if (e.getCause() instanceof SimulatedCrash crash) {
                throw crash;
            }
            return String.valueOf(e.getCause());
        }
    }

    private String go(JobGrid grid, Plan plan) {
        String what = "go of " + plan.id() + " ";
        Receipt receipt;
        try {
            receipt = grid.submit(Draft.of(JobSpec.draft().build()), SubmitOptions.ofLaunchPlan(plan.id()));
        } catch (JobGridException e) {
            boolean isOdd = e.code() != ErrorCode.INTERNAL_ERROR && !TOO_EARLY_OR_LATE.contains(e.code());
            if (isOdd || launched.contains(plan.id()) && e.code() != ErrorCode.INTERNAL_ERROR) {
                throw new AssertionError(what + "was answered by " + e.code() + ": " + e.getMessage(), e);
            }
            return what + e.code();
        }
        if (launched.contains(plan.id()) && !receipt.replayed()) {
            throw new AssertionError(what + "was taken twice");
        }
        if (!receipt.replayed()) {
            checkPlace(plan, receipt);
        }
        launched.add(plan.id());
        return what + (receipt.replayed() ? "replayed" : "taken");
    }

    /** It starts where it was said. */
    private static void checkPlace(Plan plan, Receipt receipt) {
        if (plan.isHeld()) {
            LaunchPlan said = plan.asked().join();
            Placement place = receipt.job().attempt().placement().orElseThrow();
            boolean isSame = place.node().value().equals(said.node())
                    && place.gpu().name().equals(said.gpu())
                    && place.gpuIds().size() == said.gpus()
                    && place.hourlyRate().equals(said.hourlyRate());
            if (!isSame) {
                throw new AssertionError("launch plan " + said + " was launched on " + place);
            }
        }
    }

    private String release(JobGrid grid, Plan plan) {
        try {
            grid.cancel(plan.id(), "simulated");
            return "plan " + plan.id() + " given back, or its job cancelled";
        } catch (JobGridException e) {
            return "plan " + plan.id() + " not given back: " + e.code();
        }
    }
}
