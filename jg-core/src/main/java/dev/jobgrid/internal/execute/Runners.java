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

/** The runs that this grid looks after. Thread-safe. */
public final class Runners {
    private static final System.Logger LOG = System.getLogger(Runners.class.getName());

    private final Map<RunKey, JobRunner> active = new ConcurrentHashMap<>();
    private final Set<RunKey> discarded = ConcurrentHashMap.newKeySet();
    private final Surroundings surroundings;
    private final Loops loops;
    private final boolean hasOwnThreads;
    private final Runnable onFree;

    /** What every runner works with. */
    public record Surroundings(
            LocalInstance self,
            Storage storage,
            JobWriter writer,
            Changes changes,
            Capacity capacity,
            RunRequestFactory staging,
            ArtifactCollector collector,
            History history,
            NodeCooldowns setbacks,
            NodeCircuitBreakers faults,
            GridSettings.Running settings,
            GridSettings.Limits limits,
            GridSettings.Sharing sharing,
            GridSettings.Collecting collecting,
            ArtifactBacklog backlog,
            GridClock clock) {}

    /**
     * No runs yet.
     *
     * @param hasOwnThreads whether each loop has a thread that does nothing else
     * @param onFree called when a run has given its place back
     */
    public Runners(Surroundings surroundings, Loops loops, boolean hasOwnThreads, Runnable onFree) {
        this.surroundings = surroundings;
        this.loops = loops;
        this.hasOwnThreads = hasOwnThreads;
        this.onFree = onFree;
    }

    /** A run whose place is about to be stored. */
    public final class Expected {
        private final JobRunner runner;
        private final boolean isNew;

        private Expected(JobRunner runner) {
            this.runner = runner;
            isNew = active.putIfAbsent(runner.key(), runner) == null;
        }

        /** Launches it: it has its place. If no thread is to be had, it is taken up with a later look at what is held. */
        public void launch() {
            if (isNew) {
                start(runner);
            }
        }

        /** It has no place, or no one knows. */
        public void forget() {
            if (isNew) {
                active.remove(runner.key(), runner);
            }
        }
    }

    /** Makes a run known whose place is about to be stored, so that a cancel finds it from then on. */
    public Expected expect(Job job) {
        return new Expected(launching(job));
    }

    private JobRunner launching(Job job) {
        return runner(job, job.attempt().owner().orElseThrow(), JobRunner.Start.LAUNCH);
    }

    /**
     * Takes up the last run of a job, unless it is followed already.
     *
     * @param owner the name under which this grid owns the run in the store
     */
    public void resume(Job job, InstanceId owner) {
        if (job.status().isActive() && job.phase() != ExecutionPhase.CLEANUP) {
            job.attempt().placement().ifPresent(place -> surroundings.capacity().hold(job.run(), place));
        }
        JobRunner runner = runner(job, owner, JobRunner.Start.ATTACH);
        if (active.putIfAbsent(runner.key(), runner) == null) {
            start(runner);
        }
    }

    /** A run that nobody steps must not be taken for one that is followed. */
    private void start(JobRunner runner) {
        try {
            loops.start(
                    "run " + runner.key(), hasOwnThreads ? new LeavableLoop(runner, () -> replace(runner)) : runner);
        } catch (RuntimeException | Error e) {
            active.remove(runner.key(), runner);
            LOG.log(Level.WARNING, "run " + runner.key() + " cannot be followed now, and is taken up later", e);
        }
    }

    /** Goes on with a run whose thread is kept by its executor. */
    private void replace(JobRunner kept) {
        try {
            kept.next().filter(next -> active.replace(kept.key(), kept, next)).ifPresent(this::start);
        } catch (RuntimeException | Error e) {
            active.remove(kept.key(), kept);
            LOG.log(Level.WARNING, "run " + kept.key() + " cannot be gone on with now, and is taken up later", e);
        }
    }

    /** Of a run that was lost; one of an executor that this grid has not is found by its hold, by a grid that has it. */
    private void discard(RunKey key, Placement place, Job job) {
        surroundings
                .capacity()
                .executor(place.executor())
                .ifPresent(executor -> discard(executor, key, Optional.of(place.machine()), Optional.of(job)));
    }

    /**
     * Stops and removes a workload whose job has gone on without it.
     *
     * @param machine where it is, if that is known
     * @param job says whether files of the run stay on its node; empty if there is none any more
     */
    public void discard(GpuExecutor executor, RunKey key, Optional<MachineId> machine, Optional<Job> job) {
        if (discarded.add(key)) {
            Optional<Instant> keptUntil = job.flatMap(of -> JobRunner.keptUntil(of, key));
            Loop discard = new RunRemoval(
                    executor, key, machine, surroundings.settings().stopGrace(), keptUntil);
            try {
                loops.start("discard " + key, wait -> discard.step(wait) || !released(key));
            } catch (RuntimeException | Error e) {
                discarded.remove(key);
                LOG.log(Level.WARNING, "run " + key + " cannot be removed now, and is found again later", e);
            }
        }
    }

    private boolean released(RunKey key) {
        surroundings.storage().holds().release(key, surroundings.self().id());
        surroundings.capacity().release(key);
        discarded.remove(key);
        onFree.run();
        return true;
    }

    /** Stops the run of a job that was cancelled, if this grid looks after it. */
    public void stop(JobRef ref) {
        active.values().stream()
                .filter(runner -> runner.key().job().equals(ref))
                .forEach(JobRunner::stop);
    }

    /** Notes that a job was cancelled elsewhere; its run stops with its next step. */
    public void noteCancel(JobRef ref) {
        active.values().stream()
                .filter(runner -> runner.key().job().equals(ref))
                .forEach(JobRunner::noteCancel);
    }

    /** Lets those runs look at their jobs that this grid follows and that are not its own in the store. */
    public void compare(List<Allocation> holds) {
        Map<RunKey, InstanceId> owners = holds.stream().collect(Collectors.toMap(Allocation::run, Allocation::owner));
        InstanceId self = surroundings.self().id();
        active.keySet().stream().filter(key -> !self.equals(owners.get(key))).forEach(this::recheck);
    }

    /** Lets a run look at its job, which may have gone on without it. */
    public void recheck(RunKey key) {
        JobRunner runner = active.get(key);
        if (runner != null) {
            runner.recheck();
        }
    }

    /** Gives up a run that no one can reach: the retry policy says whether its job is queued again. */
    public void giveUp(Job job) {
        String why = "The machine that the run was on could not be reached for "
                + surroundings.sharing().patience().toSeconds() + " s.";
        surroundings
                .writer()
                .apply(new LostRuns(surroundings.settings())
                        .givenUp(job, why, surroundings.clock().instant()));
    }

    /** When a run that this grid follows is over at the latest; empty for any other. */
    public Optional<Instant> endsBy(RunKey key, Instant now) {
        return Optional.ofNullable(active.get(key)).map(runner -> runner.endsBy(now));
    }

    /** Whether this grid follows any run. */
    public boolean isAnyFollowed() {
        return !active.isEmpty();
    }

    /** Whether this grid looks after a run of the job. */
    public boolean isFollowing(JobRef ref) {
        return active.keySet().stream().anyMatch(key -> key.job().equals(ref));
    }

    /** Whether this grid looks after the run. */
    public boolean isFollowing(RunKey key) {
        return active.containsKey(key);
    }

    /** Whether this grid looks after the run, or removes it. */
    public boolean isLookedAfter(RunKey key) {
        return active.containsKey(key) || discarded.contains(key);
    }

    private JobRunner runner(Job job, InstanceId owner, JobRunner.Start start) {
        return new JobRunner(surroundings, job, owner, start, new JobRunner.Ends(this::discard, this::ended, onFree));
    }

    private void ended(RunKey key) {
        active.remove(key);
        surroundings.faults().ended(key);
        surroundings.changes().signal(key.job());
        onFree.run();
    }
}
