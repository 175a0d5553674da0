package dev.jobgrid.routing;

/**
 * Everything of a job that decides where it can run.
 *
 * @param workload what kind of work it does
 * @param gpu what it needs
 * @param preferences how to choose among what fits
 * @param timing how long it is expected to wait and to run
 */
public record RouteRequest(WorkloadType workload, GpuRequest gpu, RoutePreferences preferences, Timing timing) {
    /** A request of which nobody knows how long it runs. */
    public RouteRequest(WorkloadType workload, GpuRequest gpu, RoutePreferences preferences) {
        this(workload, gpu, preferences, Timing.UNKNOWN);
    }

    // The queue tells shapes of jobs apart by this text: what is expected of a job is no part of what it asks for.
    @Override
    public String toString() {
        return "RouteRequest[workload=" + workload + ", gpu=" + gpu + ", preferences=" + preferences + "]";
    }

    /** The same with another expectation of how long it waits and runs. */
    public RouteRequest with(Timing expected) {
        return new RouteRequest(workload, gpu, preferences, expected);
    }
}
