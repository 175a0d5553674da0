package dev.jobgrid.internal.execute;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.internal.monitor.JobWriter;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.Ending;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.JobLifecycle;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Signal;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.RunExit;
import dev.jobgrid.spi.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes how one run comes along into its job. Every write holds only while the job is in this very run and this grid owns
 * it: one of an older attempt, of a job that was cancelled, or of a run that another grid took over, changes nothing. Thread-safe: the engine's threads and the runner's both write.
 */
final class RunProgress implements RunListener {
    private final Object lock = new Object();
    private final int attempt;
    private final JobWriter writer;
    private final InstantSource clock;
    private Job job;
    private InstanceId owner;
    private boolean stale;
    private boolean waits;
    private Optional<Instant> startedAt = Optional.empty();

    RunProgress(Job job, InstanceId owner, JobWriter writer, InstantSource clock) {
        this.job = job;
        this.attempt = job.attempt().number();
        this.owner = owner;
        this.writer = writer;
        this.clock = clock;
    }

    /** The job as last seen. */
    Job job() {
        synchronized (lock) {
            return job;
        }
    }

    /** Whether the job, as last seen, is in this run. */
    boolean isOurs() {
        return isOurs(job());
    }

    /** The name under which this grid owns the run, unless it is taken over. */
    InstanceId owner() {
        synchronized (lock) {
            return owner;
        }
    }

    /** Whether the job, as last seen, is in this run and another grid owns it. */
    boolean isTakenOver() {
        Job current = job();
        return isActive(current) && !current.attempt().owner().equals(Optional.of(owner()));
    }

    /** Reads the job anew; whether it is in this run. */
    boolean reload() {
        synchronized (lock) {
            return writer.update(job.ref(), current -> {
                        job = current;
                        return Optional.empty();
                    })
                    .map(this::isOurs)
                    .orElse(false);
        }
    }

    private boolean isOurs(Job current) {
        return isActive(current) && current.attempt().owner().equals(Optional.of(owner()));
    }

    private boolean isActive(Job current) {
        return current.status().isActive() && current.attempt().number() == attempt;
    }

    @Override
    public void phase(ExecutionPhase phase, String message) {
        // That its files are collected is the grid's own to say: a run gives its devices back with it.
        change(current -> JobLifecycle.phasesOf(current.status()).contains(phase) && phase != ExecutionPhase.CLEANUP
                ? Optional.of(in(current, phase, message))
                : Optional.empty());
    }

    private Transition in(Job current, ExecutionPhase phase, String message) {
        Transition.Builder change =
                Transition.of(current, clock.instant()).phase(phase).message(message);
        if (!QuietTrials.isQuiet(current.attempt())) {
            change.event("job." + phase.name().toLowerCase(Locale.ROOT), title(phase), message);
        }
        return change.build();
    }

    /** Lets a start that is told from now on wait for {@link #catchUp} or for the end, which comes at once for some. */
    void holdBack() {
        synchronized (lock) {
            waits = true;
        }
    }

    @Override
    public void started(Instant at) {
        synchronized (lock) {
            startedAt = Optional.of(at);
            if (waits) {
                return;
            }
        }
        noteStart(at);
    }

    /** Notes a start that was not written when the engine told it: without it no run takes too long. */
    void catchUp() {
        Optional<Instant> at;
        synchronized (lock) {
            waits = false;
            at = job.status() == JobStatus.ASSIGNED ? startedAt : Optional.empty();
        }
        at.ifPresent(this::noteStart);
    }

    private void noteStart(Instant at) {
        change(current -> current.status() == JobStatus.ASSIGNED ? Optional.of(start(current, at)) : Optional.empty());
    }

    private Transition start(Job current, Instant at) {
        Transition.Builder change = Transition.of(current, Signal.START, clock.instant())
                .startedAt(at)
                .attempt(current.attempt().delayed(""));
        if (QuietTrials.isQuiet(current.attempt())) {
            String where = current.attempt().placement().map(Placement::reason).orElse("");
            change.phase(ExecutionPhase.WORKLOAD_EXECUTION).event("job.assigned", "Worker assigned", where);
        }
        return change.phase(ExecutionPhase.RUNNING)
                .message("The program runs.")
                .event("job.running", "Job running", "The program has started.")
                .build();
    }

    /** Notes that the job's program has ended and its files are being collected; with that its devices come free. */
    void cleaningUp(RunExit exit) {
        synchronized (lock) {
            waits = false;
            updateAll(current -> isOurs(current) ? collecting(current, exit) : List.of());
        }
    }

    private List<Transition> collecting(Job current, RunExit exit) {
        if (current.status() == JobStatus.RUNNING) {
            return current.phase() == ExecutionPhase.CLEANUP ? List.of() : List.of(cleanup(current));
        }
        Optional<Instant> at = startedBy(exit);
        if (at.isEmpty()) {
            return List.of();
        }
        Transition start = start(current, at.get());
        return List.of(start, cleanup(start.after()));
    }

    private Transition cleanup(Job current) {
        return Transition.of(current, clock.instant())
                .phase(ExecutionPhase.CLEANUP)
                .message("Artifacts are being collected.")
                .event("job.cleanup", "Collecting artifacts", "The program is over; its files are collected.")
                .build();
    }

    /** When the program started, as far as is known; empty if it never did. */
    private Optional<Instant> startedBy(RunExit exit) {
        boolean ran = exit.exitCode().isPresent() || exit.signal().isPresent();
        return startedAt.or(() -> ran ? Optional.of(exit.at()) : Optional.empty());
    }

    /** Notes what keeps the job's files from being stored. */
    void waitingToStore(String message) {
        change(current -> Optional.of(Transition.of(current, clock.instant())
                .message(message)
                .event("artifact.waiting", "Waiting to store artifacts", message, Level.WARNING)
                .build()));
    }

    /** Since when the run's files are to be stored, as the store has it; empty if it says nothing of that. */
    Optional<Instant> collectingSince() {
        Job current = job();
        return current.phase() == ExecutionPhase.CLEANUP
                ? Optional.of(current.state().times().phaseStarted())
                : current.state().times().finished();
    }

    /**
     * Makes the run this grid's own under another name, if no other has taken it meanwhile.
     *
     * @return whether the run is owned under that name
     */
    boolean winBack(InstanceId name) {
        synchronized (lock) {
            stale = true;
            change(current -> Optional.of(Transition.of(current, clock.instant())
                    .attempt(current.attempt().takenOver(name))
                    .event(
                            "job.reattached",
                            "Run taken up again",
                            "The grid was not heard of for a while, and goes on with the run.")
                    .build()));
            boolean won = isActive(job) && job.attempt().owner().equals(Optional.of(name));
            if (won) {
                owner = name;
            }
            return won;
        }
    }

    /** Notes that the run is this grid's own under another name, although its job has gone on without it. */
    void own(InstanceId name) {
        synchronized (lock) {
            owner = name;
        }
    }

    /** Whether the run takes longer than this; the first time, that is stored before the run is stopped for it. */
    boolean isTimedOut(Duration timeout) {
        Instant now = clock.instant();
        return change(current -> current.attempt().timeoutAt().isEmpty() && isLate(current, timeout, now)
                        ? Optional.of(Transition.of(current, now)
                                .attempt(current.attempt().timedOut(now))
                                .message("The program has run too long and is being stopped.")
                                .event(
                                        "job.timed_out",
                                        "Job timed out",
                                        "The program has run for " + timeout.toSeconds() + " s and is being stopped.",
                                        Level.WARNING)
                                .build())
                        : Optional.empty())
                .attempt()
                .timeoutAt()
                .isPresent();
    }

    private static boolean isLate(Job job, Duration timeout, Instant now) {
        return job.state()
                .times()
                .started()
                .map(at -> now.isAfter(at.plus(timeout)))
                .orElse(false);
    }

    /** Adds a warning to the job, if it is still in this run. */
    void warn(String type, String title, String message) {
        change(current -> Optional.of(Transition.of(current, clock.instant())
                .event(type, title, message, Level.WARNING)
                .build()));
    }

    /** Adds an event to the job, whether it is still in this run or over. */
    void tell(String type, String title, String message, Level level) {
        synchronized (lock) {
            update(current -> current.attempt().number() == attempt
                    ? Optional.of(Transition.of(current, clock.instant())
                            .event(type, title, message, level)
                            .build())
                    : Optional.empty());
        }
    }

    /**
     * Ends the job or queues it again; of a job that was cancelled, only notes what was collected. A start that is not
     * stored yet, because the program was over at once or the engine did not tell, is stored with the end.
     */
    void conclude(Conclusion conclusion, RunExit exit, Optional<Collected> collected) {
        synchronized (lock) {
            updateAll(current -> isOurs(current)
                    ? concluded(current, conclusion, exit, collected)
                    : cancelled(current, collected).stream().toList());
        }
    }

    private List<Transition> concluded(
            Job current, Conclusion conclusion, RunExit exit, Optional<Collected> collected) {
        Optional<Instant> at = startedBy(exit);
        if (current.status() != JobStatus.ASSIGNED || at.isEmpty()) {
            return List.of(conclusion.of(current, exit, collected, clock.instant()));
        }
        Transition start = start(current, at.get());
        return List.of(start, conclusion.of(start.after(), exit, collected, clock.instant()));
    }

    private Optional<Transition> cancelled(Job current, Optional<Collected> collected) {
        boolean news = current.attempt().number() == attempt
                && current.status() == JobStatus.CANCELLED
                && current.state().ending().collected().isEmpty()
                && collected
                        .map(c -> c.files() > 0 || c.leftovers().isPresent())
                        .orElse(false);
        if (!news) {
            return Optional.empty();
        }
        Transition.Builder told =
                Transition.of(current, clock.instant()).ending(new Ending(Optional.empty(), collected));
        if (collected.orElseThrow().files() > 0) {
            told.event("artifact.collected", "Artifacts collected", "What the job had written was kept.");
        }
        return Optional.of(Conclusion.told(told, collected));
    }

    private Job change(Function<Job, Optional<Transition>> change) {
        synchronized (lock) {
            update(current -> isOurs(current) ? change.apply(current) : Optional.empty());
            return job;
        }
    }

    private void update(Function<Job, Optional<Transition>> change) {
        updateAll(current -> change.apply(current).stream().toList());
    }

    private void updateAll(Function<Job, List<Transition>> change) {
        boolean known = !stale;
        // Until the store has answered: a write whose answer is lost may have changed the job.
        stale = true;
        Optional<Job> updated = known ? writer.updateAll(job, change) : writer.updateAll(job.ref(), change);
        updated.ifPresent(now -> job = now);
        stale = false;
    }

    private static String title(ExecutionPhase phase) {
        String words = phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
