package dev.jobgrid.http;

import dev.jobgrid.estimate.Draft;
import dev.jobgrid.wire.EstimateJson;
import dev.jobgrid.wire.JobRequestJson;
import java.io.IOException;

/** §04: what a draft would need, cost and wait for. */
final class EstimateHandler {
    void estimate(Call call) throws IOException {
        Draft draft = JobRequestJson.read(call.body());
        call.reply(200, EstimateJson.of(draft, call.grid().estimate(draft)));
    }
}
