package dev.jobgrid.internal.execute;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.MachineId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeCircuitBreakers;
import dev.jobgrid.internal.capacity.NodeCooldowns;
import dev.jobgrid.internal.collect.ArtifactBacklog;
import dev.jobgrid.internal.collect.ArtifactCollector;
import dev.jobgrid.internal.history.History;
import dev.jobgrid.internal.instances.LocalInstance;
import dev.jobgrid.internal.jobs.Changes;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.plugins.LeavableLoop;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.store.Allocation;
import dev.jobgrid.spi.store.Storage;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The runs that this grid supervises. Thread-safe. */
public final class Runners {
    private static final System.Logger LOG = System.getLogger(Runners.class.getName());

    private final Map<RunKey, JobRunner> active = new ConcurrentHashMap<>();
    private final Set<RunKey> discarded = ConcurrentHashMap.newKeySet();
    private final Context context;
    private final Loops loops;
    private final boolean hasOwnThreads;
    private final Runnable onFree;

    /** The collaborators of every runner. */
    public record Context(
            LocalInstance self,
            Storage storage,
            JobWriter writer,
            Changes changes,
            Capacity capacity,
            RunRequestFactory staging,
            ArtifactCollector collector,
            History history,
            NodeCooldowns cooldowns,
            NodeCircuitBreakers breakers,
            GridSettings.Running settings,
            GridSettings.Limits limits,
            GridSettings.Sharing sharing,
            GridSettings.Collecting collecting,
            ArtifactBacklog backlog,
            GridClock clock) {}

    /**
     * No runs yet.
     *
     * @param hasOwnThreads whether each loop has its own thread
     * @param onFree called when a run has released its devices
     */
    public Runners(Context context, Loops loops, boolean hasOwnThreads, Runnable onFree) {
        this.context = context;
        this.loops = loops;
        this.hasOwnThreads = hasOwnThreads;
        this.onFree = onFree;
    }

    /** A run whose placement is about to be stored. */
    public final class Expected {
        private final JobRunner runner;
        private final boolean isNew;

        private Expected(JobRunner runner) {
            this.runner = runner;
            isNew = active.putIfAbsent(runner.key(), runner) == null;
        }

        /** Launches it: its placement is stored. Without a free thread, recovery resumes it later. */
        public void launch() {
            if (isNew) {
                start(runner);
            }
        }

        /** Its placement was not stored, or that is unknown. */
        public void forget() {
            if (isNew) {
                active.remove(runner.key(), runner);
            }
        }
    }

    /** Registers a run whose placement is about to be stored, so that a cancel finds it from then on. */
    public Expected expect(Job job) {
        return new Expected(launching(job));
    }

    private JobRunner launching(Job job) {
        return runner(job, job.attempt().owner().orElseThrow(), JobRunner.Start.LAUNCH);
    }

    /**
     * Resumes the last run of a job, unless it is already supervised.
     *
     * @param owner the instance id under which this grid owns the run in the store
     */
    public void resume(Job job, InstanceId owner) {
        if (job.status().isActive() && job.phase() != ExecutionPhase.CLEANUP) {
            job.attempt().placement().ifPresent(place -> context.capacity().hold(job.run(), place));
        }
        JobRunner runner = runner(job, owner, JobRunner.Start.ATTACH);
        if (active.putIfAbsent(runner.key(), runner) == null) {
            start(runner);
        }
    }

    /** A run without a loop must not count as supervised. */
    private void start(JobRunner runner) {
        try {
            loops.start(
                    "run " + runner.key(), hasOwnThreads ? new LeavableLoop(runner, () -> replace(runner)) : runner);
        } catch (RuntimeException | Error e) {
            active.remove(runner.key(), runner);
            LOG.log(Level.WARNING, "run " + runner.key() + ": no thread to supervise it; recovery will resume it", e);
        }
    }

    /** Continues a run whose thread is blocked by its executor. */
    private void replace(JobRunner kept) {
        try {
            kept.next().filter(next -> active.replace(kept.key(), kept, next)).ifPresent(this::start);
        } catch (RuntimeException | Error e) {
            active.remove(kept.key(), kept);
            LOG.log(Level.WARNING, "run " + kept.key() + ": no thread to continue it; recovery will resume it", e);
        }
    }

    /**
     * For a lost run; one of an executor that this grid does not have is found by its allocation, by a grid that has
     * it.
     */
    private void discard(RunKey key, Placement place, Job job) {
        context.capacity()
                .executor(place.executor())
                .ifPresent(executor -> discard(executor, key, Optional.of(place.machine()), Optional.of(job)));
    }

    /**
     * Stops and removes a workload whose job has continued without it.
     *
     * @param machine its machine, if known
     * @param job decides whether files of the run are retained on its node; empty if it no longer exists
     */
    public void discard(GpuExecutor executor, RunKey key, Optional<MachineId> machine, Optional<Job> job) {
        if (discarded.add(key)) {
            Optional<Instant> keptUntil = job.flatMap(of -> JobRunner.keptUntil(of, key));
            Loop discard =
                    new RunRemoval(executor, key, machine, context.settings().stopGrace(), keptUntil);
            try {
                loops.start("discard " + key, wait -> discard.step(wait) || !released(key));
            } catch (RuntimeException | Error e) {
                discarded.remove(key);
                LOG.log(Level.WARNING, "run " + key + ": not removed yet; the sweep will retry", e);
            }
        }
    }

    private boolean released(RunKey key) {
        context.storage().holds().release(key, context.self().id());
        context.capacity().release(key);
        discarded.remove(key);
        onFree.run();
        return true;
    }

    /** Stops the run of a cancelled job, if this grid supervises it. */
    public void stop(JobRef ref) {
        active.values().stream()
                .filter(runner -> runner.key().job().equals(ref))
                .forEach(JobRunner::stop);
    }

    /** Records that a job was cancelled, or launched, maybe elsewhere; the next step of its run reads it. */
    public void noteChange(JobRef ref) {
        active.values().stream()
                .filter(runner -> runner.key().job().equals(ref))
                .forEach(JobRunner::noteChange);
    }

    /** Makes launch plans read their jobs: the notification of a go may have been lost. */
    public void recheckHeld() {
        active.values().stream().filter(JobRunner::isHolding).forEach(JobRunner::noteChange);
    }

    /** Makes supervised runs that this grid does not own in the store recheck their jobs. */
    public void compare(List<Allocation> holds) {
        Map<RunKey, InstanceId> owners = holds.stream().collect(Collectors.toMap(Allocation::run, Allocation::owner));
        InstanceId self = context.self().id();
        active.keySet().stream().filter(key -> !self.equals(owners.get(key))).forEach(this::recheck);
    }

    /** Makes a run recheck its job, which may have continued without it. */
    public void recheck(RunKey key) {
        JobRunner runner = active.get(key);
        if (runner != null) {
            runner.recheck();
        }
    }

    /** Gives up a run that no grid can reach: the retry policy decides whether its job is queued again. */
    public void giveUp(Job job) {
        String why = "The machine of the run could not be reached for "
                + context.sharing().lostRunTimeout().toSeconds() + " s.";
        context.writer()
                .apply(new LostRuns(context.settings())
                        .givenUp(job, why, context.clock().instant()));
    }

    /** The latest end of a supervised run; empty for any other. */
    public Optional<Instant> endsBy(RunKey key, Instant now) {
        return Optional.ofNullable(active.get(key)).map(runner -> runner.endsBy(now));
    }

    /** Whether this grid supervises any run. */
    public boolean isAnyFollowed() {
        return !active.isEmpty();
    }

    /** Whether this grid supervises a run of the job. */
    public boolean isFollowing(JobRef ref) {
        return active.keySet().stream().anyMatch(key -> key.job().equals(ref));
    }

    /** Whether this grid supervises the run. */
    public boolean isFollowing(RunKey key) {
        return active.containsKey(key);
    }

    /** Whether this grid supervises or removes the run. */
    public boolean isLookedAfter(RunKey key) {
        return active.containsKey(key) || discarded.contains(key);
    }

    private JobRunner runner(Job job, InstanceId owner, JobRunner.Start start) {
        return new JobRunner(context, job, owner, start, new RunEnds(this::discard, this::ended, onFree));
    }

    private void ended(RunKey key) {
        active.remove(key);
        context.breakers().ended(key);
        context.changes().signal(key.job());
        onFree.run();
    }
}
