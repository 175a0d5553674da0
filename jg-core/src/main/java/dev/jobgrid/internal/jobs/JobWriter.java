package dev.jobgrid.internal.jobs;

import static java.util.Objects.requireNonNull;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.Transition;
import dev.jobgrid.spi.GridObserver;
import dev.jobgrid.spi.store.JobStore;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Changes jobs in the store under concurrent writers, and notifies watchers. Thread-safe. */
public final class JobWriter {
    private static final System.Logger LOG = System.getLogger(JobWriter.class.getName());

    private final JobStore jobs;
    private final Changes changes;
    private final GridObserver observer;
    private final Consumer<Transition> onStored;

    /**
     * A writer to this store.
     *
     * @param onStored receives each stored change; must not block
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

    /**
     * Stores changes together; returns the result of {@link #apply} for each, in order. A change whose values the store
     * rejects does not block other jobs: it is retried without texts, and if that is rejected too, it is not stored.
     */
    public List<Boolean> applyAll(List<Transition> transitions) {
        List<Boolean> applied = new ArrayList<>(transitions.size());
        stored(transitions, true).forEach(stored -> applied.add(stored.isPresent()));
        return applied;
    }

    /**
     * Stores changes.
     *
     * @param mayReduce whether changes whose values the store rejects are stored without texts
     * @return for each change what was stored of it
     */
    private List<Optional<Transition>> stored(List<Transition> transitions, boolean mayReduce) {
        List<Boolean> applied;
        try {
            applied = transitions.size() == 1 ? List.of(jobs.apply(transitions.get(0))) : jobs.applyAll(transitions);
        } catch (JobGridException e) {
            if (!mayReduce || !isOfValues(e)) {
                throw e;
            }
            return isOfOneJob(transitions) ? reduced(transitions, e) : jobByJob(transitions);
        }
        List<Optional<Transition>> stored = new ArrayList<>(applied.size());
        for (int i = 0; i < applied.size(); i++) {
            stored.add(applied.get(i) ? Optional.of(transitions.get(i)) : Optional.empty());
        }
        stored.forEach(each -> each.ifPresent(this::noteStored));
        return stored;
    }

    /** Notifies watchers of a change; of one that was stored with its new job, too. */
    public void noteStored(Transition transition) {
        changes.signal(transition.after().ref());
        observer.changed(transition);
        onStored.accept(transition);
    }

    /** Whether a retry would be rejected again. */
    private static boolean isOfValues(JobGridException refusal) {
        return refusal.code() == ErrorCode.INVALID_REQUEST;
    }

    private static boolean isOfOneJob(List<Transition> transitions) {
        return transitions.stream().map(each -> each.after().ref()).distinct().count() == 1;
    }

    private List<Optional<Transition>> reduced(List<Transition> transitions, JobGridException refusal) {
        LOG.log(
                Level.WARNING,
                "job " + transitions.get(0).after().ref()
                        + ": the store rejected a value; retrying without texts and callback",
                refusal);
        return stored(transitions.stream().map(Transition::withoutTexts).toList(), false);
    }

    private List<Optional<Transition>> jobByJob(List<Transition> transitions) {
        Map<JobRef, List<Transition>> byJob = new LinkedHashMap<>();
        transitions.forEach(each -> byJob.computeIfAbsent(each.after().ref(), job -> new ArrayList<>())
                .add(each));
        Map<JobRef, Iterator<Optional<Transition>>> stored = new HashMap<>();
        byJob.forEach((job, own) -> stored.put(job, storedOrLeft(job, own).iterator()));
        return transitions.stream()
                .map(each -> requireNonNull(stored.get(each.after().ref())).next())
                .toList();
    }

    private List<Optional<Transition>> storedOrLeft(JobRef job, List<Transition> own) {
        try {
            return stored(own, true);
        } catch (JobGridException e) {
            if (!isOfValues(e)) {
                throw e;
            }
            LOG.log(Level.ERROR, "job " + job + ": the store rejected the change even without texts", e);
            return Collections.nCopies(own.size(), Optional.empty());
        }
    }

    /**
     * Stores one change, rebuilt from the stored job after each conflict.
     *
     * @param change builds the change, or empty to leave the job unchanged
     * @return the stored job afterwards, unchanged if another run holds a device of its placement; empty if it does not
     *     exist
     */
    public Optional<Job> update(JobRef ref, Function<Job, Optional<Transition>> change) {
        return updateAll(ref, job -> change.apply(job).stream().toList());
    }

    /** As {@link #update(JobRef, Function)}, with changes built on each other, which are stored together. */
    public Optional<Job> updateAll(JobRef ref, Function<Job, List<Transition>> change) {
        Optional<Job> job = jobs.find(ref);
        return job.isEmpty() ? job : updateAll(job.get(), change);
    }

    /** As {@link #update(JobRef, Function)}, built first from the job as the caller knows it. */
    public Optional<Job> update(Job known, Function<Job, Optional<Transition>> change) {
        return updateAll(known, job -> change.apply(job).stream().toList());
    }

    /** As {@link #update(Job, Function)}, with changes built on each other, which are stored together. */
    public Optional<Job> updateAll(Job known, Function<Job, List<Transition>> change) {
        Optional<Job> job = Optional.of(known);
        while (job.isPresent()) {
            List<Transition> transitions = change.apply(job.get());
            if (transitions.isEmpty()) {
                return job;
            }
            Optional<Transition> last = stored(transitions, true).get(transitions.size() - 1);
            if (last.isPresent()) {
                return last.map(Transition::after);
            }
            long refused = job.get().state().version();
            job = jobs.find(known.ref());
            // Refused without a conflict: another run holds a device, and a retry would change nothing.
            if (job.filter(current -> current.state().version() == refused).isPresent()) {
                return job;
            }
        }
        return job;
    }
}
