package dev.jobgrid.http.internal.handlers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.estimate.DraftChanges;
import dev.jobgrid.http.internal.exchange.ErrorResponses;
import dev.jobgrid.http.internal.exchange.HttpRefusal;
import dev.jobgrid.http.internal.exchange.Reply;
import dev.jobgrid.id.JobId;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.wire.WireJson;
import dev.jobgrid.wire.request.JobRequestJson;
import dev.jobgrid.wire.request.PlanRequestJson;
import dev.jobgrid.wire.request.RerunRequestJson;
import dev.jobgrid.wire.response.BatchJson;
import dev.jobgrid.wire.response.SubmitJson;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** §06: submits a job. */
final class SubmitHandler {
    static final String KEY = "Idempotency-Key";

    void submit(Call call) throws IOException {
        ObjectNode body = WireJson.object(call.body());
        Optional<JobId> plan = PlanRequestJson.takeGo(body);
        SubmitOptions options = new SubmitOptions(call.header(KEY), plan);
        taken(call, call.grid().submitAsync(JobRequestJson.read(body), options), SubmitJson::of);
    }

    /** Submits a job of the workspace again, with changes. */
    void rerun(Call call) throws IOException {
        DraftChanges changes = RerunRequestJson.read(call.body());
        JobId original = call.job();
        SubmitOptions options = options(call);
        taken(
                call,
                CompletableFuture.supplyAsync(() -> call.grid().rerun(original, changes, options), Runnable::run),
                SubmitJson::of);
    }

    /** Submits a batch of jobs atomically. */
    void submitAll(Call call) throws IOException {
        call.reply(202, BatchJson.of(call.grid().submitDrafts(BatchJson.read(call.body()))));
    }

    static void submit(Call call, Draft draft, Reply<Receipt> reply) throws IOException {
        taken(call, call.grid().submitAsync(draft, options(call)), reply);
    }

    private static SubmitOptions options(Call call) {
        return new SubmitOptions(call.header(KEY), Optional.empty());
    }

    private static void taken(Call call, CompletionStage<Receipt> stage, Reply<Receipt> reply) throws IOException {
        taken(call, 202, stage, receipt -> {
            noteReplay(call, receipt.replayed());
            return reply.to(receipt);
        });
    }

    static void noteReplay(Call call, boolean replayed) {
        if (replayed) {
            call.ctx().header("Idempotent-Replayed", "true");
        }
    }

    static <T> void taken(Call call, int status, CompletionStage<T> stage, Reply<T> reply) throws IOException {
        CompletionStage<T> taken = stage.exceptionally(failure -> {
            throw refusal(failure);
        });
        call.reply(status, taken, reply);
    }

    private static RuntimeException refusal(Throwable failure) {
        return ErrorResponses.cause(failure) instanceof JobGridException refused && isKeyOfAnotherDraft(refused)
                ? HttpRefusal.of(422, refused)
                : new CompletionException(failure);
    }

    private static boolean isKeyOfAnotherDraft(JobGridException e) {
        return e.code() == ErrorCode.INVALID_REQUEST
                && e.checks().stream()
                        .anyMatch(check -> check.field().filter(KEY::equals).isPresent());
    }
}
