package dev.jobgrid.internal.schedule;

import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.execute.TrialEventLimit;
import dev.jobgrid.internal.jobs.PlanChanges;
import dev.jobgrid.internal.schedule.Dispatcher.Parts;
import dev.jobgrid.internal.schedule.Queue.Next;
import dev.jobgrid.job.Attempt;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.spi.store.Creation.Found;
import dev.jobgrid.spi.store.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives devices to jobs, stores that together with other changes, and launches the runs. Single-threaded. */
final class Placements {
    private static final int TOGETHER = 128;

    private final Parts with;
    private final FairShare share;
    private final DemandForecaster forecaster;
    private final Map<RunKey, Transition> assigned = new LinkedHashMap<>();
    private final List<Transition> others = new ArrayList<>();
    // Whether another grid may hold devices that are free as far as this one knows.
    private boolean isBehind = true;

    Placements(Parts with, FairShare share, DemandForecaster forecaster) {
        this.with = with;
        this.share = share;
        this.forecaster = forecaster;
    }

    boolean isBehind() {
        return isBehind;
    }

    /** Reads the allocations of all grids, if this one is behind. */
    void catchUp() {
        if (isBehind) {
            with.capacity().read(with.storage().holds()::list);
            isBehind = false;
        }
    }

    /** Places a job with the next {@link #store}; false if fewer devices are free by now. */
    boolean tryPlace(Next next, Decision decision, boolean gpu, Instant now) {
        Optional<Transition> held = hold(next.job(), decision, gpu, now);
        held.ifPresent(placing -> {
            give(next.lane(), placing, gpu, now);
            assigned.put(placing.after().run(), placing);
        });
        return held.isPresent();
    }

    /**
     * Places a new job with its submit; empty if fewer devices are free by now. Its workspace gets the devices once it
     * is stored: a job that was submitted before gets none.
     *
     * @param onEnd called when it is stored or not
     */
    Optional<PlacedSubmit> tryPlace(Job fresh, Decision decision, boolean gpu, Instant now, Runnable onEnd) {
        return hold(fresh, decision, gpu, now).map(placing -> {
            Runners.Expected run = with.runners().expect(placing.after());
            return new PlacedSubmit(placing, found -> {
                try {
                    end(placing, run, found, gpu, now);
                } finally {
                    onEnd.run();
                }
            });
        });
    }

    private void end(Transition placing, Runners.Expected run, Optional<Found> found, boolean gpu, Instant now) {
        if (found.equals(Optional.of(Found.CREATED))) {
            Job job = placing.after();
            give(new Lane(job.ref().workspace(), job.turn().shape()), placing, gpu, now);
            with.writer().noteStored(placing);
            run.launch();
        } else {
            run.forget();
            release(placing.after().run());
            isBehind |= !found.map(Found::isStored).orElse(false);
        }
    }

    private Optional<Transition> hold(Job job, Decision decision, boolean gpu, Instant now) {
        RunKey run = new RunKey(job.ref(), job.attempt().number() + 1);
        return with.capacity()
                .hold(run, decision.chosen().orElseThrow(), decision.demand().gpus(), decision.relaxed(), gpu)
                .map(place -> placing(
                        job,
                        place,
                        with.breakers().placed(run, place, job.spec().image()),
                        now));
    }

    private Transition placing(Job job, Placement place, boolean isTrial, Instant now) {
        Attempt next = job.attempt().next(with.self().id(), place);
        Transition.Builder change = Transition.of(job, Trigger.ASSIGN, now)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(isTrial ? next.withDelayReason(job.attempt().delayReason()) : next)
                .message("The job is assigned to a node; its run is being prepared.");
        if (!isTrial || !TrialEventLimit.isQuiet(job.attempt())) {
            change.event("job.assigned", "Worker assigned", place.reason());
        }
        PlanChanges.addHeld(change, job, now);
        return change.build();
    }

    private void give(Lane lane, Transition placing, boolean gpu, Instant now) {
        Job job = placing.before();
        int devices =
                placing.after().attempt().placement().orElseThrow().gpuIds().size();
        share.give(lane, job, devices, now);
        if (gpu && job.attempt().number() == 0) {
            forecaster.came(job);
        }
    }

    /** Adds a change of a job that is not placed. */
    void add(Transition other) {
        others.add(other);
    }

    /** Whether as many changes as one commit should have wait to be stored. */
    boolean areMany() {
        return assigned.size() + others.size() >= TOGETHER;
    }

    /** Stores the changes so far, and launches the runs; returns how many jobs are placed. */
    int store() {
        List<Transition> changes = new ArrayList<>(assigned.values());
        changes.addAll(others);
        List<RunKey> runs = List.copyOf(assigned.keySet());
        assigned.clear();
        others.clear();
        if (changes.isEmpty()) {
            return 0;
        }
        List<Runners.Expected> expected = changes.subList(0, runs.size()).stream()
                .map(change -> with.runners().expect(change.after()))
                .toList();
        List<Boolean> stored = stored(changes, () -> {
            expected.forEach(Runners.Expected::forget);
            runs.forEach(this::lose);
        });
        int placed = 0;
        for (int i = 0; i < runs.size(); i++) {
            if (stored.get(i)) {
                placed++;
                expected.get(i).launch();
            } else {
                expected.get(i).forget();
                lose(runs.get(i));
            }
        }
        return placed;
    }

    private List<Boolean> stored(List<Transition> changes, Runnable onFailure) {
        try {
            return with.writer().applyAll(changes);
        } catch (RuntimeException e) {
            // They may have been stored: then they have allocations, and recovery resumes them.
            onFailure.run();
            throw e;
        }
    }

    private void lose(RunKey run) {
        release(run);
        isBehind = true;
    }

    private void release(RunKey run) {
        with.capacity().release(run);
        with.breakers().ended(run);
    }
}
