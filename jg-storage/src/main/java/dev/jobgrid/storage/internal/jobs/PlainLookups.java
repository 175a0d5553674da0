package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.storage.internal.sql.Transactions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Look-ups with one statement each, in any database. Thread-safe. */
public record PlainLookups(Transactions transactions, JobRows rows) implements Lookups {
    @Override
    public Optional<Job> job(JobRef ref) {
        return transactions.read("reading a job", handle -> rows.find(handle, ref));
    }

    /** {@inheritDoc} Runs in the caller's thread. */
    @Override
    public CompletionStage<Optional<Job>> jobAsync(JobRef ref) {
        return CompletableFuture.supplyAsync(() -> job(ref), Runnable::run);
    }

    @Override
    public Optional<ApiKey> key(String sha256) {
        return transactions.read(
                "reading an API key",
                handle -> handle.createQuery("SELECT * FROM api_keys WHERE sha256 = :sha256")
                        .bind("sha256", sha256)
                        .map((row, context) -> ApiKeyRows.read(row))
                        .findOne());
    }
}
