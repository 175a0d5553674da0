package dev.jobgrid.internal.execute;

import dev.jobgrid.GridSettings;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.spi.executor.RunExit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides the outcome of a job after its run: completed, failed or queued again. Pure. */
final class Conclusion {
    /** The time of a stop beside its grace: the engine may be unavailable for a moment. */
    private static final Duration STOPPING = Duration.ofMinutes(1);

    private static final int MAX_NAMED = 20;

    private final GridSettings.Running settings;

    Conclusion(GridSettings.Running settings) {
        this.settings = settings;
    }

    Transition of(Job job, RunExit exit, Optional<Collected> collected, Instant now) {
        if (job.isHeld()) {
            return PlanChanges.lost(job, exit.summary(), now);
        }
        if (exit.nodeFault()) {
            return notStarted(job, exit, now);
        }
        boolean timedOut = timedOut(job, exit);
        RunOutcome outcome = new RunOutcome(exit.exitCode(), exit.signal(), timedOut);
        Optional<Failure> failure = failure(job, exit, timedOut, collected);
        if (failure.isEmpty()) {
            return withArtifactEvents(
                    ended(job, Trigger.COMPLETE, outcome, now, exit, new JobResult(failure, collected))
                            .message("The job completed.")
                            .event("job.completed", "Job completed", "The program ended with exit code 0."),
                    collected);
        }
        Retry retry = retry(failure.get().cause(), job.attempt().countedAttempts());
        if (retry.after().isPresent()) {
            return requeued(job, failure.get(), outcome, retry.after().get(), now, exit);
        }
        String summary = failure.get().summary() + retry.failure();
        Failure last = new Failure(
                failure.get().cause(),
                summary,
                failure.get().stage(),
                failure.get().retryable());
        return withArtifactEvents(
                ended(job, Trigger.FAIL, outcome, now, exit, new JobResult(Optional.of(last), collected))
                        .message("The job failed.")
                        .reason(summary)
                        .event("job.failed", "Job failed", summary, Level.ERROR),
                collected);
    }

    /** A node fault does not count as an attempt: the job is queued as if the run had not happened. */
    private static Transition notStarted(Job job, RunExit exit, Instant now) {
        String node = job.attempt()
                .placement()
                .map(place -> "Node '" + place.node() + "'")
                .orElse("The node");
        String reason = node + " cannot start programs: " + exit.summary();
        Transition.Builder change = Transition.of(job, Trigger.REQUEUE, now)
                .phase(ExecutionPhase.QUEUED)
                .attempt(job.attempt().afterNodeFault(reason, now))
                .releasingAllocation(exit.isObserved())
                .message(reason);
        if (!TrialEventLimit.isQuiet(job.attempt())) {
            change.event(
                    "job.node_fault",
                    "Node fault",
                    reason + " The job starts elsewhere or waits for the node. This does not count as an attempt.",
                    Level.WARNING);
        }
        return change.build();
    }

    /** Whether the job is queued again after this exit, whatever was collected. */
    boolean isTriedAgain(Job job, RunExit exit, Instant now) {
        return of(job, exit, Optional.empty(), now).after().status() == JobStatus.QUEUED;
    }

    /** Missing artifacts are reported in the same change: a job that is queued again may still write them. */
    static Transition withArtifactEvents(Transition.Builder ended, Optional<Collected> collected) {
        List<String> missing = collected.map(Collected::missing).orElse(List.of());
        Optional<UncollectedArtifacts> leftovers = collected.flatMap(Collected::leftovers);
        if (!missing.isEmpty()) {
            ended.event(
                    "artifact.missing",
                    "Expected artifact missing",
                    leftovers.isEmpty()
                            ? "The program did not write " + named(missing) + "."
                            : "Missing among the artifacts: " + named(missing) + ".",
                    Level.WARNING);
        }
        leftovers.ifPresent(left ->
                ended.event("artifact.failed", "Artifacts not collected", UncollectedText.of(left), Level.WARNING));
        return ended.build();
    }

    /** The first ones; all of them are in the job's state. */
    private static String named(List<String> paths) {
        String first = String.join(", ", paths.subList(0, Math.min(paths.size(), MAX_NAMED)));
        return paths.size() <= MAX_NAMED ? first : first + " and " + (paths.size() - MAX_NAMED) + " others";
    }

    private static Transition requeued(
            Job job, Failure failure, RunOutcome outcome, Duration wait, Instant now, RunExit exit) {
        return Transition.of(job, Trigger.REQUEUE, now)
                .releasingAllocation(exit.isObserved())
                .phase(ExecutionPhase.QUEUED)
                .attempt(job.attempt().ended(outcome).givenUp(now.plus(wait)))
                .message("Queued again: " + failure.summary())
                .event(
                        "job.requeued",
                        "Job queued again",
                        failure.summary() + " It is retried in " + wait.toSeconds() + " s.",
                        Level.WARNING)
                .build();
    }

    private static Transition.Builder ended(
            Job job, Trigger signal, RunOutcome outcome, Instant now, RunExit exit, JobResult ending) {
        Transition.Builder builder = Transition.of(job, signal, now);
        return builder.attempt(job.attempt().ended(outcome))
                .cost(RunCost.of(job, exit.runtime()))
                .ending(ending)
                .releasingAllocation(exit.isObserved());
    }

    /**
     * The reason for a stop is stored before the stop. If a grid crashed in between, the program ran on for longer than
     * any stop takes.
     */
    private boolean timedOut(Job job, RunExit exit) {
        Optional<Instant> started = job.state().times().started();
        Optional<Instant> stopped = job.attempt().timeoutAt();
        if (started.isEmpty() || stopped.isEmpty()) {
            return stopped.isPresent();
        }
        Duration atStop = Duration.between(started.get(), stopped.get());
        Duration longest = atStop.plus(settings.stopGrace()).plus(STOPPING);
        return exit.runtime().map(ran -> ran.compareTo(longest) <= 0).orElse(true);
    }

    private Optional<Failure> failure(Job job, RunExit exit, boolean timedOut, Optional<Collected> collected) {
        if (timedOut) {
            return failed(job, Failure.Cause.TIMED_OUT, "The program exceeded its time limit and was stopped.");
        }
        if (job.attempt().diskExceededAt().isPresent()) {
            return failed(job, Failure.Cause.OUT_OF_DISK, "The run exceeded its disk limit and was stopped.");
        }
        if (exit.cause().isPresent()) {
            return failed(job, exit.cause().get(), exit.summary());
        }
        if (exit.signal().isPresent()) {
            return failed(
                    job,
                    Failure.Cause.KILLED_BY_SIGNAL,
                    "The program was killed by signal " + exit.signal().getAsInt() + ".");
        }
        int code = exit.exitCode().orElse(-1);
        if (code != 0) {
            return failed(job, Failure.Cause.NON_ZERO_EXIT, "The program ended with exit code " + code + ".");
        }
        return settings.failsOnMissingArtifact() ? collected.flatMap(left -> incomplete(job, left)) : Optional.empty();
    }

    /** A file skipped by size is a failure only if it was expected; unread files are a failure. */
    private Optional<Failure> incomplete(Job job, Collected collected) {
        Optional<UncollectedArtifacts> leftovers = collected.leftovers();
        boolean isUnknown = leftovers
                .filter(left -> left.expected() > 0 || left.cause() != Failure.Cause.ARTIFACT_TOO_LARGE)
                .isPresent();
        if (isUnknown) {
            return failed(job, leftovers.get().cause(), UncollectedText.of(leftovers.get()));
        }
        return collected.missing().isEmpty()
                ? Optional.empty()
                : failed(
                        job,
                        Failure.Cause.ARTIFACT_MISSING,
                        "The program did not write " + named(collected.missing()) + ".");
    }

    private Optional<Failure> failed(Job job, Failure.Cause cause, String summary) {
        // If the policy retries, the cause is the node, and a later retry may help.
        boolean retryable = retry(cause, 1).after().isPresent();
        return Optional.of(new Failure(cause, summary, job.phase(), retryable));
    }

    /**
     * The decision of the retry policy.
     *
     * @param failure why it has none, as a sentence to add; empty if it has
     */
    private record Retry(Optional<Duration> after, String failure) {}

    private Retry retry(Failure.Cause cause, int runs) {
        try {
            return new Retry(settings.retry().retryAfter(cause, runs), "");
        } catch (JobGridException e) {
            return new Retry(Optional.empty(), " It is not retried, since " + e.getMessage() + ".");
        }
    }
}
