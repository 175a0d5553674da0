package dev.jobgrid.testkit.storage;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.callbacks.CallbackReport;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.CallbackProgress.State;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.store.CallbackChange;
import dev.jobgrid.spi.store.CallbackOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Callbacks. Shares a lock with the jobs, so that transactions are atomic. Thread-safe. */
final class MemoryCallbackOutbox implements CallbackOutbox {
    private static final int MAX_ATTEMPTS = 100;

    private final Object lock;
    private final Map<JobRef, CallbackReport> reports = new HashMap<>();
    private Predicate<Transition> jobs = change -> false;

    MemoryCallbackOutbox(Object lock) {
        this.lock = lock;
    }

    /** Stores events of callbacks; false if the job has another version. */
    void appliesBy(Predicate<Transition> store) {
        jobs = store;
    }

    void add(CallbackDelivery delivery) {
        synchronized (lock) {
            reports.put(delivery.job(), new CallbackReport(delivery, List.of()));
        }
    }

    @Override
    public List<CallbackDelivery> due(Instant now, int limit, Set<String> receivers, Set<WorkspaceId> workspaces) {
        synchronized (lock) {
            return reports.values().stream()
                    .map(CallbackReport::delivery)
                    .filter(delivery -> delivery.progress().state() == State.PENDING)
                    .filter(delivery -> !delivery.due().isAfter(now))
                    .filter(delivery -> !receivers.contains(delivery.receiver()))
                    .filter(delivery -> !workspaces.contains(delivery.job().workspace()))
                    .sorted(Comparator.comparing(CallbackDelivery::due).thenComparing(CallbackDelivery::id))
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public boolean update(CallbackChange change) {
        synchronized (lock) {
            JobRef ref = change.before().job();
            CallbackReport stored = reports.get(ref);
            if (stored == null || !stored.delivery().equals(change.before())) {
                return false;
            }
            if (!change.transition().map(jobs::test).orElse(true)) {
                return false;
            }
            List<CallbackAttempt> attempts = new ArrayList<>(stored.attempts());
            change.attempt().ifPresent(attempts::add);
            int old = Math.max(0, attempts.size() - MAX_ATTEMPTS);
            reports.put(ref, new CallbackReport(change.after(), attempts.subList(old, attempts.size())));
            return true;
        }
    }

    /** Whether a job's callback has further tries. */
    boolean isOwed(JobRef job) {
        return find(job)
                .filter(report -> report.delivery().progress().state() == State.PENDING)
                .isPresent();
    }

    void remove(JobRef job) {
        synchronized (lock) {
            reports.remove(job);
        }
    }

    @Override
    public Optional<CallbackReport> find(JobRef job) {
        synchronized (lock) {
            return Optional.ofNullable(reports.get(job));
        }
    }

    @Override
    public List<CallbackDelivery> list(WorkspaceId workspace, CallbackProgress.State state, int limit) {
        synchronized (lock) {
            return reports.values().stream()
                    .map(CallbackReport::delivery)
                    .filter(delivery -> delivery.job().workspace().equals(workspace))
                    .filter(delivery -> delivery.progress().state() == state)
                    .sorted(Comparator.comparing(CallbackDelivery::created)
                            .thenComparing(CallbackDelivery::id)
                            .reversed())
                    .limit(limit)
                    .toList();
        }
    }
}
