package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.estimate.Draft;
import dev.jobgrid.wire.response.EstimateJson;
import java.io.IOException;

/** §04: estimates a draft. */
final class EstimateHandler {
    void estimate(Call call) throws IOException {
        Draft draft = call.draft();
        call.reply(200, EstimateJson.of(draft, call.grid().estimate(draft)));
    }
}
