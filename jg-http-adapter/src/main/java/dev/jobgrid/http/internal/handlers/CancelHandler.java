package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.job.Job;
import dev.jobgrid.wire.request.CancelRequestJson;
import dev.jobgrid.wire.response.CancelJson;
import java.io.IOException;

/** §10: cancels a job. */
final class CancelHandler {
    void cancel(Call call) throws IOException {
        call.reply(200, CancelJson.of(cancelled(call)));
    }

    static Job cancelled(Call call) throws IOException {
        String reason = CancelRequestJson.read(call.body());
        return call.grid().cancel(call.job(), reason);
    }
}
