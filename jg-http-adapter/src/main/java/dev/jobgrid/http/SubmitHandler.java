package dev.jobgrid.http;

import dev.jobgrid.JobHandle;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.submit.Receipt;
import dev.jobgrid.submit.SubmitOptions;
import dev.jobgrid.wire.BatchJson;
import dev.jobgrid.wire.SubmitJson;
import java.io.IOException;

/** §06: takes a job. */
final class SubmitHandler {
    private static final String KEY = "Idempotency-Key";

    void submit(Call call) throws IOException {
        call.reply(202, SubmitJson.of(submitted(call, call.draft())));
    }

    /** Takes jobs all together, or none. */
    void submitAll(Call call) throws IOException {
        call.reply(
                202,
                BatchJson.of(call.grid().submitAll(BatchJson.read(call.body())).stream()
                        .map(JobHandle::id)
                        .toList()));
    }

    static Receipt submitted(Call call, Draft draft) {
        try {
            Receipt receipt = call.grid().submit(draft, new SubmitOptions(call.header(KEY)));
            if (receipt.replayed()) {
                call.ctx().header("Idempotent-Replayed", "true");
            }
            return receipt;
        } catch (JobGridException e) {
            throw isKeyOfAnotherDraft(e) ? HttpRefusal.of(422, e) : e;
        }
    }

    private static boolean isKeyOfAnotherDraft(JobGridException e) {
        return e.code() == ErrorCode.INVALID_REQUEST
                && e.checks().stream()
                        .anyMatch(check -> check.field().filter(KEY::equals).isPresent());
    }
}
