package dev.jobgrid.internal.execute;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.internal.jobs.JobWriter;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.JobLifecycle;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.spi.GridClock;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Stores the progress of one run in its job. A write applies only while the job is in this run and this grid owns it:
 * one of an older attempt, of a cancelled job, or of a run that another grid took over, changes nothing. Thread-safe:
 * the engine's threads and the runner's both write.
 */
final class RunProgress implements RunListener {
    /** Synchronised clocks differ by less. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Object lock = new Object();
    private final int attempt;
    private final JobWriter writer;
    private final GridClock clock;
    /** Written under the lock, which writers hold during the store's call. */
    private volatile Job job;

    private InstanceId owner;
    private boolean stale;
    private boolean waits;
    /** Running since the program started, once that is known. */
    private Optional<Stopwatch> sinceStart = Optional.empty();

    private boolean wasSeenRunning;

    RunProgress(Job job, InstanceId owner, JobWriter writer, GridClock clock) {
        this.job = job;
        this.attempt = job.attempt().number();
        this.owner = owner;
        this.writer = writer;
        this.clock = clock;
    }

    /** The job as last read. Does not wait for writes: one may wait for the store, and other threads read all runs. */
    Job job() {
        return job;
    }

    /** Whether the job, as last read, is in this run. */
    boolean isOurs() {
        synchronized (lock) {
            return isOurs(job);
        }
    }

    /** The instance id under which this grid owns the run, unless it is taken over. */
    InstanceId owner() {
        synchronized (lock) {
            return owner;
        }
    }

    /** Whether the job, as last read, is in this run and another grid owns it. */
    boolean isTakenOver() {
        synchronized (lock) {
            return isActive(job) && !job.attempt().owner().equals(Optional.of(owner));
        }
    }

    /** Reads the job again; whether it is in this run. */
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

    @Override
    public boolean mayStart() {
        return reload() && !job.isHeld();
    }

    /** Ends the launch plan, unless it got the go meanwhile. */
    void expire() {
        change(current ->
                current.isHeld() ? Optional.of(PlanChanges.expired(current, clock.instant())) : Optional.empty());
    }

    private boolean isOurs(Job current) {
        return isActive(current) && current.attempt().owner().equals(Optional.of(owner()));
    }

    private boolean isActive(Job current) {
        return current.status().isActive() && current.attempt().number() == attempt;
    }

    @Override
    public void phase(ExecutionPhase phase, String message) {
        // Only the grid reports that files are collected: a run releases its devices with it.
        change(current -> JobLifecycle.phasesOf(current.status()).contains(phase) && phase != ExecutionPhase.CLEANUP
                ? Optional.of(in(current, phase, message))
                : Optional.empty());
    }

    private Transition in(Job current, ExecutionPhase phase, String message) {
        Transition.Builder change =
                Transition.of(current, clock.instant()).phase(phase).message(message);
        if (!TrialEventLimit.isQuiet(current.attempt())) {
            change.event("job." + phase.name().toLowerCase(Locale.ROOT), title(phase), message);
        }
        return change.build();
    }

    /**
     * Delays storing a start that is reported from now on until {@link #catchUp} or the end, which comes at once for
     * some runs.
     */
    void holdBack() {
        synchronized (lock) {
            waits = true;
        }
    }

    /**
     * {@inheritDoc} The elapsed time follows from the stored start by this grid's clock; it is zero for a start that is
     * not stored.
     */
    @Override
    public void started(Instant at) {
        synchronized (lock) {
            Stopwatch since = sinceStart.orElseGet(() ->
                    Stopwatch.startedAgo(clock, isOurs() ? ranByWallClock().orElse(Duration.ZERO) : Duration.ZERO));
            started(at, since.elapsed());
        }
    }

    @Override
    public void started(Instant at, Duration ago) {
        // Before the lock: its holder may wait for the store, and the program runs meanwhile.
        Stopwatch since = Stopwatch.startedAgo(clock, ago);
        synchronized (lock) {
            sinceStart = Optional.of(since);
            if (waits) {
                return;
            }
        }
        noteStart();
    }

    private Optional<Duration> ranByWallClock() {
        return job.state()
                .times()
                .started()
                .map(start -> Duration.between(start, RunCost.latestEnd(job, clock.instant())));
    }

    /** Stores a start that was not stored when the engine reported it: without it no timeout applies. */
    void catchUp() {
        boolean isNews;
        synchronized (lock) {
            waits = false;
            isNews = job.status() == JobStatus.ASSIGNED && sinceStart.isPresent();
        }
        if (isNews) {
            noteStart();
        }
    }

    private void noteStart() {
        change(current -> current.status() == JobStatus.ASSIGNED
                ? sinceStart.map(since -> start(current, since))
                : Optional.empty());
    }

    private Transition start(Job current, Stopwatch since) {
        Instant now = clock.instant();
        Instant at = begin(since, now);
        // The engine's clock is coarser than ours.
        Instant assigned =
                current.state().times().assigned().filter(now::isAfter).orElse(at);
        Transition.Builder change = Transition.of(current, Trigger.START, now)
                .startedAt(at.isBefore(assigned) ? assigned : at)
                .attempt(current.attempt().withDelayReason(""));
        if (TrialEventLimit.isQuiet(current.attempt())) {
            String where = current.attempt().placement().map(Placement::reason).orElse("");
            change.phase(ExecutionPhase.WORKLOAD_EXECUTION).event("job.assigned", "Worker assigned", where);
        }
        return change.phase(ExecutionPhase.RUNNING)
                .message("The program is running.")
                .event("job.running", "Job running", "The program has started.")
                .build();
    }

    /** The program's start by the current wall clock, which may have been set since. */
    private static Instant begin(Stopwatch since, Instant now) {
        return now.minus(since.elapsed()).truncatedTo(ChronoUnit.MICROS);
    }

    /** Records that the program was observed running: its runtime is known from then on, even after its end. */
    void seenRunning() {
        synchronized (lock) {
            wasSeenRunning = true;
        }
    }

    /** Shifts the run's timestamps when the wall clock was set, or is another grid's than before. */
    void keepTime() {
        if (shiftedTimes(job()).isPresent()) {
            change(this::shiftedTimes);
        }
    }

    private Optional<Transition> shiftedTimes(Job current) {
        Instant now = clock.instant();
        Optional<Stopwatch> since;
        boolean isWhole;
        synchronized (lock) {
            since = sinceStart;
            isWhole = wasSeenRunning;
        }
        Optional<Instant> stored = current.state().times().started();
        if (current.status() != JobStatus.RUNNING || since.isEmpty() || stored.isEmpty()) {
            return Optional.empty();
        }
        Duration by = Duration.between(stored.get(), begin(since.get(), now));
        // For a run that had ended when it was found, only a lower bound of its end is certain.
        if (by.abs().compareTo(TOLERANCE) <= 0 || !isWhole && !by.isNegative()) {
            return Optional.empty();
        }
        String message = "The wall clock changed by " + by.toSeconds() + " s; the run's timestamps were shifted."
                + " Runtime so far: " + since.get().elapsed().toSeconds() + " s.";
        return Optional.of(Transition.of(current, now)
                .shiftTimes(by)
                .event("job.clock_set", "Clock set", message)
                .build());
    }

    /**
     * The end with the program's runtime: the engine's, but no longer than the time that has passed here, or else that
     * time. Call it when the end is first observed.
     */
    RunExit timed(RunExit exit) {
        synchronized (lock) {
            boolean ran = exit.exitCode().isPresent() || exit.signal().isPresent();
            if (sinceStart.isEmpty() && ran) {
                started(exit.at(), exit.runtime().or(this::ranByWallClock).orElse(Duration.ZERO));
            }
            Optional<Duration> here = sinceStart.map(Stopwatch::elapsed).or(this::ranByWallClock);
            return exit.runtime()
                    .map(reported ->
                            here.filter(time -> time.compareTo(reported) < 0).orElse(reported))
                    .or(() -> job.phase() == ExecutionPhase.CLEANUP ? ranByWallClock() : here)
                    .map(exit::withRuntime)
                    .orElse(exit);
        }
    }

    /** Records that the job's program has ended and its files are being collected; this releases its devices. */
    void cleaningUp() {
        synchronized (lock) {
            waits = false;
            updateAll(current -> isOurs(current) ? collecting(current) : List.of());
        }
    }

    private List<Transition> collecting(Job current) {
        if (current.status() == JobStatus.RUNNING) {
            return current.phase() == ExecutionPhase.CLEANUP ? List.of() : List.of(cleanup(current));
        }
        if (sinceStart.isEmpty()) {
            return List.of();
        }
        Transition start = start(current, sinceStart.get());
        return List.of(start, cleanup(start.after()));
    }

    private Transition cleanup(Job current) {
        return Transition.of(current, clock.instant())
                .phase(ExecutionPhase.CLEANUP)
                .message("Artifacts are being collected.")
                .event(
                        "job.cleanup",
                        "Collecting artifacts",
                        "The program has ended; its artifacts are being collected.")
                .build();
    }

    /** Records why the job's files cannot be stored. */
    void waitingToStore(String message) {
        change(current -> Optional.of(Transition.of(current, clock.instant())
                .message(message)
                .event("artifact.waiting", "Waiting to store artifacts", message, Level.WARNING)
                .build()));
    }

    /** When collecting began, by the store; empty if it has not. */
    Optional<Instant> collectingSince() {
        Job current = job();
        return current.phase() == ExecutionPhase.CLEANUP
                ? Optional.of(current.state().times().phaseStarted())
                : current.state().times().finished();
    }

    /**
     * Takes ownership of the run under another instance id, unless another grid has taken it meanwhile.
     *
     * @return whether the run is owned under that id
     */
    boolean reclaim(InstanceId name) {
        synchronized (lock) {
            stale = true;
            change(current -> Optional.of(Transition.of(current, clock.instant())
                    .attempt(current.attempt().takenOver(name))
                    .event("job.reattached", "Run resumed", "The grid had lost its lease and resumed the run.")
                    .build()));
            boolean won = isActive(job) && job.attempt().owner().equals(Optional.of(name));
            if (won) {
                owner = name;
            }
            return won;
        }
    }

    /** Sets this grid's instance id as the owner, although the job has continued without the run. */
    void own(InstanceId name) {
        synchronized (lock) {
            owner = name;
        }
    }

    /** Whether the run exceeds this timeout; the first time, that is stored before the run is stopped. */
    boolean checkTimeout(Duration timeout) {
        Instant now = clock.instant();
        return change(current -> current.attempt().timeoutAt().isEmpty() && isLate(current, timeout)
                        ? Optional.of(Transition.of(current, now)
                                .attempt(current.attempt().timedOut(now))
                                .message("The program exceeded its time limit and is being stopped.")
                                .event(
                                        "job.timed_out",
                                        "Job timed out",
                                        "The program exceeded its time limit of " + timeout.toSeconds()
                                                + " s and is being stopped.",
                                        Level.WARNING)
                                .build())
                        : Optional.empty())
                .attempt()
                .timeoutAt()
                .isPresent();
    }

    /** Whether the run exceeds its disk limit; the first time, that is stored before the run is stopped. */
    boolean checkDisk(OptionalLong taken, long max) {
        Instant now = clock.instant();
        return change(current -> current.attempt().diskExceededAt().isEmpty() && taken.orElse(0) > max
                        ? Optional.of(Transition.of(current, now)
                                .attempt(current.attempt().diskExceeded(now))
                                .message("The run exceeded its disk limit and is being stopped.")
                                .event(
                                        "job.out_of_disk",
                                        "Job out of disk",
                                        "The run uses " + taken.getAsLong() + " bytes of its node's disk, " + max
                                                + " are allowed; it is being stopped.",
                                        Level.WARNING)
                                .build())
                        : Optional.empty())
                .attempt()
                .diskExceededAt()
                .isPresent();
    }

    private boolean isLate(Job current, Duration timeout) {
        return current.status() == JobStatus.RUNNING
                && sinceStart.filter(since -> since.hasRun(timeout)).isPresent();
    }

    /** Adds a warning to the job, if it is still in this run. */
    void warn(String type, String title, String message) {
        change(current -> Optional.of(Transition.of(current, clock.instant())
                .event(type, title, message, Level.WARNING)
                .build()));
    }

    /**
     * Ends the job or queues it again; for a cancelled job, only records what was collected. A start that is not stored
     * yet, because the program ended at once or the engine did not report it, is stored with the end.
     *
     * @return whether the allocation was deleted with that; false also if it is unknown
     */
    boolean conclude(Conclusion conclusion, RunExit exit, Optional<Collected> collected) {
        synchronized (lock) {
            List<Transition> last = new ArrayList<>();
            updateAll(current -> {
                List<Transition> changes = isOurs(current)
                        ? concluded(current, conclusion, exit, collected)
                        : cancelled(current, collected).stream().toList();
                last.addAll(changes);
                return changes;
            });
            return !last.isEmpty()
                    && last.get(last.size() - 1).after().equals(job)
                    && last.get(last.size() - 1).releasesAllocation();
        }
    }

    private List<Transition> concluded(
            Job current, Conclusion conclusion, RunExit exit, Optional<Collected> collected) {
        Optional<Transition> first = current.status() == JobStatus.ASSIGNED
                ? sinceStart.map(since -> start(current, since))
                : shiftedTimes(current);
        List<Transition> changes = new ArrayList<>(first.stream().toList());
        Job before = first.map(Transition::after).orElse(current);
        changes.add(conclusion.of(before, exit, collected, clock.instant()));
        return changes;
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
        Transition.Builder change =
                Transition.of(current, clock.instant()).ending(new JobResult(Optional.empty(), collected));
        if (collected.orElseThrow().files() > 0) {
            change.event(
                    "artifact.collected", "Artifacts collected", "The artifacts of the cancelled job were stored.");
        }
        return Optional.of(Conclusion.withArtifactEvents(change, collected));
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
        // Until the store has responded: a write with a lost response may have changed the job.
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
