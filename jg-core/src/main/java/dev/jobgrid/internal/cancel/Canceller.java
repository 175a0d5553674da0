package dev.jobgrid.internal.cancel;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.internal.execute.RunCost;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** Cancels jobs: in the store first, then notifies the runner of the job. Thread-safe. */
public final class Canceller {
    private static final int MAX_REASON = 512;

    private final JobWriter writer;
    private final Runners runners;
    private final InstantSource clock;

    /** A canceller that notifies these runners. */
    public Canceller(JobWriter writer, Runners runners, InstantSource clock) {
        this.writer = writer;
        this.runners = runners;
        this.clock = clock;
    }

    /**
     * Cancels a job.
     *
     * @param by the caller's subject
     * @throws JobGridException NOT_FOUND, or CONFLICT if it has ended
     */
    public Job cancel(JobRef ref, String reason, String by) {
        return update(ref, current -> Optional.of(cancelled(current, reason, by)));
    }

    /**
     * Gives a launch plan back, if it still waits for the go.
     *
     * @throws JobGridException NOT_FOUND, or CONFLICT if it was launched
     */
    public Job release(JobRef ref, String by) {
        return update(ref, current -> {
            if (current.state().isPlan(LaunchHold.Stage.LAUNCHED)) {
                throw new JobGridException(
                        ErrorCode.CONFLICT, "launch plan " + ref.id() + " was launched; cancel its job to stop that");
            }
            return current.isHeld() ? Optional.of(cancelled(current, "given back by a caller", by)) : Optional.empty();
        });
    }

    private Job update(JobRef ref, Function<Job, Optional<Transition>> change) {
        Job job = writer.update(ref, change).orElseThrow(() -> JobGridException.notFound("job " + ref.id()));
        // A crash before this line leaves a workload of a cancelled job, which the next start finds and stops.
        runners.stop(ref);
        return job;
    }

    private Transition cancelled(Job job, String reason, String by) {
        Instant now = clock.instant();
        String text = reason.isBlank() ? "cancelled by a caller" : kept(reason);
        if (job.isHeld()) {
            return PlanChanges.released(job, text, by, now);
        }
        return Transition.of(job, Trigger.CANCEL, now)
                .by(by)
                .message("The job was cancelled.")
                .reason(text)
                .cost(RunCost.sofar(job, now))
                .event("job.cancelled", "Job cancelled", "Cancelled: " + text)
                .build();
    }

    private static String kept(String reason) {
        return reason.codePointCount(0, reason.length()) <= MAX_REASON
                ? reason
                : reason.substring(0, reason.offsetByCodePoints(0, MAX_REASON));
    }
}
