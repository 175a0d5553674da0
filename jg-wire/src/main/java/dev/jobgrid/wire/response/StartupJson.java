package dev.jobgrid.wire.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import org.jspecify.annotations.Nullable;

/** {@code startup_diagnostics}: the progress of a job's start. */
record StartupJson(
        boolean commandSpawned,
        boolean workloadLogsAvailable,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Boolean inputsPrepared,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Boolean scriptsPrepared) {
    static StartupJson of(Job job, boolean hasLogs) {
        boolean spawned = job.state().times().started().isPresent();
        Boolean prepared = prepared(job, spawned);
        return new StartupJson(spawned, hasLogs, prepared, prepared);
    }

    private static @Nullable Boolean prepared(Job job, boolean spawned) {
        boolean missing = job.state()
                .ending()
                .failure()
                .filter(failure -> failure.cause() == Failure.Cause.INPUT_UNAVAILABLE)
                .isPresent();
        if (missing) {
            return false;
        }
        // The program is started last, so both are complete from then on; before that it is unknown.
        return (spawned || job.phase() == ExecutionPhase.CONTAINER_STARTING) ? Boolean.TRUE : null;
    }
}
