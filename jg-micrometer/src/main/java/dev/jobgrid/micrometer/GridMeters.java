package dev.jobgrid.micrometer;

import dev.jobgrid.JobGrid;
import dev.jobgrid.Operations;
import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Transition;
import dev.jobgrid.monitor.DiskSpace;
import dev.jobgrid.monitor.JobCounts;
import dev.jobgrid.monitor.NodeReport;
import dev.jobgrid.spi.GridObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * A grid in Micrometer's meters. Hand it to the grid's builder as its observer; {@link #watch} the grid once it is built.
 * Thread-safe.
 *
 * <ul>
 *   <li>{@code jobgrid.jobs} {status}: jobs of all workspaces that are not over
 *   <li>{@code jobgrid.queue.age}: seconds that the longest queued job waits
 *   <li>{@code jobgrid.jobs.ended} {status} and {@code jobgrid.runs.failed} {cause}: counted where this grid ended them
 *   <li>{@code jobgrid.job.start}: from when a job was queued until its program started
 *   <li>{@code jobgrid.route}: looking for a place
 *   <li>{@code jobgrid.executor.errors} {executor, operation}
 *   <li>{@code jobgrid.node.faults} {executor, node}: starts that a node's own fault prevented
 *   <li>{@code jobgrid.node.accepting}, {@code jobgrid.gpus}, {@code jobgrid.gpus.held} and {@code jobgrid.node.disk.free}
 *       {executor, node}
 *   <li>{@code jobgrid.set.aside} {kind}: nodes, and images on nodes, that get no work for now
 *   <li>{@code jobgrid.callbacks} {result}: tries, with their time
 *   <li>{@code jobgrid.store} {store, operation, failed}: calls, with their time
 *   <li>{@code jobgrid.disk.free} and {@code jobgrid.disk.size} {disk}: bytes where this grid stores its data and blobs
 *   <li>{@code jobgrid.observer.dropped}: calls of these meters that were dropped, so that the others count too little
 *   <li>{@code jobgrid.artifacts.waiting}: ended runs, counted when the blob store first did not take their artifacts
 * </ul>
 */
public final class GridMeters implements GridObserver {
    private static final Duration CACHE_TTL = Duration.ofSeconds(1);
    private static final Map<JobStatus, String> LIVE = Map.of(
            JobStatus.PENDING, "pending",
            JobStatus.QUEUED, "queued",
            JobStatus.ASSIGNED, "assigned",
            JobStatus.RUNNING, "running");

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final AtomicReference<Optional<Counted>> counted = new AtomicReference<>(Optional.empty());

    private record Counted(JobCounts census, Instant at) {}

    /** Meters in this registry. */
    public GridMeters(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    /**
     * Adds gauges of the grid, which must be the one that this process built. Reading them reads the store's counts of
     * jobs, at most once a second.
     */
    public void watch(JobGrid grid) {
        watchNodes(grid);
        LIVE.forEach((status, name) -> Gauge.builder(
                        "jobgrid.jobs", grid, from -> census(from).jobs().getOrDefault(status, 0L))
                .description("jobs that are not over")
                .tag("status", name)
                .strongReference(true)
                .register(registry));
        Map.of("node", false, "image", true)
                .forEach((kind, ofImages) -> Gauge.builder(
                                "jobgrid.set.aside", grid, from -> quarantines(from, ofImages))
                        .description("nodes, and images on nodes, that get no work for now")
                        .tag("kind", kind)
                        .strongReference(true)
                        .register(registry));
        grid.operations().disks().forEach(disk -> watch(grid, disk.name()));
        FunctionCounter.builder("jobgrid.observer.dropped", grid.operations(), Operations::droppedObservations)
                .description("calls that the observer missed, since it did not keep up")
                .register(registry);
        Gauge.builder("jobgrid.queue.age", grid, this::queueAge)
                .description("how long the longest queued job waits")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    /** Each current node of the grid; the set of nodes does not change while executors run. */
    private void watchNodes(JobGrid grid) {
        for (NodeReport node : grid.operations().nodes()) {
            gauge(
                    grid,
                    node,
                    "jobgrid.node.accepting",
                    "1 if the node takes jobs, 0 if not",
                    now -> now.accepting() ? 1 : 0);
            gauge(grid, node, "jobgrid.gpus", "GPUs of the node", NodeReport::gpus);
            gauge(grid, node, "jobgrid.gpus.held", "GPUs of the node that runs hold", NodeReport::held);
            gauge(grid, node, "jobgrid.node.disk.free", "bytes of free disk on the node", NodeReport::freeDiskBytes);
        }
    }

    private void gauge(
            JobGrid grid, NodeReport node, String name, String description, ToDoubleFunction<NodeReport> value) {
        Gauge.builder(
                        name,
                        grid,
                        from -> from.operations().nodes().stream()
                                .filter(now -> now.node().equals(node.node())
                                        && now.executor().equals(node.executor()))
                                .mapToDouble(value)
                                .findFirst()
                                .orElse(0))
                .description(description)
                .tag("executor", node.executor())
                .tag("node", node.node().value())
                .strongReference(true)
                .register(registry);
    }

    private static long quarantines(JobGrid grid, boolean ofImages) {
        return grid.operations().quarantines().stream()
                .filter(aside -> aside.image().isPresent() == ofImages)
                .count();
    }

    private void watch(JobGrid grid, String disk) {
        disk("jobgrid.disk.free", "bytes that can still be stored", grid, disk, DiskSpace::freeBytes);
        disk("jobgrid.disk.size", "bytes that can be stored in all", grid, disk, DiskSpace::totalBytes);
    }

    private void disk(String name, String description, JobGrid grid, String disk, ToLongFunction<DiskSpace> figure) {
        Gauge.builder(
                        name,
                        grid,
                        from -> from.operations().disks().stream()
                                .filter(space -> space.name().equals(disk))
                                .mapToLong(figure)
                                .findFirst()
                                .orElse(0))
                .description(description)
                .baseUnit("bytes")
                .tag("disk", disk)
                .strongReference(true)
                .register(registry);
    }

    private double queueAge(JobGrid grid) {
        return census(grid)
                .oldestQueued()
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1000.0))
                .orElse(0.0);
    }

    private JobCounts census(JobGrid grid) {
        Instant now = clock.instant();
        return counted.get()
                .filter(last ->
                        !now.isBefore(last.at()) && now.isBefore(last.at().plus(CACHE_TTL)))
                .map(Counted::census)
                .orElseGet(() -> count(grid, now));
    }

    private JobCounts count(JobGrid grid, Instant now) {
        JobCounts census = grid.operations().census();
        counted.set(Optional.of(new Counted(census, now)));
        return census;
    }

    @Override
    public void changed(Transition transition) {
        Job after = transition.after();
        if (transition.events().stream().anyMatch(event -> event.type().equals("artifact.waiting"))) {
            Counter.builder("jobgrid.artifacts.waiting")
                    .description("ended runs whose artifacts had to wait for the blob store")
                    .register(registry)
                    .increment();
        }
        boolean moved = after.status() != transition.before().status();
        if (moved && after.status() == JobStatus.RUNNING) {
            Optional<Instant> queued = after.state().times().queued();
            Optional<Instant> started = after.state().times().started();
            if (queued.isPresent() && started.isPresent()) {
                timer("jobgrid.job.start", "from queued to started").record(between(queued.get(), started.get()));
            }
        }
        if (moved && after.isTerminal()) {
            counter("jobgrid.jobs.ended", "jobs that this grid ended", "status", word(after.status()));
            after.state()
                    .ending()
                    .failure()
                    .ifPresent(failure ->
                            counter("jobgrid.runs.failed", "jobs that failed", "cause", word(failure.cause())));
        }
    }

    private static Duration between(Instant queued, Instant started) {
        // The start is by an executor's clock, which may be a little behind ours.
        return started.isBefore(queued) ? Duration.ZERO : Duration.between(queued, started);
    }

    @Override
    public void routed(Duration took) {
        timer("jobgrid.route", "looking for a place").record(took);
    }

    @Override
    public void executorFailed(String executor, String operation) {
        counter("jobgrid.executor.errors", "calls that failed", "executor", executor, "operation", operation);
    }

    @Override
    public void nodeFaulted(String executor, String node) {
        counter("jobgrid.node.faults", "starts that a node's own fault prevented", "executor", executor, "node", node);
    }

    @Override
    public void callbackTried(CallbackAttempt attempt) {
        timer("jobgrid.callbacks", "tries of callbacks", "result", word(attempt.result()))
                .record(attempt.took());
    }

    @Override
    public void storeCalled(String store, String operation, Duration took, boolean failed) {
        timer("jobgrid.store", "calls to the store", "store", store, "operation", operation, "failed", "" + failed)
                .record(took);
    }

    private Timer timer(String name, String description, String... tags) {
        return Timers.of(registry, name, description, tags);
    }

    private void counter(String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(registry)
                .increment();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
