package dev.jobgrid.http.internal.handlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.request.PlanRequestJson;
import dev.jobgrid.wire.response.LaunchPlanJson;
import java.io.IOException;

/** Launch plans: makes, shows and gives them back. */
final class LaunchPlanHandler {
    void plan(Call call) throws IOException {
        ObjectNode body = WireJson.object(call.body());
        PlanOptions options = PlanRequestJson.takeOptions(body);
        Draft draft = JobRequestJson.read(body);
        SubmitHandler.taken(
                call, 201, call.grid().planAsync(draft, options.withKey(call.header(SubmitHandler.KEY))), plan -> {
                    SubmitHandler.noteReplay(call, plan.replayed());
                    return LaunchPlanJson.of(plan, draft.warnings());
                });
    }

    void list(Call call) throws IOException {
        call.reply(200, LaunchPlanJson.Page.of(call.grid().launchPlans()));
    }

    void find(Call call) throws IOException {
        call.reply(200, LaunchPlanJson.of(call.grid().launchPlan(call.launchPlan())));
    }

    /** One that has ended already is as wanted. */
    void release(Call call) throws IOException {
        call.reply(200, LaunchPlanJson.of(call.grid().releasePlan(call.launchPlan())));
    }
}
