package dev.jobgrid.plans;

import dev.jobgrid.id.JobId;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Placement;
import dev.jobgrid.routing.Usd;
import java.time.Instant;
import java.util.Optional;

/**
 * A job that has its place and waits for the go: these GPUs, at this price, are its own until {@code expires}. It counts
 * as any assigned job: in limits, credits, fair share and {@link dev.jobgrid.JobGrid#fleet}. Give the go with
 * {@link dev.jobgrid.submit.SubmitOptions#ofLaunchPlan}; give it back with {@link dev.jobgrid.JobGrid#cancel}.
 *
 * @param id the job's id, also before the go
 * @param state its state
 * @param node the node of its place; empty while a launched job is queued again
 * @param gpu the model of its GPUs; empty as {@code node}
 * @param gpus the number of its GPUs
 * @param hourlyRate the price of all of them per hour
 * @param minCost lower end of the estimated cost
 * @param maxCost upper end of the estimated cost
 * @param creditsHeld credits of the workspace reserved for it; absent if it does not pay by credits
 * @param expires when the hold ends, or would have ended
 * @param ended when it was launched, expired, released or lost; absent while it is held
 * @param reason why it ended without a go; else empty
 * @param replayed whether an earlier request with the same id or idempotency key made it
 */
public record LaunchPlan(
        JobId id,
        State state,
        String node,
        String gpu,
        int gpus,
        Usd hourlyRate,
        Usd minCost,
        Usd maxCost,
        Optional<Usd> creditsHeld,
        Instant expires,
        Optional<Instant> ended,
        String reason,
        boolean replayed) {
    /** The states of a launch plan. */
    public enum State {
        /** It holds its place. */
        HELD,
        /** It got the go, and is a job as any other. */
        LAUNCHED,
        /** Nobody gave it the go in time. */
        EXPIRED,
        /** A caller gave it back. */
        RELEASED,
        /** Its place was lost: the node was unreachable for too long, or was forgotten. */
        LOST
    }

    /** The launch plan of a job; empty if it is none, or never got a place. */
    public static Optional<LaunchPlan> of(Job job) {
        return job.state()
                .hold()
                .filter(hold -> hold.stage() != LaunchHold.Stage.WAITING)
                .map(hold -> of(job, hold));
    }

    private static LaunchPlan of(Job job, LaunchHold hold) {
        State state = State.valueOf(hold.stage().name());
        Optional<Placement> place = job.attempt().placement();
        boolean isWithout = state != State.HELD && state != State.LAUNCHED;
        return new LaunchPlan(
                job.id(),
                state,
                place.map(at -> at.node().value()).orElse(""),
                place.map(at -> at.gpu().name()).orElse(""),
                place.map(at -> at.gpuIds().size()).orElse(0),
                place.map(Placement::hourlyRate).orElse(Usd.ZERO),
                job.state().cost().min(),
                job.state().cost().max(),
                job.state().cost().held(),
                job.state().times().assigned().map(at -> at.plus(hold.length())).orElse(hold.at()),
                state == State.HELD ? Optional.empty() : Optional.of(hold.at()),
                isWithout ? job.state().reason() : "",
                false);
    }

    /** The same, made by an earlier request or not. */
    public LaunchPlan replayed(boolean value) {
        return new LaunchPlan(
                id, state, node, gpu, gpus, hourlyRate, minCost, maxCost, creditsHeld, expires, ended, reason, value);
    }
}
