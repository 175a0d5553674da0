package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.Hold;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Storage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Removes workloads of one executor that hold nothing and that no job is in any more: what a machine still ran when it
 * came back after its runs had been given up; and files of ended runs that stayed on their node for long enough. Looks at the start, as soon as the executor answers, and now and then. One
 * that hangs keeps no other waiting. Stepped by one thread.
 */
public final class Sweep implements Loop {
    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final GpuExecutor executor;
    private final Storage storage;
    private final Runners runners;
    private final InstantSource clock;
    private final Set<RunKey> reported = new HashSet<>();
    private Optional<Instant> lastLook = Optional.empty();

    /** A sweep of one executor. */
    public Sweep(GpuExecutor executor, Dispatcher.Parts parts) {
        this.executor = executor;
        this.storage = parts.storage();
        this.runners = parts.runners();
        this.clock = parts.clock();
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        Instant now = clock.instant();
        boolean due = lastLook.map(at -> now.isBefore(at) || !now.isBefore(at.plus(EVERY)))
                .orElse(true);
        if (due) {
            look();
            executor.removeKept(clock.instant());
            lastLook = Optional.of(now);
        } else {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
        }
        return true;
    }

    private void look() {
        List<RunKey> there = executor.workloads().stream()
                .filter(key -> !runners.isLookedAfter(key))
                .toList();
        if (there.isEmpty()) {
            return;
        }
        Set<RunKey> held = storage.holds().list().stream().map(Hold::run).collect(Collectors.toSet());
        there.stream().filter(key -> !held.contains(key)).forEach(this::settle);
    }

    /** What holds something is a matter of who owns it. */
    private void settle(RunKey key) {
        Optional<Job> job = storage.jobs().find(key.job());
        if (job.isEmpty()) {
            if (reported.add(key)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "executor " + executor.name() + " has a workload " + key
                                + " of a job that this grid does not know; it is left alone");
            }
        } else if (job.get().attempt().number() > key.attempt()
                || !job.get().status().isActive()) {
            runners.discard(executor, key, job);
        }
    }
}
