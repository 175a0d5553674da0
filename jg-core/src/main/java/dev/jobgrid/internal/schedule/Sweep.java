package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeDirectory;
import dev.jobgrid.internal.capacity.Slot;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.instances.LocalInstance;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Instance;
import dev.jobgrid.spi.store.Storage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Removes workloads of one executor without an allocation and without a job: programs still running on a machine that
 * returned after its runs had been given up; and expired retained artifacts. Runs at the start, as soon as the executor
 * answers, and periodically. A hanging executor does not delay others. Stepped by one thread.
 */
public final class Sweep implements Loop {
    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final GpuExecutor executor;
    private final Storage storage;
    private final Runners runners;
    private final InstantSource clock;
    private final LocalInstance self;
    private final CountDownLatch closing;
    private final Capacity capacity;
    private final Set<RunKey> reported = new HashSet<>();
    private Optional<Instant> lastLook = Optional.empty();

    /** A sweep of one executor. */
    public Sweep(GpuExecutor executor, Dispatcher.Parts parts) {
        this.executor = executor;
        this.storage = parts.storage();
        this.runners = parts.runners();
        this.clock = parts.clock();
        this.self = parts.self();
        this.closing = parts.closing();
        this.capacity = parts.capacity();
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        Instant now = clock.instant();
        boolean due = lastLook.map(at -> now.isBefore(at) || !now.isBefore(at.plus(EVERY)))
                .orElse(true);
        if (due && self.isJoined()) {
            poll();
            executor.removeExpiredArtifacts(clock.instant());
            lastLook = Optional.of(now);
            return true;
        }
        return !closing.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void poll() {
        List<RunKey> there = executor.workloads().stream()
                .filter(key -> !runners.isLookedAfter(key))
                .toList();
        if (there.isEmpty()) {
            return;
        }
        Map<RunKey, Allocation> held =
                storage.holds().list().stream().collect(Collectors.toMap(Allocation::run, Function.identity()));
        // Read after the allocations: only then has a missing owner ended.
        Set<InstanceId> live =
                storage.instances().live(self.id()).stream().map(Instance::id).collect(Collectors.toSet());
        NodeDirectory own = new NodeDirectory(capacity.nodes());
        for (RunKey key : there) {
            Optional<Allocation> hold = Optional.ofNullable(held.get(key));
            if (hold.filter(of -> live.contains(of.owner()) || own.has(Slot.Node.of(of)))
                    .isEmpty()) {
                settle(key, hold);
            }
        }
    }

    /**
     * A run with an allocation belongs to its owner, or else to a grid that reaches the machine. No grid does if the
     * machine has another id now; then the run found here is ended and its allocation released.
     */
    private void settle(RunKey key, Optional<Allocation> hold) {
        Optional<Job> job = storage.jobs().find(key.job());
        if (job.isEmpty()) {
            if (reported.add(key)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "executor " + executor.name() + " has a workload " + key
                                + " of a job that this grid does not know; ignored");
            }
        } else if (job.get().attempt().number() > key.attempt()
                || !job.get().status().isActive()) {
            hold.ifPresent(of -> storage.holds().takeOver(key, of.owner(), self.id()));
            runners.discard(executor, key, Optional.empty(), job);
        }
    }
}
