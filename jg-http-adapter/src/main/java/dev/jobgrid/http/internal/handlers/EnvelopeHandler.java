package dev.jobgrid.http.internal.handlers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.http.internal.exchange.BaseUrl;
import dev.jobgrid.spi.FileLinks;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.AgentRequest;
import dev.jobgrid.wire.response.AgentResponses;
import dev.jobgrid.wire.response.EnvelopeJson;
import dev.jobgrid.wire.response.EstimateJson;
import dev.jobgrid.wire.response.JobListJson;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** §12, §13: routes for gateways of agents: published responses in an envelope, with a few more names. */
record EnvelopeHandler(BaseUrl base, FileLinks links, GridClock clock) {
    /** Below this path errors are in an envelope too. */
    private static final int LOG_PAGE = 1000;

    void estimate(Call call) throws IOException {
        Draft draft = draft(call);
        reply(call, 200, AgentResponses.of(EstimateJson.of(draft, call.grid().estimate(draft))));
    }

    void submit(Call call) throws IOException {
        SubmitHandler.submit(call, draft(call), receipt -> EnvelopeJson.of(AgentResponses.submit(receipt)));
    }

    private static Draft draft(Call call) throws IOException {
        return AgentRequest.read(WireJson.object(call.body()));
    }

    void list(Call call) throws IOException {
        reply(call, 200, AgentResponses.of(JobListJson.of(MonitorHandler.page(call), clock.instant())));
    }

    void status(Call call) throws IOException {
        call.reply(
                200,
                call.grid().statusAsync(call.job()),
                new MonitorHandler.Status(call.grid(), clock, status -> EnvelopeJson.of(AgentResponses.of(status))));
    }

    void logs(Call call) throws IOException {
        call.replyLogs(
                LogsHandler.asked(call.query(), LOG_PAGE), clock, page -> EnvelopeJson.of(AgentResponses.logs(page)));
    }

    void cancel(Call call) throws IOException {
        reply(call, 200, AgentResponses.cancel(CancelHandler.cancelled(call)));
    }

    void artifacts(Call call) throws IOException {
        List<Artifact> artifacts = call.grid().artifacts(call.job()).list();
        reply(call, 200, AgentResponses.artifacts(artifacts));
    }

    void download(Call call) throws IOException {
        Artifact artifact = ArtifactsHandler.ready(call);
        FileLinks.Link link = links.download(URI.create(base.of(call.ctx())), artifact);
        reply(call, 200, AgentResponses.download(artifact, link.url().toString(), link.expires()));
    }

    private static void reply(Call call, int status, JsonNode data) throws IOException {
        call.reply(status, EnvelopeJson.of(data));
    }
}
