package dev.jobgrid.testkit.storage;

import dev.jobgrid.artifacts.Artifact;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.logs.LogLine;
import dev.jobgrid.logs.LogQuery;
import dev.jobgrid.spi.store.Storage;
import java.util.List;
import java.util.Optional;

/** Everything that belongs to a job. Immutable. */
record JobRecords(
        Optional<Job> job,
        List<JobEvent> events,
        List<LogLine> log,
        List<Artifact> artifacts,
        Optional<CallbackReport> callback) {
    static final JobRecords NOTHING =
            new JobRecords(Optional.empty(), List.of(), List.of(), List.of(), Optional.empty());

    static JobRecords of(Storage storage, JobRef ref) {
        return new JobRecords(
                storage.jobs().find(ref),
                storage.jobs().events(ref, 0, 1000),
                storage.logs().read(ref, LogQuery.after(0, 500)).lines(),
                storage.artifacts().list(ref),
                storage.callbacks().find(ref));
    }
}
