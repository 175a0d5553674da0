package dev.jobgrid.job;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.routing.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One change of a job, stored atomically: the job afterwards, its events, and for a job that ends its callback and the
 * settlement of its credit hold.
 *
 * @param before the job it was built from; applies only if the stored job still has that version
 * @param after the job afterwards, its version one higher
 * @param events its events, in order
 * @param callback the pending callback
 * @param settlement the settlement of the credit hold
 * @param releasesAllocation whether it ends a run whose exit was observed: the run's
 *     {@linkplain dev.jobgrid.spi.store.Allocation allocation} is deleted with it
 */
public record Transition(
        Job before,
        Job after,
        List<JobEvent> events,
        Optional<CallbackDelivery> callback,
        Optional<Settlement> settlement,
        boolean releasesAllocation) {
    /** Copies the events. */
    public Transition {
        events = List.copyOf(events);
    }

    /** Starts a change of the job that keeps its status. */
    public static Builder of(Job job, Instant now) {
        return new Builder(job, job.status(), now);
    }

    /**
     * Starts a change of the job by a trigger.
     *
     * @throws JobGridException CONFLICT if the job's status does not allow the trigger
     */
    public static Builder of(Job job, Trigger signal, Instant now) {
        JobStatus status = JobLifecycle.after(job.status(), signal).orElseThrow(() -> refused(job, signal));
        return new Builder(job, status, now).moved(signal);
    }

    /**
     * The same change without texts: no callback, no missing paths, and each text replaced. For a store that rejects a
     * value.
     */
    public Transition withoutTexts() {
        String removed = "Text rejected by the store.";
        JobState state = after.state();
        JobResult ending = new JobResult(
                state.ending()
                        .failure()
                        .map(failure -> new Failure(failure.cause(), removed, failure.stage(), failure.retryable())),
                state.ending()
                        .collected()
                        .map(left -> new Collected(left.files(), left.bytes(), List.of(), Optional.empty())));
        JobState reduced = new JobState(
                state.status(),
                state.phase(),
                state.version(),
                removed,
                state.reason().isEmpty() ? "" : removed,
                state.times(),
                state.attempt().withDelayReason(""),
                state.cost(),
                ending,
                state.events(),
                state.hold(),
                state.submittedBy());
        return new Transition(
                before,
                after.with(reduced),
                events.stream().map(event -> event.withMessage(removed)).toList(),
                Optional.empty(),
                settlement,
                releasesAllocation);
    }

    /** Whether it places a run, which allocates devices. */
    public boolean isPlacing() {
        return after.attempt().placement().isPresent()
                && after.attempt().number() != before.attempt().number();
    }

    /** Whether it changes the owner of a placed run. */
    public boolean isTakingOver() {
        return after.attempt().placement().isPresent()
                && after.attempt().number() == before.attempt().number()
                && after.attempt().owner().isPresent()
                && !after.attempt().owner().equals(before.attempt().owner());
    }

    /** Whether the owner of its run must learn of it: it cancels a job, or gives a launch plan the go. */
    public boolean concernsOwner() {
        boolean isCancel =
                after.status() == JobStatus.CANCELLED && before.status().isActive();
        return isCancel || before.isHeld() && after.state().isPlan(LaunchHold.Stage.LAUNCHED);
    }

    /**
     * Whether it records that a run's program has ended and only its artifacts remain to be stored. The run holds no
     * device from then on, and its {@linkplain dev.jobgrid.spi.store.Allocation allocation} only names its owner.
     */
    public boolean releasesDevices() {
        return after.phase() == ExecutionPhase.CLEANUP
                && before.phase() != ExecutionPhase.CLEANUP
                && after.attempt().placement().isPresent()
                && after.attempt().owner().isPresent();
    }

    private static JobGridException refused(Job job, Trigger signal) {
        String is = "job " + job.id() + " is " + EnumNames.of(job.status());
        return new JobGridException(
                ErrorCode.CONFLICT,
                job.isTerminal()
                        ? is + " already, and nothing changes it any more"
                        : is + ", and does not take '" + EnumNames.of(signal) + "' there");
    }

    /** Builds a change. Single-threaded. */
    public static final class Builder {
        private final Job job;
        private final JobStatus status;
        private final Instant now;
        private final List<JobEvent> events = new ArrayList<>();
        private ExecutionPhase phase;
        private JobTimes times;
        private String message;
        private String reason;
        private Attempt attempt;
        private Cost cost;
        private JobResult ending;
        private EventCount count;
        private String by = "";
        private Optional<LaunchHold> hold;
        private boolean releasesAllocation;

        private Builder(Job job, JobStatus status, Instant now) {
            this.job = job;
            this.status = status;
            this.now = now;
            JobState state = job.state();
            phase = state.phase();
            times = state.times();
            message = state.message();
            reason = state.reason();
            attempt = state.attempt();
            cost = state.cost();
            ending = state.ending();
            count = state.events();
            hold = state.hold();
        }

        private Builder moved(Trigger signal) {
            times = switch (signal) {
                case ADMIT, REQUEUE -> times.queuedAt(now);
                case ASSIGN -> times.assignedAt(now);
                case START -> times.startedAt(now, now);
                case COMPLETE, FAIL, CANCEL, REJECT -> times.finishedAt(now);
            };
            return status.isTerminal() ? phase(ExecutionPhase.TERMINAL) : this;
        }

        /** The actual start of the program, from its executor. */
        public Builder startedAt(Instant at) {
            times = times.startedAt(at, now);
            return this;
        }

        /**
         * Shifts the timestamps of its last run, because the wall clock was changed by that much: its waiting time and
         * runtime stay the same.
         */
        public Builder shiftTimes(Duration by) {
            times = times.shifted(by, now);
            attempt = attempt.shiftTimes(by);
            return this;
        }

        /** The launch plan's stage afterwards; launched, its job counts as queued from now on. */
        public Builder launchPlan(LaunchHold value) {
            hold = Optional.of(value);
            times = value.stage() == LaunchHold.Stage.LAUNCHED ? times.launchedAt(now) : times;
            return this;
        }

        /** The phase afterwards. */
        public Builder phase(ExecutionPhase value) {
            if (value != phase) {
                times = times.phaseSince(now);
            }
            phase = value;
            return this;
        }

        /** The current activity, for people. */
        public Builder message(String value) {
            message = value;
            return this;
        }

        /** Why it ended. */
        public Builder reason(String value) {
            reason = value;
            return this;
        }

        /** Its run afterwards. */
        public Builder attempt(Attempt value) {
            attempt = value;
            return this;
        }

        /** Its cost. The reserved amount stays as when it was accepted, and caps the actual cost. */
        public Builder cost(Cost value) {
            cost = value.heldAs(job.state().cost());
            return this;
        }

        /** The result, once its run has ended. */
        public Builder ending(JobResult value) {
            ending = value;
            return this;
        }

        /** Whether the run of the job before it was seen to end, so that the change deletes its allocation. */
        public Builder releasingAllocation(boolean value) {
            releasesAllocation = value;
            return this;
        }

        /** The subject whose call makes the change, for the events added from here on. */
        public Builder by(String subject) {
            by = subject;
            return this;
        }

        /** Adds an event, at the phase set so far. */
        public Builder event(String type, String title, String text) {
            return event(type, title, text, JobEvent.Level.INFO);
        }

        /** Adds an event, at the phase set so far. */
        public Builder event(String type, String title, String text, JobEvent.Level level) {
            count = count.plus(phase);
            int nth = count.of(phase);
            String id = job.id() + ":" + EnumNames.of(phase) + (nth == 1 ? "" : ":" + nth);
            events.add(new JobEvent(id, type, phase, title, text, level, now, count.lastSequence(), by));
            return this;
        }

        /**
         * The finished change.
         *
         * @throws IllegalStateException if the phase is not one of the status, or a terminal job would change
         */
        public Transition build() {
            if (!JobLifecycle.phasesOf(status).contains(phase)) {
                throw new IllegalStateException(
                        "a " + EnumNames.of(status) + " job has no phase " + EnumNames.of(phase));
            }
            boolean ends = status.isTerminal() && !job.isTerminal();
            JobState state = new JobState(
                    status,
                    phase,
                    job.state().version() + 1,
                    message,
                    reason,
                    times.updatedAt(now),
                    attempt,
                    cost,
                    ending,
                    count,
                    hold,
                    job.state().submittedBy());
            return new Transition(
                    job,
                    job.with(state),
                    events,
                    ends ? owedCallback() : Optional.empty(),
                    ends ? Optional.of(new Settlement(cost.actual().orElse(Usd.ZERO), cost.held())) : Optional.empty(),
                    releasesAllocation);
        }

        /** None for a launch plan without a go: no client has a job then. */
        private Optional<CallbackDelivery> owedCallback() {
            boolean isJob = hold.isEmpty() || hold.get().stage() == LaunchHold.Stage.LAUNCHED;
            return job.spec()
                    .callback()
                    .filter(target -> isJob)
                    .map(target -> CallbackDelivery.owed(job.ref(), status, target, now));
        }
    }
}
