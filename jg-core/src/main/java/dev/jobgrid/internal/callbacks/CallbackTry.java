package dev.jobgrid.internal.callbacks;

import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.callbacks.CallbackOutcome;
import dev.jobgrid.callbacks.CallbackOutcome.Kind;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress;
import dev.jobgrid.job.Job;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.store.CallbackChange;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One try of a callback: sends it, then stores the result with its event. If storing fails, only storing is retried.
 * Stepped by one thread.
 */
final class CallbackTry implements Loop {
    private static final System.Logger LOG = System.getLogger(CallbackTry.class.getName());

    private final CallbackDispatcher.Parts parts;
    private final CallbackDelivery held;
    private final Consumer<CallbackDelivery> onEnd;
    private @Nullable Sent sent;

    private record Sent(CallbackOutcome outcome, Instant started, Duration took, Instant ended) {}

    CallbackTry(CallbackDispatcher.Parts parts, CallbackDelivery held, Consumer<CallbackDelivery> onEnd) {
        this.parts = parts;
        this.held = held;
        this.onEnd = onEnd;
    }

    @Override
    public boolean step(Duration wait) {
        Optional<Job> job = parts.jobs().find(held.job());
        CallbackDelivery after = held.with(held.progress().dropped());
        if (job.isEmpty()) {
            parts.outbox().update(CallbackChange.silent(held, after));
        } else {
            if (sent == null) {
                sent = send(job.get());
            }
            after = after(sent);
            store(job.get(), after, sent);
        }
        onEnd.accept(after);
        return false;
    }

    private Sent send(Job job) {
        Instant started = parts.clock().instant();
        Stopwatch taking = Stopwatch.start(parts.clock());
        CallbackOutcome outcome;
        try {
            outcome = parts.sender().send(job, held);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "job " + job.id() + ": the callback could not be sent", e);
            outcome = CallbackOutcome.failed("the sender failed with an internal error");
        }
        return new Sent(outcome, started, taking.elapsed(), parts.clock().instant());
    }

    private CallbackDelivery after(Sent result) {
        double chance = ThreadLocalRandom.current().nextDouble();
        return held.with(CallbackPolicy.after(held.progress(), result.outcome(), result.ended(), chance));
    }

    private void store(Job known, CallbackDelivery after, Sent result) {
        if (result.outcome().kind() == Kind.UNSENT) {
            parts.outbox().update(CallbackChange.silent(held, after));
            return;
        }
        CallbackAttempt attempt = attempt(after.progress(), result);
        Optional<Job> job = Optional.of(known);
        while (job.isPresent() && !tryStore(job.get(), after, attempt) && isStillHeld()) {
            job = parts.jobs().find(held.job());
        }
    }

    private boolean tryStore(Job job, CallbackDelivery after, CallbackAttempt attempt) {
        boolean stored = parts.outbox()
                .update(new CallbackChange(
                        held,
                        after,
                        Optional.of(attempt),
                        Optional.of(CallbackEvents.of(
                                job, after, attempt, parts.clock().instant()))));
        if (stored) {
            parts.observer().callbackTried(attempt);
            parts.changes().signal(job.ref());
        }
        return stored;
    }

    /** Otherwise the claim had ended and another grid claimed it, or its delivery was restarted. */
    private boolean isStillHeld() {
        return parts.outbox()
                .find(held.job())
                .filter(report -> report.delivery().progress().version()
                        == held.progress().version())
                .isPresent();
    }

    private static CallbackAttempt attempt(CallbackProgress progress, Sent result) {
        return new CallbackAttempt(
                progress.attempts(),
                result.started(),
                result.took().truncatedTo(ChronoUnit.MICROS),
                switch (progress.state()) {
                    case PENDING -> CallbackAttempt.Result.RETRYING;
                    case DELIVERED -> CallbackAttempt.Result.DELIVERED;
                    case GIVEN_UP -> CallbackAttempt.Result.GIVEN_UP;
                },
                result.outcome().httpStatus(),
                result.outcome().detail());
    }
}
