package dev.jobgrid.internal.monitor;

import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.JobStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Changes jobs in the store against whoever else does, and tells those who watch them. Thread-safe. */
public final class JobWriter {
    private final JobStore jobs;
    private final Changes changes;
    private final GridObserver observer;
    private final Consumer<Transition> onStored;

    /**
     * A writer to this store.
     *
     * @param onStored takes each change that is stored; must not block
     */
    public JobWriter(JobStore jobs, Changes changes, GridObserver observer, Consumer<Transition> onStored) {
        this.jobs = jobs;
        this.changes = changes;
        this.observer = observer;
        this.onStored = onStored;
    }

    /**
     * Stores one change, built from the job as the caller knows it.
     *
     * @return false if the job has changed since
     */
    public boolean apply(Transition transition) {
        return applyAll(List.of(transition)).get(0);
    }

    /** Stores changes together; what {@link #apply} would have said of each, in order. */
    public List<Boolean> applyAll(List<Transition> transitions) {
        List<Boolean> applied =
                transitions.size() == 1 ? List.of(jobs.apply(transitions.get(0))) : jobs.applyAll(transitions);
        for (int i = 0; i < applied.size(); i++) {
            if (applied.get(i)) {
                stored(transitions.get(i));
            }
        }
        return applied;
    }

    private void stored(Transition transition) {
        changes.signal(transition.after().ref());
        observer.changed(transition);
        onStored.accept(transition);
    }

    /**
     * Stores one change, built anew from the stored job for as long as others come first.
     *
     * @param change gives the change, or empty to leave the job as it is
     * @return the job as it is stored afterwards, unchanged if another run holds a device of its place; empty if it does
     *     not exist
     */
    public Optional<Job> update(JobRef ref, Function<Job, Optional<Transition>> change) {
        return updateAll(ref, job -> change.apply(job).stream().toList());
    }

    /** As {@link #update(JobRef, Function)}, by changes each built on the one before, which are stored together. */
    public Optional<Job> updateAll(JobRef ref, Function<Job, List<Transition>> change) {
        Optional<Job> job = jobs.find(ref);
        return job.isEmpty() ? job : updateAll(job.get(), change);
    }

    /** As {@link #update(JobRef, Function)}, built first from the job as the caller knows it. */
    public Optional<Job> update(Job known, Function<Job, Optional<Transition>> change) {
        return updateAll(known, job -> change.apply(job).stream().toList());
    }

    /** As {@link #update(Job, Function)}, by changes each built on the one before, which are stored together. */
    public Optional<Job> updateAll(Job known, Function<Job, List<Transition>> change) {
        Optional<Job> job = Optional.of(known);
        while (job.isPresent()) {
            List<Transition> transitions = change.apply(job.get());
            if (transitions.isEmpty()) {
                return job;
            }
            int last = transitions.size() - 1;
            if (applyAll(transitions).get(last)) {
                return Optional.of(transitions.get(last).after());
            }
            long refused = job.get().state().version();
            job = jobs.find(known.ref());
            // Refused although nobody else came first: another run holds a device, and asking again would change
            // nothing.
            if (job.filter(current -> current.state().version() == refused).isPresent()) {
                return job;
            }
        }
        return job;
    }
}
