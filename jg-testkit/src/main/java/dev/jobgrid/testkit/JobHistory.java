package dev.jobgrid.testkit;

import dev.jobgrid.id.JobId;
import dev.jobgrid.id.JobRef;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.Cost;
import dev.jobgrid.job.ExecutionPhase;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobEvent;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Transition;
import dev.jobgrid.job.Trigger;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.spi.store.NewJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * A job with legal changes, built on each other.
 *
 * @param created the job as submitted
 * @param transitions its changes, in order
 */
public record JobHistory(NewJob created, List<Transition> transitions) {
    /** Copies the changes. */
    public JobHistory {
        transitions = List.copyOf(transitions);
    }

    /** Histories of up to that many changes; some of them end the job. */
    public static Arbitrary<JobHistory> upTo(int changes) {
        return Arbitraries.integers()
                .between(0, changes)
                .flatMap(n -> Arbitraries.randomValue(random -> draw(
                        new JobRef(WorkspaceId.DEFAULT, new JobId("job_" + new RandomValues(random).hex(16))),
                        n,
                        random)));
    }

    /** A history of that many changes, or fewer if one of them ends the job. */
    public static JobHistory draw(JobRef ref, int changes, Random random) {
        NewJob created = created(ref, SampleSpecs.any(random), new RandomValues(random).instant());
        List<Transition> transitions = new ArrayList<>();
        Job job = created.job();
        for (int i = 0; i < changes && !job.isTerminal(); i++) {
            transitions.add(next(job, random));
            job = transitions.get(i).after();
        }
        return new JobHistory(created, transitions);
    }

    /** A job submitted and admitted at this moment, with its two events and a credit hold. */
    public static NewJob created(JobRef ref, JobSpec spec, Instant now) {
        return created(ref, spec, Cost.expected(new Usd(1_000), new Usd(25_000)), now);
    }

    /** The same for a job with this estimated cost. */
    public static NewJob created(JobRef ref, JobSpec spec, Cost cost, Instant now) {
        Transition submitted = Transition.of(Job.pending(ref, spec, cost, now), now)
                .message("Job submitted")
                .event("job.submitted", "Submitted", "The job was handed in.")
                .build();
        Transition queued = Transition.of(submitted.after(), Trigger.ADMIT, now)
                .phase(ExecutionPhase.QUEUED)
                .event("job.queued", "Queued", "The job waits for a place.")
                .build();
        List<JobEvent> events = new ArrayList<>(submitted.events());
        events.addAll(queued.events());
        return new NewJob(queued.after(), events, cost.max(), Optional.empty());
    }

    /** Some legal change of a job that has not ended. */
    public static Transition next(Job job, Random random) {
        return RandomTransitions.draw(job, new RandomValues(random));
    }

    /** The job after all changes. */
    public Job last() {
        return transitions.isEmpty()
                ? created.job()
                : transitions.get(transitions.size() - 1).after();
    }
}
