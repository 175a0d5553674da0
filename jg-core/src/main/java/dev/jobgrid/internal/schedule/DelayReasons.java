package dev.jobgrid.internal.schedule;

import dev.jobgrid.GridSettings;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.internal.capacity.Capacity;
import dev.jobgrid.internal.capacity.NodeCircuitBreakers;
import dev.jobgrid.internal.history.RuntimeEstimates;
import dev.jobgrid.internal.screening.Classifier;
import dev.jobgrid.job.Job;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.JobStatus;
import dev.jobgrid.routing.Router;
import dev.jobgrid.routing.Snapshot;

/**
 * Adds to queued jobs why they do not start at this moment. The dispatcher stores the reason for heads of the queue; it
 * applies to the others as well. Thread-safe.
 */
public final class DelayReasons {
    private final NodeCircuitBreakers breakers;
    private final Router router;
    private final RuntimeEstimates timings;
    private final Capacity capacity;
    private final Classifier classifier;
    private final boolean allowsCpuWork;

    /** Reasons by a grid's quarantines. */
    public DelayReasons(
            NodeCircuitBreakers breakers,
            Router router,
            RuntimeEstimates timings,
            Capacity capacity,
            GridSettings.Work settings) {
        this.breakers = breakers;
        this.router = router;
        this.timings = timings;
        this.capacity = capacity;
        this.classifier = new Classifier(settings.rules());
        this.allowsCpuWork = settings.allowsCpuWork();
    }

    /** Whether the job is placed on GPUs. */
    public boolean needsGpu(JobSpec spec) {
        return !allowsCpuWork || classifier.classify(spec).requiresGpu();
    }

    /** The job with the reason why it waits, if that is a node fault; else as stored. */
    public Job of(Job job) {
        if (job.status() != JobStatus.QUEUED || !breakers.isAny()) {
            return job;
        }
        boolean gpu = needsGpu(job.spec());
        // By the last poll: reading a page of jobs must not call each executor for each job.
        Snapshot offers = capacity.all(gpu);
        String image = job.spec().image();
        try {
            return breakers.around(capacity.around(router, job.ref().workspace(), job.spec()), image)
                    .route(timings.request(job.ref().workspace(), job.spec(), offers), offers)
                    .chosen()
                    .flatMap(offer -> breakers.reason(offer, image))
                    .map(job::withDelayReason)
                    .orElse(job);
        } catch (JobGridException e) {
            return job; // a job can be read although the router fails
        }
    }
}
