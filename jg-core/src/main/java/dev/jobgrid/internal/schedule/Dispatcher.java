package dev.jobgrid.internal.schedule;

import dev.jobgrid.GridSettings;
import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;
import dev.jobgrid.internal.execute.Runners;
import dev.jobgrid.internal.monitor.JobWriter;
import dev.jobgrid.internal.screening.Classifier;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.Ending;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Failure;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent.Level;
import dev.jobgrid.job.Placement;
import dev.jobgrid.job.Signal;
import dev.jobgrid.job.Transition;
import dev.jobgrid.routing.Decision;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.HoldStore;
import dev.jobgrid.spi.JobStore;
import dev.jobgrid.spi.Loop;
import dev.jobgrid.spi.QueueQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Gives queued jobs their places, the longest queued first; a job that does not fit now holds back none behind it. Woken
 * by submits and by runs that end; asks the store by itself now and then. Stepped by one thread.
 */
public final class Dispatcher implements Loop {
    private static final int PAGE = 1000;

    private final JobStore jobs;
    private final JobWriter writer;
    private final Capacity capacity;
    private final Runners runners;
    private final Router router;
    private final Recovery recovery;
    private final Classifier classifier;
    private final GridSettings settings;
    private final InstantSource clock;
    private final InstanceId self;
    private final Semaphore wakeUps;
    private Optional<Instant> lastLook = Optional.empty();
    private boolean recovered;

    /** What a dispatcher works with. */
    public record Parts(
            JobStore jobs,
            HoldStore holds,
            JobWriter writer,
            Capacity capacity,
            Runners runners,
            Router router,
            GridSettings settings,
            InstantSource clock,
            InstanceId self) {}

    /** A dispatcher woken by these permits. */
    public Dispatcher(Parts parts, Semaphore wakeUps) {
        this.jobs = parts.jobs();
        this.writer = parts.writer();
        this.capacity = parts.capacity();
        this.runners = parts.runners();
        this.router = parts.router();
        this.settings = parts.settings();
        this.clock = parts.clock();
        this.self = parts.self();
        this.wakeUps = wakeUps;
        this.classifier = new Classifier(parts.settings().work().rules());
        this.recovery = new Recovery(parts.jobs(), parts.holds(), parts.capacity(), parts.runners(), parts.self());
    }

    @Override
    public boolean step(Duration wait) throws InterruptedException {
        if (!recovered) {
            // Before any place is given: what earlier runs hold must be known first.
            recovery.run();
            recovered = true;
        } else if (!isWoken(wait)) {
            return true;
        }
        wakeUps.drainPermits();
        dispatch();
        return true;
    }

    private boolean isWoken(Duration wait) throws InterruptedException {
        boolean woken = wakeUps.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS);
        Instant due =
                lastLook.map(at -> at.plus(settings.running().pollEvery())).orElse(Instant.MIN);
        return woken || !clock.instant().isBefore(due);
    }

    private void dispatch() {
        Instant now = clock.instant();
        lastLook = Optional.of(now);
        jobs.queued(new QueueQuery(now, PAGE, PAGE, Optional.empty())).stream()
                .flatMap(lane -> lane.jobs().stream())
                .sorted(Comparator.comparing(job -> job.turn().at()))
                .forEach(job -> place(job, now));
    }

    private void place(Job job, Instant now) {
        boolean gpu = !settings.work().allowsCpuWork()
                || classifier.classify(job.spec()).requiresGpu();
        Snapshot snapshot = capacity.snapshot(gpu);
        Decision decision = router.route(job.spec().routeRequest(), snapshot);
        switch (decision.outcome()) {
            case PLACED -> assign(job, decision, gpu, now);
            case BUSY -> await(job, "All GPUs that fit are busy; the job waits for one.", now);
            case UNSATISFIABLE -> unplaceable(job, now);
        }
    }

    private void assign(Job job, Decision decision, boolean gpu, Instant now) {
        RunKey run = new RunKey(job.ref(), job.attempt().number() + 1);
        Optional<Placement> held = capacity.hold(
                run, decision.chosen().orElseThrow(), decision.demand().gpus(), decision.relaxed(), gpu);
        if (held.isEmpty()) {
            return;
        }
        Placement place = held.get();
        Transition assign = Transition.of(job, Signal.ASSIGN, now)
                .phase(ExecutionPhase.WORKER_ASSIGNED)
                .attempt(job.attempt().next(self, place))
                .message("A place was found; the run is being prepared.")
                .event("job.assigned", "Worker assigned", place.reason())
                .build();
        if (isStored(assign, run)) {
            runners.launch(assign.after());
        } else {
            capacity.release(run);
        }
    }

    private boolean isStored(Transition assign, RunKey run) {
        try {
            return writer.apply(assign);
        } catch (RuntimeException e) {
            // It may be stored all the same: then the job has a place that nobody looks after, as after a crash.
            capacity.release(run);
            recovered = false;
            throw e;
        }
    }

    private void await(Job job, String message, Instant now) {
        if (job.phase() != ExecutionPhase.WAITING_FOR_CAPACITY) {
            writer.apply(Transition.of(job, now)
                    .phase(ExecutionPhase.WAITING_FOR_CAPACITY)
                    .message(message)
                    .event("job.waiting_for_capacity", "Waiting for capacity", message)
                    .build());
        }
    }

    private void unplaceable(Job job, Instant now) {
        Instant since = job.state().times().phaseStarted();
        if (job.phase() != ExecutionPhase.WAITING_FOR_CAPACITY
                || now.isBefore(since.plus(settings.work().patience()))) {
            await(job, "Nothing that the grid knows can run the job; it waits for a node that can.", now);
            return;
        }
        String reason = "Nothing that the grid knows could run the job for "
                + settings.work().patience().toSeconds() + " s.";
        Cost cost = job.state().cost();
        writer.apply(Transition.of(job, Signal.REJECT, now)
                .message("The job was rejected.")
                .reason(reason)
                .cost(new Cost(cost.min(), cost.max(), Optional.of(Usd.ZERO)))
                .ending(new Ending(
                        Optional.of(new Failure(Failure.Cause.UNPLACEABLE, reason, job.phase(), true)),
                        Optional.empty()))
                .event("job.rejected", "Job rejected", reason, Level.ERROR)
                .build());
    }
}
