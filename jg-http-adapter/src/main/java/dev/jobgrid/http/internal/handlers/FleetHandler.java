package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.wire.response.NodesJson;
import dev.jobgrid.wire.response.QueueJson;
import dev.jobgrid.wire.response.WhoamiJson;
import java.io.IOException;

/** The caller, the fleet and the queue. */
final class FleetHandler {
    private static final int DEFAULT_PAGE = 20;
    private static final int MAX_PAGE = 100;

    void whoami(Call call) throws IOException {
        call.reply(200, WhoamiJson.of(call.grid().caller()));
    }

    void nodes(Call call) throws IOException {
        call.reply(200, NodesJson.of(call.grid().fleet()));
    }

    void queue(Call call) throws IOException {
        call.reply(200, QueueJson.of(call.grid().queue(call.query().count("limit", DEFAULT_PAGE, MAX_PAGE))));
    }
}
