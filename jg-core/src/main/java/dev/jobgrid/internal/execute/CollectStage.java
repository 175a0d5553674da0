package dev.jobgrid.internal.execute;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.collect.ArtifactCollector.Try;
import dev.jobgrid.internal.collect.ArtifactNotStoredException;
import dev.jobgrid.internal.collect.CollectionResult;
import dev.jobgrid.internal.collect.CollectionResult.LeftOut;
import dev.jobgrid.internal.execute.Runners.Context;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.spi.executor.Run;
import dev.jobgrid.spi.executor.RunExit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects the artifacts of one run after its program has ended: its devices are released with the first file, and
 * failures are retried with growing pauses until the collect timeout. The start is stored, so that a restart does not
 * extend the timeout. Stepped by one thread.
 */
final class CollectStage {
    private static final System.Logger LOG = System.getLogger(CollectStage.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);

    /** The collect timeout of a run that is retried, or whose machine is lost: the next run matters more. */
    private static final Duration SHORT_COLLECT_TIMEOUT = Duration.ofMinutes(2);

    private final Context context;
    private final RunKey key;
    private final RunProgress progress;
    private final Run run;
    private final RunExit exit;
    private final Runnable onFree;
    private final boolean isResumed;
    private boolean isStoredInPart;
    private boolean isFreed;
    private boolean isReported;
    private @Nullable Duration timeout;
    private @Nullable Stopwatch waiting;
    private Duration pause = FIRST_PAUSE;
    private Optional<Instant> lastTry = Optional.empty();

    /**
     * A stage that has not begun.
     *
     * @param isResumed whether an earlier process may have begun
     * @param onFree called when the run's devices are released
     */
    CollectStage(Context context, RunProgress progress, Run run, RunExit exit, boolean isResumed, Runnable onFree) {
        this.context = context;
        this.key = run.key();
        this.progress = progress;
        this.run = run;
        this.exit = exit;
        this.isResumed = isResumed;
        this.isStoredInPart = isResumed;
        this.onFree = onFree;
    }

    /** Tries if a try is due; returns the result once no more can be collected. */
    Optional<Collected> step(Duration wait) throws InterruptedException {
        Instant now = context.clock().instant();
        if (!isDue(now)) {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return Optional.empty();
        }
        // If the timeout had passed before this process resumed the run, the last try is at once: the run may be taken
        // over again soon.
        boolean isLast = (lastTry.isPresent() || isBegun()) && waiting(now).hasRun(longest());
        try {
            Try nth = isLast ? Try.LAST : isStoredInPart ? Try.AGAIN : Try.FIRST;
            isStoredInPart = true;
            CollectionResult collected = context.collector().collect(progress.job(), run, nth, this::free);
            context.backlog().remove(key);
            return Optional.of(collected(collected, now));
        } catch (IOException e) {
            free();
            retryLater(now, e);
            return Optional.empty();
        }
    }

    /** Whether collecting had begun before, by the store. */
    private boolean isBegun() {
        return isResumed && progress.collectingSince().isPresent();
    }

    /** The run is no longer supervised here. */
    void leave() {
        context.backlog().remove(key);
    }

    private boolean isDue(Instant now) {
        // A clock that was set back must not extend a pause.
        return lastTry.map(at -> now.isBefore(at)
                        || !now.isBefore(at.plus(pause))
                        || waiting(now).hasRun(longest()))
                .orElse(true);
    }

    /**
     * The program has ended: its devices are released now, whatever happens to its files. Those of a run whose end was
     * not observed are held until it is removed.
     */
    private void free() {
        if (isFreed || !exit.isObserved()) {
            return;
        }
        boolean wasStored = progress.job().phase() == ExecutionPhase.CLEANUP;
        progress.cleaningUp();
        if (wasStored || !progress.isOurs()) {
            // An ended job cannot be changed; and an earlier change may not have been received.
            context.storage().holds().free(key, progress.owner());
        }
        isFreed = true;
        if (isGivenBack()) {
            context.capacity().release(key);
            onFree.run();
        }
    }

    /** Not if the job is in this run and its start is unknown: it holds its devices to its end. */
    private boolean isGivenBack() {
        return !progress.isOurs() || progress.job().phase() == ExecutionPhase.CLEANUP;
    }

    private Duration longest() {
        Duration longest = timeout;
        if (longest == null) {
            longest = isBrief() ? SHORT_COLLECT_TIMEOUT : context.collecting().collectTimeout();
            timeout = longest;
        }
        return longest;
    }

    /**
     * Time since collecting began. The part before this process comes from the store; clock changes in that part are
     * not noticed.
     */
    private Stopwatch waiting(Instant now) {
        Stopwatch since = waiting;
        if (since == null) {
            since = Stopwatch.startedAgo(
                    context.clock(), Duration.between(progress.collectingSince().orElse(now), now));
            waiting = since;
        }
        return since;
    }

    private Instant until(Instant now) {
        return now.plus(longest()).minus(waiting(now).elapsed());
    }

    private boolean isBrief() {
        return exit.cause().filter(cause -> cause == Failure.Cause.WORKER_LOST).isPresent()
                || progress.isOurs()
                        && new Conclusion(context.settings())
                                .isTriedAgain(
                                        progress.job(), exit, context.clock().instant());
    }

    private void retryLater(Instant now, IOException failure) {
        pause = lastTry.isPresent() ? shorter(pause.multipliedBy(2), MAX_PAUSE) : FIRST_PAUSE;
        lastTry = Optional.of(now);
        String reason = reason(failure);
        if (failure instanceof ArtifactNotStoredException) {
            context.backlog().add(key, reason);
        }
        LOG.log(
                isReported ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "run " + key + ": its artifacts are not stored yet; retrying until " + until(now),
                failure);
        if (!isReported && !isBrief()) {
            progress.waitingToStore("The program has ended and holds no GPU. Its artifacts cannot be stored yet: "
                    + reason + ". This is retried until " + until(now).truncatedTo(ChronoUnit.SECONDS) + ".");
        }
        isReported = true;
    }

    private String reason(IOException failure) {
        return failure instanceof ArtifactNotStoredException
                ? String.valueOf(failure.getMessage())
                : "they cannot be read on node " + node();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private String node() {
        return progress.job().attempt().placement().map(at -> at.node().value()).orElse("");
    }

    private Collected collected(CollectionResult left, Instant now) {
        return new Collected(left.files(), left.bytes(), left.missing(), leftovers(left, now));
    }

    private Optional<UncollectedArtifacts> leftovers(CollectionResult left, Instant now) {
        if (left.unread()) {
            return Optional.of(leftovers(Failure.Cause.ARTIFACT_MISSING, new LeftOut(0, 0, List.of()), now));
        }
        if (left.refused().files() > 0) {
            return Optional.of(leftovers(Failure.Cause.ARTIFACT_STORE_FULL, left.refused(), now));
        }
        return left.tooLarge().files() > 0
                ? Optional.of(leftovers(Failure.Cause.ARTIFACT_TOO_LARGE, left.tooLarge(), now))
                : Optional.empty();
    }

    private UncollectedArtifacts leftovers(Failure.Cause cause, LeftOut out, Instant now) {
        Duration grace = context.collecting().leftoverGrace();
        Optional<String> place = grace.isZero() ? Optional.empty() : run.retainedAt();
        return new UncollectedArtifacts(
                cause,
                out.files(),
                out.expected(),
                out.paths(),
                node(),
                place.orElse(""),
                place.map(at -> now.plus(grace)));
    }
}
