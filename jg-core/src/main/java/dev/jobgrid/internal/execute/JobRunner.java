package dev.jobgrid.internal.execute;

import static java.util.Objects.requireNonNull;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.collect.LogRecorder;
import dev.jobgrid.internal.execute.Runners.Context;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.monitor.OpenFiles;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.executor.GpuExecutor;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import dev.jobgrid.spi.executor.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Supervises one run from its launch until its removal from the engine: records its log, collects its artifacts,
 * concludes the job. Each stage reads its state from the store and the engine, so that another process can continue
 * after a crash at any line. A run that another grid has taken over is not touched. Stepped by one thread;
 * {@link #stop} and the like may be called by any.
 */
final class JobRunner implements Loop {
    private static final System.Logger LOG = System.getLogger(JobRunner.class.getName());
    private static final int LAUNCHES = 3;
    private static final int MAX_FAILURES = 30;
    private static final Duration JUST_PLACED = Duration.ofSeconds(1);
    private static final Duration DISK_EVERY = Duration.ofSeconds(5);

    /** The initial state of a runner. */
    enum Start {
        /** The run was just placed. */
        LAUNCH,
        /** An earlier process supervised the run. */
        ATTACH
    }

    private enum Stage {
        HOLD,
        LAUNCH,
        ATTACH,
        FOLLOW,
        COLLECT,
        CONCLUDE,
        REMOVE,
        OVER
    }

    private final Context context;
    private final RunKey key;
    private final Optional<Placement> place;
    private final RunProgress progress;
    private final RunListener listener;
    private final RunEnds ends;
    private volatile boolean stopWanted;
    private volatile boolean mustRecheck;
    private volatile @Nullable Run run;
    private volatile @Nullable HoldStage hold;
    private @Nullable LogRecorder recorder;
    private @Nullable CollectStage collectStage;
    private Stage stage;
    private Optional<RunExit> exit = Optional.empty();
    private Optional<Collected> collected = Optional.empty();
    private final boolean isFirst;
    private final boolean isResumed;
    private boolean tried;
    private boolean looked;
    private boolean stopAsked;
    private Optional<Silence> unanswered = Optional.empty();
    private Optional<Stopwatch> diskAsked = Optional.empty();
    private int failures;
    private boolean concluded;
    private boolean isReleased;
    private boolean judged;

    JobRunner(Context context, Job job, InstanceId owner, Start start, RunEnds ends) {
        this.context = context;
        this.key = job.run();
        this.place = job.attempt().placement();
        this.progress = new RunProgress(job, owner, context.writer(), context.clock());
        this.listener = new StartListener(progress, () -> context.breakers().started(key));
        this.ends = ends;
        this.isFirst = start == Start.LAUNCH && key.attempt() == 1;
        this.isResumed = start == Start.ATTACH;
        this.stage = isResumed ? Stage.ATTACH : Stage.LAUNCH;
        if (start == Start.LAUNCH && job.isHeld()) {
            beginHold(job);
        }
    }

    RunKey key() {
        return key;
    }

    /** Stops the run: its job was cancelled. Returns at once. */
    void stop() {
        stopWanted = true;
        Run current = run;
        if (current == null) {
            noteChange();
            return;
        }
        try {
            current.stop(context.settings().stopGrace());
        } catch (RuntimeException e) {
            // The job is cancelled even if the engine fails; the next step retries the stop.
            LOG.log(System.Logger.Level.DEBUG, "run " + key + ": not stopped at once", e);
        }
    }

    /** Its job was cancelled, or got the go: the next step reads it, and comes at once where it is awaited. */
    void noteChange() {
        mustRecheck = true;
        HoldStage held = hold;
        if (held != null) {
            held.wake();
        }
    }

    /** Whether it waits for the go of a launch plan. */
    boolean isHolding() {
        return stage == Stage.HOLD;
    }

    /**
     * The runner that replaces this one when its executor blocks its thread; empty if only the removal was left, which
     * the listener takes over.
     */
    Optional<JobRunner> next() {
        if (stage == Stage.REMOVE) {
            giveAway();
            end();
            return Optional.empty();
        }
        JobRunner next = new JobRunner(context, progress.job(), progress.owner(), Start.ATTACH, ends);
        next.stopWanted = stopWanted;
        return Optional.of(next);
    }

    /** The next step reads the job from the store. */
    void recheck() {
        mustRecheck = true;
    }

    /** The latest end of the run, if its program starts by now, or at the end of its hold. */
    Instant endsBy(Instant now) {
        HoldStage held = hold;
        return progress.job()
                .state()
                .times()
                .started()
                .orElse(held == null ? now : now.plus(held.left()))
                .plus(timeout())
                .plus(context.settings().stopGrace());
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (stage != Stage.OVER && !checkOwned()) {
            leave();
            return false;
        }
        switch (stage) {
            case HOLD -> hold(wait);
            case LAUNCH -> launch();
            case ATTACH -> attach();
            case FOLLOW -> follow(wait);
            case COLLECT -> collect(wait);
            case CONCLUDE -> conclude();
            case REMOVE -> remove();
            case OVER -> {}
        }
        return stage != Stage.OVER;
    }

    /** Whether this grid still owns the run, as far as known; a grid with a new instance id reclaims it first. */
    private boolean checkOwned() {
        InstanceId self = context.self().id();
        if (!self.equals(progress.owner()) && !reclaim(self)) {
            return false;
        }
        if (mustRecheck) {
            mustRecheck = false;
            progress.reload();
        }
        return !progress.isTakenOver();
    }

    private boolean reclaim(InstanceId self) {
        if (progress.reclaim(self)) {
            return true;
        }
        // If the job has ended or continued without the run, only the allocation can change its owner.
        boolean won = context.storage().holds().takeOver(key, progress.owner(), self);
        if (won) {
            progress.own(self);
        }
        return won;
    }

    /** Leaves the run to the grid that has taken it over. */
    private void leave() {
        LOG.log(System.Logger.Level.WARNING, "run " + key + " is owned by another grid now; released");
        context.capacity().release(key);
        if (collectStage != null) {
            collectStage.leave();
        }
        stage = Stage.OVER;
        ends.onEnd().accept(key);
    }

    private void beginHold(Job job) {
        hold = new HoldStage(job, context.clock());
        stage = Stage.HOLD;
    }

    /** No engine knows the run of a launch plan: it is launched with the go, and only its allocation goes without. */
    private void hold(Duration wait) throws InterruptedException {
        HoldStage held = requireNonNull(hold);
        if (!progress.isOurs()) {
            hold = null;
            stage = Stage.REMOVE;
        } else if (!progress.job().isHeld()) {
            hold = null;
            stage = isResumed ? Stage.ATTACH : Stage.LAUNCH;
        } else if (held.isOver()) {
            progress.expire();
        } else {
            held.await(wait);
        }
    }

    private void launch() {
        // A cancel since the placement has found this runner, or makes the next write fail.
        if (!isJustPlaced() && !progress.reload()) {
            // The engine may still have it, from an earlier try whose response was lost.
            stage = Stage.ATTACH;
            return;
        }
        Job job = progress.job();
        Placement placement = job.attempt().placement().orElseThrow();
        Optional<GpuExecutor> executor = context.capacity().executor(placement.executor());
        if (executor.isEmpty()) {
            broken(Failure.Cause.WORKER_LOST, "This grid has no executor '" + placement.executor() + "' any more.");
            return;
        }
        progress.holdBack();
        tried = true;
        try {
            follow(executor.get().launch(context.staging().request(job, placement), listener));
        } catch (IOException e) {
            if (OpenFiles.areLacking(e)) {
                throw new UncheckedIOException("run " + key + ": an input cannot be opened", e);
            }
            broken(Failure.Cause.INPUT_UNAVAILABLE, "An input of the job is gone from the store.");
        } catch (RuntimeException e) {
            launchFailed(executor.get(), e);
        }
    }

    /**
     * Whether the known job is whole, and recent enough to skip reading the store. Never for a resumed run: its job may have been
     * cancelled elsewhere and its devices allocated to others since it was found.
     */
    private boolean isJustPlaced() {
        Job job = progress.job();
        Duration known =
                Duration.between(job.state().times().updated(), context.clock().instant());
        return job.status() == JobStatus.ASSIGNED
                && !job.isAbridged()
                && !isResumed
                && !tried
                && !stopWanted
                && !known.isNegative()
                && known.compareTo(JUST_PLACED) < 0;
    }

    /** The engine may still have accepted the run: only a run unknown to it is given up. */
    private void launchFailed(GpuExecutor executor, RuntimeException failure) {
        Optional<Run> found;
        try {
            found = executor.attach(key, place.orElseThrow().machine(), listener);
        } catch (RuntimeException e) {
            noAnswer(e);
            return;
        }
        if (found.isPresent()) {
            follow(found.get());
        } else if (OpenFiles.areLacking(failure) || ++failures < LAUNCHES) {
            throw failure;
        } else {
            LOG.log(System.Logger.Level.WARNING, "run " + key + ": not launched", failure);
            failures = 0;
            // The message of a refusal is public; that of any other exception may hold secrets.
            String why = failure instanceof JobGridException ? ": " + failure.getMessage() : "";
            broken(
                    Failure.Cause.INTERNAL,
                    "The executor '" + executor.name() + "' could not launch the run" + why + ".");
        }
    }

    private void attach() {
        boolean ours = progress.reload();
        Job job = progress.job();
        if (ours && job.isHeld()) {
            beginHold(job);
            return;
        }
        Optional<Run> found;
        try {
            found = job.attempt()
                    .placement()
                    .flatMap(at -> context.capacity()
                            .executor(at.executor())
                            .flatMap(executor -> executor.attach(key, at.machine(), listener)));
        } catch (RuntimeException e) {
            noAnswer(e);
            return;
        }
        if (found.isPresent()) {
            follow(found.get());
        } else if (!ours) {
            stage = Stage.REMOVE;
        } else if (job.status() == JobStatus.ASSIGNED) {
            // The engine never had it: the process crashed between placement and launch.
            stage = Stage.LAUNCH;
        } else {
            broken(Failure.Cause.WORKER_LOST, "The run is no longer on its node.");
        }
    }

    /** Waits for an engine that does not answer, and gives up the run after the timeout. */
    private void noAnswer(RuntimeException failure) {
        if (!checkUnanswered(failure)) {
            throw failure;
        }
    }

    /**
     * Gives up the run if the engine has not answered for too long, and returns whether it did; a lack of files here
     * says nothing about the engine.
     */
    private boolean checkUnanswered(RuntimeException failure) {
        if (OpenFiles.areLacking(failure)) {
            unanswered = Optional.empty();
            return false;
        }
        if (unanswered.isEmpty()) {
            unanswered = Optional.of(new Silence(context.clock()));
        }
        Silence silence = unanswered.get();
        silence.reportIfLong(() -> progress.warn(
                "job.worker_unreachable",
                "Worker unreachable",
                "The machine of the run does not answer; the run waits for it."));
        if (!silence.hasLasted(context.sharing().lostRunTimeout())) {
            return false;
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "run " + key + ": its machine does not answer; giving up the run",
                failure);
        broken(Failure.Cause.WORKER_LOST, "The machine of the run did not answer.");
        return true;
    }

    private void follow(Run launched) {
        run = launched;
        unanswered = Optional.empty();
        long max = context.limits().maxLogBytes();
        recorder = isFirst
                ? LogRecorder.ofFirst(key, context.storage().logs(), context.changes(), max)
                : LogRecorder.goingOn(key, context.storage().logs(), context.changes(), max);
        failures = 0;
        stage = Stage.FOLLOW;
    }

    private void broken(Failure.Cause cause, String summary) {
        exit = Optional.of(
                progress.timed(RunExit.broken(cause, summary, context.clock().instant())));
        stage = Stage.CONCLUDE;
    }

    private void follow(Duration wait) throws InterruptedException {
        Run current = launched();
        // A run that ends at once has its start stored with its end.
        if (looked || isRunning(current)) {
            progress.catchUp();
        }
        looked = true;
        if (progress.isTakenOver() || stage != Stage.FOLLOW) {
            return;
        }
        stopIfDue(current);
        if (stage == Stage.FOLLOW && record(current, wait)) {
            awaitExit(current, wait);
        }
    }

    private boolean isRunning(Run current) throws InterruptedException {
        try {
            return current.exit(Duration.ZERO).isEmpty();
        } catch (RuntimeException e) {
            noAnswer(e);
            return true;
        }
    }

    /** An engine that cannot report the run's end is waited for, like one that does not answer. */
    private void awaitExit(Run current, Duration wait) throws InterruptedException {
        try {
            exit = current.exit(wait).map(progress::timed);
        } catch (RuntimeException e) {
            noAnswer(e);
            return;
        }
        unanswered = Optional.empty();
        if (exit.isPresent()) {
            failures = 0;
            stage = Stage.COLLECT;
        }
    }

    /** Whether there is nothing more to record. */
    private boolean record(Run current, Duration wait) throws InterruptedException {
        try {
            boolean whole = recorder().record(current, wait);
            failures = 0;
            reportCut();
            return whole;
        } catch (IOException e) {
            orGiveUp("its log cannot be read", e);
            if (failures == MAX_FAILURES) {
                progress.warn("log.incomplete", "Log incomplete", "Part of the log could not be read.");
            }
            return true;
        }
    }

    /** At least once: twice only after a crash in between. */
    private void reportCut() {
        if (recorder().isCutUnreported()) {
            progress.warn(
                    "log.cut",
                    "Log cut",
                    "Log truncated: only the first " + context.limits().maxLogBytes() + " bytes are kept. The"
                            + " program continues.");
            recorder().markCutReported();
        }
    }

    /**
     * Only for a run that has not ended by itself: a run that is not stopped did not time out or exceed its disk limit.
     */
    private boolean checkLimits(Run current) throws InterruptedException {
        try {
            if (current.exit(Duration.ZERO).isPresent()) {
                return false;
            }
        } catch (RuntimeException e) {
            if (!checkUnanswered(e)) {
                LOG.log(System.Logger.Level.DEBUG, "run " + key + ": its engine does not answer", e);
            }
            return false; // its log is still read meanwhile
        }
        unanswered = Optional.empty();
        progress.seenRunning();
        progress.keepTime();
        return progress.checkTimeout(timeout())
                || progress.checkDisk(diskBytes(current), context.limits().maxDiskBytes());
    }

    private OptionalLong diskBytes(Run current) {
        if (diskAsked.filter(since -> !since.hasRun(DISK_EVERY)).isPresent()) {
            return OptionalLong.empty();
        }
        diskAsked = Optional.of(Stopwatch.start(context.clock()));
        try {
            return current.diskBytes();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "run " + key + ": its disk usage is unknown", e);
            return OptionalLong.empty();
        }
    }

    private void stopIfDue(Run current) throws InterruptedException {
        if (stopAsked) {
            return;
        }
        if (progress.job().phase() == ExecutionPhase.CLEANUP) {
            return; // the program has ended, and only collecting took longer
        }
        if (stopWanted || !progress.isOurs() || checkLimits(current)) {
            try {
                current.stop(context.settings().stopGrace());
                stopAsked = true;
            } catch (RuntimeException e) {
                // The run is still monitored; the next step retries.
                LOG.log(System.Logger.Level.DEBUG, "run " + key + ": not stopped yet", e);
            }
        }
    }

    private Duration timeout() {
        return progress.job().spec().timeout().orElse(context.settings().defaultTimeout());
    }

    private void collect(Duration wait) throws InterruptedException {
        progress.keepTime();
        CollectStage files = collectStage;
        if (files == null) {
            files = new CollectStage(context, progress, launched(), exit.orElseThrow(), isResumed, ends.onFree());
            collectStage = files;
        }
        collected = files.step(wait);
        if (collected.isPresent()) {
            stage = Stage.CONCLUDE;
        }
    }

    /** Throws, so that the step is retried after a delay; returns once there were enough retries. */
    private void orGiveUp(String what, IOException failure) {
        if (OpenFiles.areLacking(failure) || ++failures < MAX_FAILURES) {
            throw new UncheckedIOException("run " + key + ": " + what, failure);
        }
        if (failures == MAX_FAILURES) {
            LOG.log(System.Logger.Level.WARNING, "run " + key + ": " + what + "; giving up", failure);
        }
    }

    private void conclude() {
        Optional<Placement> place = progress.job().attempt().placement();
        judgeStart(place);
        isReleased = progress.conclude(new Conclusion(context.settings()), exit.orElseThrow(), collected);
        if (progress.isTakenOver()) {
            return; // another runner still has to collect its files
        }
        if (isReleased) {
            context.capacity().release(key);
            ends.onFree().run();
        }
        concluded = true;
        if (!judged) {
            place.ifPresent(at -> context.cooldowns()
                    .ended(
                            at.node(),
                            exit.orElseThrow().cause(),
                            context.clock().instant()));
        }
        stage = Stage.REMOVE;
        failures = 0;
    }

    /** Called once for each run: records whether its program started, or whether the node prevented that. */
    private void judgeStart(Optional<Placement> place) {
        RunExit how = exit.orElseThrow();
        if (how.exitCode().isPresent() || how.signal().isPresent()) {
            context.breakers().started(key);
        } else if (how.nodeFault() && place.isPresent() && !judged) {
            judged = true;
            exit = Optional.of(
                    context.breakers().recordStartFailure(key, place.get(), how) ? how : how.attributedToJob());
        } else if (isOfImage(how) && place.isPresent() && !judged) {
            judged = true;
            context.breakers()
                    .recordImageFailure(key, place.get(), progress.job().spec().image(), how);
        }
    }

    /** Whether the image caused the end: that says nothing about jobs with other images. */
    private boolean isOfImage(RunExit how) {
        Optional<Failure.Cause> cause = how.cause();
        return cause.equals(Optional.of(Failure.Cause.IMAGE_UNAVAILABLE))
                || cause.equals(Optional.of(Failure.Cause.DISK_FULL))
                        && progress.job().phase() == ExecutionPhase.IMAGE_DOWNLOAD;
    }

    private void remove() {
        if (!tryRemove()) {
            giveAway();
        } else if (!isReleased) {
            context.storage().holds().release(key, progress.owner());
            context.capacity().release(key);
        }
        end();
    }

    /** It may still run: its devices are released when its engine confirms that it does not. */
    private void giveAway() {
        place.ifPresent(at -> ends.onLost().discard(key, at, progress.job()));
    }

    private void end() {
        stage = Stage.OVER;
        ends.onEnd().accept(key);
        // Last, when its GPUs are already released. Only by the runner that ended the job, so that it counts once.
        if (concluded && progress.job().isTerminal()) {
            context.history().remember(progress.job());
        }
    }

    /** Until when the files of a run are retained on its node; empty if they are not. */
    static Optional<Instant> keptUntil(Job job, RunKey run) {
        return job.attempt().number() == run.attempt() && job.isTerminal()
                ? job.state().ending().collected().flatMap(Collected::leftovers).flatMap(UncollectedArtifacts::until)
                : Optional.empty();
    }

    /** Removes the run from its engine; whether the engine confirms that nothing of it runs. */
    private boolean tryRemove() {
        Run current = run;
        if (unanswered.isPresent() || current == null) {
            return unanswered.isEmpty();
        }
        try {
            keptUntil(progress.job(), key).ifPresentOrElse(current::retainArtifacts, current::remove);
            return true;
        } catch (RuntimeException e) {
            boolean isOver = exit.filter(RunExit::isObserved).isPresent();
            if (isOver && (OpenFiles.areLacking(e) || ++failures < MAX_FAILURES)) {
                throw e;
            }
            // The devices of an ended program are released; the sweep removes the rest.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "run " + key + ": its remains stay on the engine; the sweep will" + " retry",
                    e);
            return isOver;
        }
    }

    private Run launched() {
        return requireNonNull(run, "the run was not launched");
    }

    private LogRecorder recorder() {
        return requireNonNull(recorder, "the run was not launched");
    }
}
