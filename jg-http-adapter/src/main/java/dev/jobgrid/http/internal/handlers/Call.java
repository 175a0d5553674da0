package dev.jobgrid.http.internal.handlers;

import dev.jobgrid.JobGrid;
import dev.jobgrid.http.internal.exchange.AsyncResponse;
import dev.jobgrid.http.internal.exchange.ErrorResponses;
import dev.jobgrid.http.internal.exchange.JsonBody;
import dev.jobgrid.http.internal.exchange.JsonResponses;
import dev.jobgrid.http.internal.exchange.MountedRequest;
import dev.jobgrid.http.internal.exchange.PathIds;
import dev.jobgrid.http.internal.exchange.Query;
import dev.jobgrid.http.internal.exchange.ReaderMemory;
import dev.jobgrid.http.internal.exchange.Reply;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.logs.LogPage;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.GridClock;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * An authenticated JSON request.
 *
 * @param ctx the request
 * @param grid the caller's grid
 * @param room free asynchronous responses
 * @param logs what reading logs may hold
 */
record Call(Context ctx, JobGrid grid, Semaphore room, ReaderMemory logs) {
    /** Its handler. */
    @FunctionalInterface
    interface Action {
        void answer(Call call) throws IOException;
    }

    JobId job() {
        return PathIds.job(ctx);
    }

    JobId launchPlan() {
        return PathIds.launchPlan(ctx);
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

    void reply(int status, Object record) throws IOException {
        JsonResponses.json(ctx.res(), status, record);
    }

    /** Responds with a page of the job's log. */
    void replyLogs(LogQuery query, GridClock clock, Function<LogPage, Object> shape) throws IOException {
        ReaderMemory.Share memory = logs.take(grid.caller().workspace(), ReaderMemory.PAGE);
        try {
            JsonResponses.large(ctx, 200, shape.apply(grid.logs(job(), query)), clock, memory::shrinkTo);
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    /** Responds with the result of a stage: at once if it is complete, else asynchronously if possible. */
    <T> void reply(int status, CompletionStage<T> stage, Reply<T> reply) throws IOException {
        CompletableFuture<T> asked = stage.toCompletableFuture();
        if (asked.isDone() || !ctx.req().isAsyncSupported() || !room.tryAcquire()) {
            reply(status, reply.to(await(asked)));
            return;
        }
        MountedRequest.of(ctx)
                .leave(answered -> AsyncResponse.leave(ctx, status, asked, reply, () -> {
                    room.release();
                    answered.run();
                }));
    }

    private static <T> T await(CompletableFuture<T> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw ErrorResponses.cause(e) instanceof RuntimeException cause ? cause : e;
        }
    }
}
