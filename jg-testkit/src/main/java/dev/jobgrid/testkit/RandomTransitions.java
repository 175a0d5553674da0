package dev.jobgrid.testkit;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.NodeName;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.Collected;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobLifecycle;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.RunOutcome;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.job.UncollectedArtifacts;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuModel;
import dev.jobgrid.routing.Relaxation;
import dev.jobgrid.routing.Usd;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Generates one legal change of a job. */
final class RandomTransitions {
    private RandomTransitions() {}

    static Transition draw(Job job, RandomValues dice) {
        Instant now = job.state().times().updated().plus(dice.big(600_000_000), ChronoUnit.MICROS);
        List<Trigger> signals = Arrays.stream(Trigger.values())
                .filter(signal -> JobLifecycle.after(job.status(), signal).isPresent())
                .toList();
        Transition.Builder change = dice.oneIn(3) ? stay(job, now, dice) : move(job, dice.pick(signals), now, dice);
        dice.maybe(dice::text).ifPresent(change::message);
        int events = dice.number(0, 2);
        for (int i = 0; i < events; i++) {
            change.event("job." + dice.word(), dice.text(), dice.text(), dice.pick(JobEvent.Level.class));
        }
        return change.build();
    }

    private static Transition.Builder stay(Job job, Instant now, RandomValues dice) {
        if (job.status().isActive() && dice.oneIn(3)) {
            return Transition.of(job, now).attempt(job.attempt().takenOver(new InstanceId("grid_" + dice.hex(16))));
        }
        return Transition.of(job, now)
                .phase(dice.pick(List.copyOf(JobLifecycle.phasesOf(job.status()))))
                .event("job." + dice.word(), dice.text(), dice.text());
    }

    private static Transition.Builder move(Job job, Trigger signal, Instant now, RandomValues dice) {
        Transition.Builder change = Transition.of(job, signal, now);
        return switch (signal) {
            case ADMIT -> change.phase(ExecutionPhase.QUEUED);
            case ASSIGN ->
                change.phase(ExecutionPhase.WORKER_ASSIGNED)
                        .attempt(job.attempt().next(new InstanceId("grid_" + dice.hex(16)), placement(job, dice)));
            case START -> change.phase(ExecutionPhase.WORKLOAD_EXECUTION).startedAt(now.minusMillis(3));
            case REQUEUE ->
                change.phase(ExecutionPhase.QUEUED)
                        .attempt(
                                dice.oneIn(3)
                                        ? job.attempt().afterNodeFault(dice.text(), now)
                                        : job.attempt()
                                                .ended(outcome(dice))
                                                .givenUp(now.plusSeconds(dice.number(0, 60))));
            case COMPLETE, FAIL, CANCEL, REJECT ->
                change.reason(dice.text())
                        .attempt(ended(job.attempt(), now, dice))
                        .cost(dice.maybe(() -> new Usd(dice.big(25_000)))
                                .map(job.state().cost()::spent)
                                .orElse(job.state().cost()))
                        .ending(new JobResult(dice.maybe(() -> failure(dice)), dice.maybe(() -> collected(dice))));
        };
    }

    private static Attempt ended(Attempt attempt, Instant now, RandomValues dice) {
        Attempt stopped = dice.oneIn(4) ? attempt.timedOut(now) : attempt;
        return (dice.oneIn(4) ? stopped.diskExceeded(now) : stopped).ended(outcome(dice));
    }

    private static RunOutcome outcome(RandomValues dice) {
        boolean exited = dice.coin();
        return new RunOutcome(
                exited ? OptionalInt.of(dice.number(0, 255)) : OptionalInt.empty(),
                exited ? OptionalInt.empty() : OptionalInt.of(dice.number(1, 31)),
                dice.coin());
    }

    private static Failure failure(RandomValues dice) {
        return new Failure(dice.pick(Failure.Cause.class), dice.text(), dice.pick(ExecutionPhase.class), dice.coin());
    }

    private static Collected collected(RandomValues dice) {
        return new Collected(
                dice.number(0, 10),
                dice.big(1L << 40),
                dice.many(dice.number(0, 2), dice::word),
                dice.maybe(() -> leftovers(dice)));
    }

    private static UncollectedArtifacts leftovers(RandomValues dice) {
        return new UncollectedArtifacts(
                dice.pick(Failure.Cause.class),
                dice.number(0, 10_000),
                dice.number(0, 64),
                dice.many(dice.number(0, 3), dice::word),
                dice.word(),
                dice.text(),
                dice.maybe(() -> Instant.ofEpochSecond(dice.number(0, 2_000_000_000))));
    }

    /** On a separate node per run, so that no other holds its devices. */
    private static Placement placement(Job job, RandomValues dice) {
        GpuModel gpu = new GpuModel(
                "NVIDIA " + dice.word(), "NVIDIA", dice.word(), dice.pick(GpuClass.class), dice.big(1L << 38));
        return new Placement(
                dice.word(),
                new NodeName("node é " + job.id() + "#" + job.attempt().number()),
                dice.many(dice.number(1, 8), dice::word).stream().distinct().toList(),
                gpu,
                dice.coin(),
                dice.coin() ? "" : "eu-west",
                new Usd(dice.big(100_000_000)),
                dice.coin() ? List.of() : List.of(Relaxation.values()),
                dice.text());
    }
}
