package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.schedule.ExpectedTurns.Turn;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.monitor.QueuePage;
import dev.jobgrid.monitor.QueuedJob;
import dev.jobgrid.spi.store.QueueQuery;
import dev.jobgrid.spi.store.QueuedLane;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The queue as a workspace sees it. Reads heads of lanes: those of the workspace, and those of all, each up to a bound.
 * Jobs beyond count only in the total. Thread-safe.
 */
public final class WorkspaceQueue {
    private static final int MAX_LANES = 64;
    private static final int MAX_READ = 5_000;

    /** Jobs that wait for a retry are queued too. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final Storage storage;
    private final Capacity capacity;
    private final DelayReasons reasons;
    private final InstantSource clock;

    /** The queue in this storage. */
    public WorkspaceQueue(Storage storage, Capacity capacity, DelayReasons reasons, InstantSource clock) {
        this.storage = storage;
        this.capacity = capacity;
        this.reasons = reasons;
        this.clock = clock;
    }

    /** The first queued jobs of a workspace. */
    public QueuePage of(WorkspaceId workspace, int limit) {
        long counted = storage.admission().queued(QueuePage.MAX_TOTAL + 1);
        Instant now = clock.instant();
        List<QueuedLane> lanes = lanes(Optional.of(new QueueQuery.From(workspace, Optional.empty())), limit, now);
        if (lanes.isEmpty()) {
            return page(List.of(), limit, counted);
        }
        List<QueuedLane> all = new ArrayList<>(lanes);
        lanes(Optional.empty(), limit, now).stream()
                .filter(lane -> !lane.lane().workspace().equals(workspace))
                .forEach(all::add);
        return page(
                new ExpectedTurns(all, held(), this::devices, now)
                        .of(workspace, limit).stream().map(this::shown).toList(),
                limit,
                counted);
    }

    private static QueuePage page(List<QueuedJob> jobs, int limit, long counted) {
        return new QueuePage(jobs, limit, Math.min(counted, QueuePage.MAX_TOTAL), counted > QueuePage.MAX_TOTAL);
    }

    private List<QueuedLane> lanes(Optional<QueueQuery.From> from, int perLane, Instant now) {
        int max = Math.min(MAX_LANES, MAX_READ / perLane);
        return storage.jobs().queued(new QueueQuery(now, max, perLane, from).withDueBy(now.plus(AHEAD)));
    }

    private Map<WorkspaceId, Integer> held() {
        Map<WorkspaceId, Integer> devices = new HashMap<>();
        capacity.held().forEach((run, count) -> devices.merge(run.job().workspace(), count, Integer::sum));
        return devices;
    }

    /** A job without a GPU takes a slot. */
    private int devices(JobSpec spec) {
        return Math.max(1, gpus(spec));
    }

    private int gpus(JobSpec spec) {
        return reasons.needsGpu(spec) ? spec.gpu().gpus() : 0;
    }

    private QueuedJob shown(Turn turn) {
        Job job = reasons.of(turn.job());
        String fault = job.attempt().delayReason();
        return new QueuedJob(
                job.id(),
                job.spec().name(),
                job.state().times().queued().orElse(job.state().times().created()),
                gpus(job.spec()),
                job.spec().gpu(),
                fault.isEmpty() ? job.state().message() : fault,
                turn.before());
    }
}
