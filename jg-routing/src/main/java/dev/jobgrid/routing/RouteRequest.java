package dev.jobgrid.routing;

/**
 * The routing request of a job.
 *
 * @param workload its kind of work
 * @param gpu its resource request
 * @param preferences preferences among offers that fit
 * @param timing its expected wait and runtime
 */
public record RouteRequest(WorkloadType workload, GpuRequest gpu, RoutePreferences preferences, Timing timing) {
    /** A request with unknown runtime. */
    public RouteRequest(WorkloadType workload, GpuRequest gpu, RoutePreferences preferences) {
        this(workload, gpu, preferences, Timing.UNKNOWN);
    }

    // The queue distinguishes shapes of jobs by this text: expectations are not part of the requirements.
    @Override
    public String toString() {
        return "RouteRequest[workload=" + workload + ", gpu=" + gpu + ", preferences=" + preferences + "]";
    }

    /** The same with another timing. */
    public RouteRequest with(Timing expected) {
        return new RouteRequest(workload, gpu, preferences, expected);
    }
}
