package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.spi.GpuExecutor;
import dev.jobgrid.spi.Hold;
import dev.jobgrid.spi.HoldStore;
import dev.jobgrid.spi.JobStore;
import java.util.Optional;

/**
 * Takes up what an earlier process left: runs of jobs that hold a place go on, runs of cancelled jobs are stopped and what
 * they wrote is kept, and workloads whose job has gone on without them are removed. Running it again does no harm.
 */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    private final JobStore jobs;
    private final HoldStore holds;
    private final InstanceId self;
    private final Capacity capacity;
    private final Runners runners;

    Recovery(JobStore jobs, HoldStore holds, Capacity capacity, Runners runners, InstanceId self) {
        this.jobs = jobs;
        this.holds = holds;
        this.self = self;
        this.capacity = capacity;
        this.runners = runners;
    }

    void run() {
        for (Hold hold : holds.list()) {
            holds.takeOver(hold.run(), hold.owner(), self);
        }
        jobs.active().forEach(runners::resume);
        for (GpuExecutor executor : capacity.executors()) {
            for (RunKey key : executor.workloads()) {
                if (!runners.isFollowing(key)) {
                    settle(executor, key);
                }
            }
        }
        for (Hold hold : holds.list()) {
            if (!runners.isLookedAfter(hold.run())) {
                holds.release(hold.run(), self);
            }
        }
    }

    private void settle(GpuExecutor executor, RunKey key) {
        Optional<Job> job = jobs.find(key.job());
        if (job.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "executor " + executor.name() + " has a workload " + key
                            + " of a job that this grid does not know; it is left alone");
        } else if (isStillIn(job.get(), key) && job.get().status() == JobStatus.CANCELLED) {
            runners.resume(job.get());
        } else {
            runners.discard(executor, key);
        }
    }

    /** A job that was queued again has no place, and what its last run wrote is no longer wanted. */
    private static boolean isStillIn(Job job, RunKey key) {
        return job.attempt().number() == key.attempt()
                && job.attempt().placement().isPresent();
    }
}
