package dev.jobgrid.internal.admission;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.spi.store.Creation;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Places reserved for jobs that are admitted and not stored yet. Tickets of jobs that are not stored in the end, for
 * whatever reason, are released, so that they no longer count. Immutable.
 */
public final class AdmissionTickets {
    private static final System.Logger LOG = System.getLogger(AdmissionTickets.class.getName());

    private final AdmissionStore store;
    private final WorkspaceId workspace;
    private final List<JobId> jobs;

    AdmissionTickets(AdmissionStore store, WorkspaceId workspace, List<JobId> jobs) {
        this.store = store;
        this.workspace = workspace;
        this.jobs = List.copyOf(jobs);
    }

    /**
     * Runs work that creates or uses the tickets. If it fails, they are released; but an unavailable store is not
     * called again while the caller waits: the tickets count for a minute then.
     */
    <T> T orRelease(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            if (!isAway(e)) {
                release(jobs);
            }
            throw e;
        }
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof JobGridException e && e.code() == ErrorCode.STORE_UNAVAILABLE;
    }

    /** Stores the jobs, and releases the tickets of those that were not stored. */
    public List<Creation> use(Supplier<List<Creation>> create) {
        if (jobs.isEmpty()) {
            return create.get();
        }
        List<Creation> creations = orRelease(create);
        release(unused(creations));
        return creations;
    }

    /** As {@link #use}, without waiting for the store. The stage completes once the tickets are released. */
    public CompletionStage<List<Creation>> useAsync(Supplier<CompletionStage<List<Creation>>> create) {
        if (jobs.isEmpty()) {
            return create.get();
        }
        return orRelease(create)
                .handle((creations, failure) -> {
                    CompletionStage<List<Creation>> result = failure == null
                            ? CompletableFuture.completedStage(creations)
                            : CompletableFuture.failedStage(cause(failure));
                    List<JobId> unused = failure == null ? unused(creations) : jobs;
                    boolean isLeft = unused.isEmpty() || failure != null && isAway(cause(failure));
                    return isLeft ? result : releaseAsync(unused).thenCompose(done -> result);
                })
                .thenCompose(result -> result);
    }

    private static Throwable cause(Throwable failure) {
        boolean isWrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return isWrapped && failure.getCause() != null ? failure.getCause() : failure;
    }

    private List<JobId> unused(List<Creation> creations) {
        Set<JobId> used = new HashSet<>();
        creations.stream()
                .filter(creation -> creation.found() == Creation.Found.CREATED)
                .forEach(creation -> used.add(creation.job().id()));
        return jobs.stream().filter(job -> !used.contains(job)).toList();
    }

    private void release(List<JobId> unused) {
        if (unused.isEmpty()) {
            return;
        }
        try {
            store.release(workspace, unused);
        } catch (RuntimeException e) {
            stillCount(unused, e);
        }
    }

    private void stillCount(List<JobId> unused, Throwable failure) {
        LOG.log(
                Level.WARNING,
                "workspace " + workspace + ": " + unused.size()
                        + " jobs that were not stored count toward its limit for up to a minute more",
                failure);
    }

    private CompletionStage<Void> releaseAsync(List<JobId> unused) {
        return begun(() -> store.releaseAsync(workspace, unused)).exceptionally(failure -> {
            stillCount(unused, failure);
            return null;
        });
    }

    /** A stage that reports every failure. */
    private static CompletionStage<Void> begun(Supplier<CompletionStage<Void>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
