package dev.jobgrid.http.internal.handlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.plans.PlanOptions;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.request.PlanRequestJson;
import dev.jobgrid.wire.response.CompiledEstimateJson;
import dev.jobgrid.wire.response.EstimateJson;
import java.io.IOException;
import java.util.Optional;

/** §04: estimates a draft, and holds its place if it is asked to. */
final class EstimateHandler {
    void estimate(Call call) throws IOException {
        ObjectNode body = WireJson.object(call.body());
        Optional<PlanOptions> plan = PlanRequestJson.takeCompile(body);
        Draft draft = JobRequestJson.read(body);
        if (plan.isEmpty()) {
            call.reply(200, EstimateJson.of(draft, call.grid().estimate(draft)));
        } else {
            PlanOptions options = plan.get().withKey(call.header(SubmitHandler.KEY));
            call.reply(200, CompiledEstimateJson.of(call.grid(), draft, options), answer -> answer);
        }
    }
}
