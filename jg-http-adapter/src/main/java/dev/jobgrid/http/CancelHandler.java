package dev.jobgrid.http;

import dev.jobgrid.wire.CancelJson;
import dev.jobgrid.wire.CancelRequestJson;
import java.io.IOException;

/** §10: stops a job. */
final class CancelHandler {
    void cancel(Call call) throws IOException {
        String reason = CancelRequestJson.read(call.body());
        call.reply(200, CancelJson.of(call.grid().cancel(call.job(), reason)));
    }
}
