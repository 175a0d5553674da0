package dev.jobgrid.internal.schedule;

import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.internal.capacity.Reservations;
import dev.jobgrid.internal.capacity.Reservations.Held;
import dev.jobgrid.internal.execute.TrialEventLimit;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.internal.schedule.Dispatcher.Parts;
import dev.jobgrid.internal.schedule.Queue.Next;
import dev.jobgrid.internal.screening.Classifier;
import dev.jobgrid.internal.time.Stopwatch;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.JobResult;
import dev.jobgrid.job.LaunchHold;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Outcome;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.Lane;
import dev.jobgrid.spi.store.QueuedLane;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Places jobs in the order of a queue, and stores the placements together. A job that cannot be placed in its turn
 * reserves the devices it waits for against later jobs. Single-threaded.
 */
final class PlacementPass {
    private final Parts with;
    private final Classifier classifier;
    private final FairShare share;
    private final DemandForecaster forecaster;
    private final Placements placements;
    private final Reservations ofGpus = new Reservations();
    private final Reservations ofCpuSlots = new Reservations();
    private final Map<JobRef, Stopwatch> unplaceable = new HashMap<>();
    private final Set<JobRef> foundUnplaceable = new HashSet<>();
    private Optional<Instant> lastNotified = Optional.empty();
    private final Stopwatch running;
    private boolean notifies;
    // Whether later jobs of the lane may be placed although the last one was not.
    private boolean isForItselfAlone;
    private final Set<Lane> kept = new LinkedHashSet<>();
    private final Set<WorkspaceId> served = new HashSet<>();

    /**
     * The result of a pass.
     *
     * @param placed the number of placed jobs
     * @param served workspaces of placed jobs, though another grid may have been faster
     * @param aside jobs that were not placed although others of their lanes may be
     * @param kept lanes with reservations, in the order of the queue; of those that wait for one device of an offer,
     *     only the first
     */
    record Found(int placed, Set<WorkspaceId> served, int aside, List<Lane> kept) {}

    PlacementPass(Parts with, Classifier classifier, FairShare share) {
        this.with = with;
        this.classifier = classifier;
        this.share = share;
        running = Stopwatch.start(with.clock());
        forecaster = new DemandForecaster(with.capacity(), this::needsGpu);
        placements = new Placements(with, share, forecaster);
    }

    /** Starts a pass with the current capacity. Earlier reservations end. */
    void begin(Instant now) {
        placements.catchUp();
        with.capacity().poll();
        ofGpus.clear();
        ofCpuSlots.clear();
        kept.clear();
        served.clear();
        // While devices are released all the time, each job would get a message for the moment until its turn.
        notifies = lastNotified
                .map(at -> now.isBefore(at)
                        || !now.isBefore(at.plus(with.settings().running().pollEvery())))
                .orElse(true);
        countHeld();
    }

    private void countHeld() {
        Map<WorkspaceId, Integer> devices = new HashMap<>();
        with.capacity().held().forEach((run, count) -> devices.merge(run.job().workspace(), count, Integer::sum));
        share.pass(devices, running.elapsed());
    }

    /** Whether jobs get waiting messages. */
    void setNotifies(boolean isNotifying) {
        notifies = isNotifying;
    }

    /** Starts a scan of the queue: jobs not found since the last start no longer count as unplaceable. */
    void beginAll() {
        unplaceable.keySet().retainAll(foundUnplaceable);
        foundUnplaceable.clear();
    }

    /** Reads the queue for the demand forecast, before placing. */
    void foresee(List<QueuedLane> lanes, Instant now) {
        forecaster.look(lanes, now);
    }

    /** Places the jobs that can be placed. */
    Found place(Queue queue, Instant now) {
        int placed = 0;
        int aside = 0;
        boolean isAnyWaiting = false;
        for (Optional<Next> next = queue.take(); next.isPresent(); next = queue.take()) {
            boolean isPlaced = tryPlace(next.get(), now);
            isAnyWaiting |= !isPlaced;
            if (!isPlaced && isForItselfAlone) {
                aside++;
            } else if (!isPlaced) {
                queue.close(next.get().lane()).forEach(behind -> keepQueued(behind, now));
            }
            if (placements.areMany()) {
                placed += placements.store();
            }
        }
        placed += placements.store();
        with.capacity().waiting(forNew(isAnyWaiting, true), forNew(isAnyWaiting, false));
        return new Found(placed, Set.copyOf(served), aside, List.copyOf(kept));
    }

    private Optional<Reservations> forNew(boolean isAnyWaiting, boolean gpu) {
        return isAnyWaiting
                ? Optional.of(reservations(gpu).forNew(with.capacity().own(gpu)))
                : Optional.empty();
    }

    /**
     * Places a job that is about to be stored where it was quoted, while nobody waits; empty if that is not free by now,
     * or what is known of devices and nodes may be wrong.
     *
     * @param onEnd called when it is stored or not
     */
    Optional<PlacedSubmit> place(Job fresh, Decision quoted, Instant now, Runnable onEnd) {
        if (placements.isBehind() || with.breakers().isAny()) {
            return Optional.empty();
        }
        countHeld();
        foresee(List.of(), now);
        return placements.tryPlace(fresh, quoted, needsGpu(fresh), now, onEnd);
    }

    private boolean needsGpu(Job job) {
        return !with.settings().work().allowsCpuWork()
                || classifier.classify(job.spec()).requiresGpu();
    }

    /** A job that the router fails for waits, and does not block others. */
    private boolean tryPlace(Next next, Instant now) {
        try {
            return tryRoute(next, now);
        } catch (JobGridException e) {
            awaitDecision(next.job(), e, now);
            return true;
        }
    }

    private void awaitDecision(Job job, JobGridException failure, Instant now) {
        String message = "Cannot place the job now: " + failure.getMessage() + ". It stays queued.";
        await(job, message, now);
    }

    private boolean tryRoute(Next next, Instant now) {
        isForItselfAlone = false;
        Job job = next.job();
        if (PlanChanges.isLate(job, now)) {
            placements.add(PlanChanges.late(job, now));
            return true; // others need not wait for it
        }
        boolean gpu = needsGpu(job);
        Decision decision = route(job, reservations(gpu).without(with.capacity().own(gpu)));
        switch (decision.outcome()) {
            case PLACED -> {
                return tryHold(next, decision, gpu, now);
            }
            case BUSY -> {
                return fillsIn(next, gpu, now) || keeps(next, decision, gpu, now);
            }
            case UNSATISFIABLE -> {
                return unplaceable(job, now);
            }
        }
        return false;
    }

    private Decision route(Job job, Snapshot snapshot) {
        return route(
                job, snapshot, with.capacity().around(with.router(), job.ref().workspace(), job.spec()));
    }

    private Decision route(Job job, Snapshot snapshot, Router router) {
        if (job.state().isPlan(LaunchHold.Stage.WAITING)) {
            // A launch plan is no trial run of a quarantined node: it would hold that up until its go.
            return with.breakers()
                    .around(router, job.spec().image())
                    .route(with.timings().request(job.ref().workspace(), job.spec(), snapshot), snapshot);
        }
        return with.breakers()
                .route(
                        router,
                        with.timings().request(job.ref().workspace(), job.spec(), snapshot),
                        snapshot,
                        job.ref(),
                        job.spec().image());
    }

    private Reservations reservations(boolean gpu) {
        return gpu ? ofGpus : ofCpuSlots;
    }

    private boolean tryHold(Next next, Decision decision, boolean gpu, Instant now) {
        boolean isPlaced = placements.tryPlace(next, decision, gpu, now);
        if (isPlaced) {
            served.add(next.job().ref().workspace());
        }
        return isPlaced;
    }

    /** Places a job on devices reserved for others, if it ends before they can begin. */
    private boolean fillsIn(Next next, boolean gpu, Instant now) {
        Job job = next.job();
        Optional<Duration> timeout = job.spec().timeout();
        if (timeout.isEmpty() || reservations(gpu).isEmpty()) {
            return false;
        }
        Decision decision = route(job, with.capacity().own(gpu));
        if (decision.outcome() != Outcome.PLACED) {
            return false;
        }
        Offer offer = decision.chosen().orElseThrow();
        List<Held> held = with.capacity().heldOf(offer.id(), gpu).entrySet().stream()
                .map(run -> new Held(run.getValue(), with.runners().endsBy(run.getKey(), now)))
                .toList();
        Instant until = now.plus(timeout.get()).plus(with.settings().running().stopGrace());
        return reservations(gpu).isHarmless(offer, until, held) && tryHold(next, decision, gpu, now);
    }

    private boolean keeps(Next next, Decision decision, boolean gpu, Instant now) {
        Job job = next.job();
        Offer offer = decision.chosen().orElseThrow();
        String reason =
                notifies ? reservations(gpu).reason(decision, with.capacity().own(gpu)) : "";
        if (with.breakers().reason(offer, job.spec().image()).isPresent()) {
            // No reservation where nothing starts; and other jobs may try what this job has tried already.
            isForItselfAlone = with.breakers().allowsOthers(offer, job.spec().image(), now);
        } else if (with.capacity().awaited(decision).isPresent()) {
            // If only the image ties it to the node, others need not wait for the node.
            isForItselfAlone = true;
        } else {
            keep(next.lane(), offer, decision.demand().gpus(), reservations(gpu));
            share.reserve(next.lane(), job, now);
        }
        await(job, decision, reason, now);
        return false;
    }

    private void keep(Lane lane, Offer offer, int devices, Reservations reservations) {
        int before = reservations.of(offer);
        if (before == 0 || devices > 1 && before < offer.gpus().total()) {
            kept.add(lane);
        }
        reservations.keep(offer, devices);
    }

    /** A job behind one that was not placed. */
    private void keepQueued(Job job, Instant now) {
        try {
            awaitTurn(job, now);
        } catch (JobGridException e) {
            awaitDecision(job, e, now);
        }
    }

    private void awaitTurn(Job job, Instant now) {
        if (PlanChanges.isLate(job, now)) {
            placements.add(PlanChanges.late(job, now));
            return;
        }
        boolean gpu = needsGpu(job);
        Decision decision = route(job, with.capacity().own(gpu));
        if (decision.outcome() == Outcome.UNSATISFIABLE) {
            unplaceable(job, now);
        } else {
            await(job, decision, "Jobs before it wait for the GPUs that fit; the job waits for its turn.", now);
        }
    }

    /** Waits for the chosen offer: for its GPUs, or until its node works again. */
    private void await(Job job, Decision decision, String message, Instant now) {
        Optional<String> fault = decision.chosen()
                .flatMap(offer -> with.breakers().reason(offer, job.spec().image()));
        if (fault.isPresent()) {
            await(job, fault.get(), now);
        } else {
            await(job, with.capacity().awaited(decision), message, now);
        }
    }

    /** Waits for a node that is absent for this reason, or else for the reason of the message. */
    private void await(Job job, Optional<String> absent, String message, Instant now) {
        if (!isNotified(job) || !job.attempt().delayReason().equals(absent.orElse(""))) {
            notifyWaiting(job, absent.orElse(message), absent.orElse(""), now);
        }
    }

    /** Waits because of a failure. An engine's messages may differ each time: the failure is reported once. */
    private void await(Job job, String failure, Instant now) {
        if (!isNotified(job) || job.attempt().delayReason().isEmpty()) {
            notifyWaiting(job, failure, failure, now);
        }
    }

    private static boolean isNotified(Job job) {
        return job.phase() == ExecutionPhase.WAITING_FOR_CAPACITY;
    }

    private void notifyWaiting(Job job, String message, String delayReason, Instant now) {
        if (!notifies) {
            return;
        }
        lastNotified = Optional.of(now);
        Transition.Builder change = Transition.of(job, now)
                .phase(ExecutionPhase.WAITING_FOR_CAPACITY)
                .message(message)
                .attempt(job.attempt().withDelayReason(delayReason));
        if (!isNotified(job) && !TrialEventLimit.isQuiet(job.attempt())) {
            change.event("job.waiting_for_capacity", "Waiting for capacity", message);
        }
        placements.add(change.build());
    }

    private boolean unplaceable(Job job, Instant now) {
        Snapshot all = with.capacity().all(needsGpu(job));
        boolean isForImage = isForImage(job, all);
        // Jobs of a lane may have different images.
        isForItselfAlone = isForImage;
        Decision anywhere = route(job, all);
        if (anywhere.outcome() != Outcome.UNSATISFIABLE) {
            unplaceable.remove(job.ref()); // a peer can run it, or a node that is away
            with.capacity().awaitedAway(anywhere).ifPresent(why -> await(job, Optional.of(why), why, now));
            return false;
        }
        Optional<String> awaited =
                with.capacity().awaited(Optional.of(job.spec().image()).filter(image -> isForImage));
        Duration timeout = with.settings().work().unplaceableTimeout();
        boolean isOverdue = unplaceableSince(job).hasRun(timeout);
        if (!isOverdue || !isNotified(job)) {
            await(job, awaited, "No known node can run the job; it waits for one that can.", now);
            return false;
        }
        String reason = "No known node could run the job for " + timeout.toSeconds() + " s."
                + awaited.map(why -> " " + why).orElse("");
        placements.add(Transition.of(job, Trigger.REJECT, now)
                .message("The job was rejected.")
                .reason(reason)
                .cost(job.state().cost().spent(Usd.ZERO))
                .ending(new JobResult(
                        Optional.of(new Failure(Failure.Cause.UNPLACEABLE, reason, job.phase(), true)),
                        Optional.empty()))
                .event("job.rejected", "Job rejected", reason, Level.ERROR)
                .build());
        return false;
    }

    /** Whether only its image keeps a job from a node. */
    private boolean isForImage(Job job, Snapshot snapshot) {
        Router router = with.capacity().aroundMounts(with.router(), job.ref().workspace(), job.spec());
        return route(job, snapshot, router).outcome() != Outcome.UNSATISFIABLE;
    }

    /** From when this grid found that no known node fits: the time that a job waited for busy nodes does not count. */
    private Stopwatch unplaceableSince(Job job) {
        foundUnplaceable.add(job.ref());
        if (with.capacity().isAnyUnknown()) {
            // A node that has not answered yet may fit the job: the time-out begins when all are known.
            unplaceable.remove(job.ref());
        }
        return unplaceable.computeIfAbsent(job.ref(), ref -> Stopwatch.start(with.clock()));
    }
}
