package dev.jobgrid.internal.submit;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.Job;
import java.util.List;
import java.util.Optional;

/** Refusals of drafts whose id or idempotency key was used for another draft. Pure. */
final class ReplayConflicts {
    private ReplayConflicts() {}

    static JobGridException idTaken(Job there) {
        String message = "job " + there.id() + " exists with another draft; choose another id, or leave it out";
        return new JobGridException(
                ErrorCode.CONFLICT, message, List.of(Check.error(ErrorCode.CONFLICT, "id", message)), Optional.empty());
    }

    static JobGridException keyTaken(Job there) {
        return new JobGridException(
                ErrorCode.INVALID_REQUEST,
                "this Idempotency-Key was used for another draft; use a new key for a new job",
                List.of(Check.invalid("Idempotency-Key", "used for job " + there.id() + " before")),
                Optional.empty());
    }
}
