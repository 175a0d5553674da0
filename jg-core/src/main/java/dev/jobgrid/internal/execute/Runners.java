package dev.jobgrid.internal.execute;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.collect.ArtifactCollector;
import dev.jobgrid.internal.estimate.History;
import dev.jobgrid.internal.monitor.Changes;
import dev.jobgrid.internal.monitor.JobWriter;
import dev.jobgrid.internal.schedule.Capacity;
import dev.jobgrid.internal.schedule.NodeSetbacks;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.Loops;
import dev.jobgrid.spi.Storage;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that this grid looks after. Thread-safe. */
public final class Runners {
    private final Map<RunKey, JobRunner> active = new ConcurrentHashMap<>();
    private final Set<RunKey> discarded = ConcurrentHashMap.newKeySet();
    private final Surroundings surroundings;
    private final Loops loops;
    private final Runnable onFree;

    /** What every runner works with. */
    public record Surroundings(
            InstanceId self,
            Storage storage,
            JobWriter writer,
            Changes changes,
            Capacity capacity,
            Staging staging,
            ArtifactCollector collector,
            History history,
            NodeSetbacks setbacks,
            GridSettings.Running settings,
            InstantSource clock) {}

    /**
     * No runs yet.
     *
     * @param onFree called when a run has given its place back
     */
    public Runners(Surroundings surroundings, Loops loops, Runnable onFree) {
        this.surroundings = surroundings;
        this.loops = loops;
        this.onFree = onFree;
    }

    /** Launches the run of a job that was just given its place. */
    public void launch(Job job) {
        start(new JobRunner(surroundings, job, JobRunner.Start.LAUNCH, this::ended));
    }

    /** Takes up the last run of a job that an earlier process looked after, unless this grid does already. */
    public void resume(Job job) {
        job.attempt().placement().ifPresent(place -> surroundings.capacity().hold(job.run(), place));
        start(new JobRunner(surroundings, job, JobRunner.Start.ATTACH, this::ended));
    }

    /** Stops and removes a workload whose job has gone on without it. */
    public void discard(GpuExecutor executor, RunKey key) {
        if (discarded.add(key)) {
            Loop discard = new Discard(executor, key, surroundings.settings().stopGrace());
            loops.start("discard " + key, wait -> discard.step(wait) || !isGone(key));
        }
    }

    private boolean isGone(RunKey key) {
        surroundings.storage().holds().release(key, surroundings.self());
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

    private void start(JobRunner runner) {
        if (active.putIfAbsent(runner.key(), runner) == null) {
            loops.start("run " + runner.key(), runner);
        }
    }

    private void ended(RunKey key) {
        active.remove(key);
        surroundings.changes().signal(key.job());
        onFree.run();
    }
}
