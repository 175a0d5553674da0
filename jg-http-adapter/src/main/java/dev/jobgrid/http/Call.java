package dev.jobgrid.http;

import dev.jobgrid.JobGrid;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.wire.JobRequestJson;
import dev.jobgrid.wire.WireJson;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;

/**
 * A JSON request whose caller is known.
 *
 * @param ctx the request
 * @param grid the grid, as the caller may use it
 */
record Call(Context ctx, JobGrid grid) {
    /** What answers it. */
    @FunctionalInterface
    interface Action {
        void answer(Call call) throws IOException;
    }

    JobId job() {
        return PathIds.job(ctx);
    }

    ArtifactId artifact() {
        return PathIds.artifact(ctx);
    }

    InputId input() {
        return PathIds.input(ctx);
    }

    Query query() {
        return new Query(ctx);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(ctx.header(name));
    }

    byte[] body() throws IOException {
        return JsonBody.read(ctx);
    }

    /** The draft in the body, which estimate and submit read alike. */
    Draft draft() throws IOException {
        return JobRequestJson.read(WireJson.object(body()));
    }

    void reply(int status, Object record) throws IOException {
        Answers.json(ctx.res(), status, record);
    }
}
