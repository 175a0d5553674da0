package dev.jobgrid.testkit.storage;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.spi.store.AdmissionStore;
import dev.jobgrid.submit.Admission;
import dev.jobgrid.submit.GridPart;
import dev.jobgrid.submit.Overload;
import dev.jobgrid.submit.SubmitRate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts the jobs in memory. Shares a lock with them. Thread-safe. */
final class MemoryAdmissionStore implements AdmissionStore {
    private final Object lock;
    private final MemoryJobStore jobs;
    private final Map<JobRef, Instant> tickets = new HashMap<>();
    private final Map<WorkspaceId, Instant> full = new HashMap<>();
    private final Map<GridPart, String> closed = new EnumMap<>(GridPart.class);

    MemoryAdmissionStore(Object lock, MemoryJobStore jobs) {
        this.lock = lock;
        this.jobs = jobs;
    }

    @Override
    public JobCounts census(int bound) {
        List<Job> live = jobs.all().filter(job -> !job.isTerminal()).toList();
        Map<JobStatus, Long> counts = live.stream().collect(Collectors.groupingBy(Job::status, Collectors.counting()));
        counts.replaceAll((status, count) -> Math.min(count, bound));
        Optional<Instant> oldest = live.stream()
                .filter(job -> job.status() == JobStatus.QUEUED)
                .map(job -> job.state().times().queued().orElseThrow())
                .min(Instant::compareTo);
        return new JobCounts(counts, oldest);
    }

    @Override
    public long queuedBytes(WorkspaceId workspace) {
        return jobs.all()
                .filter(job -> job.status() == JobStatus.QUEUED)
                .filter(job -> job.ref().workspace().equals(workspace))
                .mapToLong(job -> job.spec().largeBytes())
                .sum();
    }

    @Override
    public Optional<Overload> admit(Admission admission) {
        synchronized (lock) {
            Instant now = admission.now();
            tickets.values().removeIf(until -> !until.isAfter(now) || until.isAfter(admission.latestCounted()));
            Optional<Overload> overload =
                    concurrency(admission).or(() -> queue(admission)).or(() -> rate(admission));
            if (overload.isEmpty()) {
                admission
                        .jobs()
                        .forEach(id -> tickets.put(new JobRef(admission.workspace(), id), admission.countedUntil()));
            }
            return overload;
        }
    }

    @Override
    public Optional<Overload> overload(Admission admission) {
        synchronized (lock) {
            tickets.values().removeIf(until -> !until.isAfter(admission.now()));
            return concurrency(admission).or(() -> queue(admission));
        }
    }

    private Optional<Overload> concurrency(Admission admission) {
        Map<JobRef, Job> mine = jobs.all()
                .filter(job -> job.ref().workspace().equals(admission.workspace()))
                .collect(Collectors.toMap(Job::ref, Function.identity()));
        long live = mine.values().stream().filter(job -> !job.isTerminal()).count();
        long coming = tickets.keySet().stream()
                .filter(ref -> ref.workspace().equals(admission.workspace()) && !mine.containsKey(ref))
                .count();
        return admission.limits().concurrentJobs().stream()
                .filter(max -> live + coming + admission.jobs().size() > max)
                .mapToObj(max -> new Overload(ErrorCode.USER_CONCURRENT_LIMIT, max, Overload.A_WHILE))
                .findFirst();
    }

    private Optional<Overload> queue(Admission admission) {
        long waiting =
                jobs.all().filter(job -> job.status() == JobStatus.QUEUED).count();
        return admission.limits().queuedJobs().stream()
                .filter(max -> waiting + admission.jobs().size() > max)
                .mapToObj(max -> new Overload(ErrorCode.QUEUE_SATURATED, max, Overload.A_WHILE))
                .findFirst();
    }

    private Optional<Overload> rate(Admission admission) {
        if (admission.limits().submitsPerMinute().isEmpty()) {
            return Optional.empty();
        }
        SubmitRate rate = new SubmitRate(admission.limits().submitsPerMinute().getAsInt());
        Instant before = rate.counted(full.getOrDefault(admission.workspace(), Instant.EPOCH), admission.now());
        int count = admission.jobs().size();
        Optional<Instant> after = rate.take(before, count, admission.now());
        full.put(admission.workspace(), after.orElse(before));
        return after.isPresent()
                ? Optional.empty()
                : Optional.of(new Overload(
                        ErrorCode.JOB_RATE_LIMITED, rate.perMinute(), rate.waitFor(before, count, admission.now())));
    }

    @Override
    public void release(WorkspaceId workspace, List<JobId> released) {
        synchronized (lock) {
            released.forEach(id -> tickets.remove(new JobRef(workspace, id)));
        }
    }

    @Override
    public Map<GridPart, String> closed() {
        synchronized (lock) {
            return Map.copyOf(closed);
        }
    }

    @Override
    public void close(GridPart part, String message) {
        synchronized (lock) {
            closed.put(part, message);
        }
    }

    @Override
    public void open(GridPart part) {
        synchronized (lock) {
            closed.remove(part);
        }
    }
}
