package dev.jobgrid.wire.client;

import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.plans.LaunchPlan;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads launch plans. */
public final class LaunchPlanReader {
    private LaunchPlanReader() {}

    /** One launch plan. */
    public static LaunchPlan read(byte[] body) throws IOException {
        return ResponseObject.read(body, LaunchPlanReader::plan);
    }

    /** Those that a workspace holds. */
    public static List<LaunchPlan> list(byte[] body) throws IOException {
        return ResponseObject.read(
                body,
                response -> response.objects("launch_plans").stream()
                        .map(LaunchPlanReader::plan)
                        .toList());
    }

    /** The launch plan of a job, from its status. */
    static LaunchHold hold(ResponseObject plan, Optional<ResponseObject> run) {
        Instant expires = plan.needTime("expires_at");
        Instant assigned = run.flatMap(of -> of.time("assigned_at")).orElse(expires);
        return new LaunchHold(
                plan.needWord("state", LaunchHold.Stage.class),
                Duration.between(assigned, expires),
                plan.time("ended_at").orElse(expires));
    }

    private static LaunchPlan plan(ResponseObject plan) {
        Optional<ResponseObject> cost = plan.object("estimated_cost_usd");
        return new LaunchPlan(
                new JobId(plan.needText("launch_plan_id")),
                plan.needWord("state", LaunchPlan.State.class),
                plan.text("node").orElse(""),
                plan.text("gpu_type").orElse(""),
                plan.count("gpu_count").orElse(0),
                plan.usd("hourly_rate_usd"),
                cost.map(range -> range.usd("min")).orElse(Cost.NONE.min()),
                cost.map(range -> range.usd("max")).orElse(Cost.NONE.max()),
                plan.decimal("credits_held_usd").map(known -> plan.usd("credits_held_usd")),
                plan.needTime("expires_at"),
                plan.time("ended_at"),
                plan.text("reason").orElse(""),
                false);
    }
}
