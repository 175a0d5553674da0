package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Finds single rows by their keys, for every request. Sees all earlier commits. Thread-safe. */
public interface Lookups {
    /** The job. */
    Optional<Job> job(JobRef ref);

    /** The job, as {@link dev.jobgrid.spi.store.JobReads#findAsync}. */
    CompletionStage<Optional<Job>> jobAsync(JobRef ref);

    /** The API key with this hash. */
    Optional<ApiKey> key(String sha256);
}
