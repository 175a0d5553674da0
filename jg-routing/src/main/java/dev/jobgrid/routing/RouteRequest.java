package dev.jobgrid.routing;

/**
 * Everything of a job that decides where it can run.
 *
 * @param workload what kind of work it does
 * @param gpu what it needs
 * @param preferences how to choose among what fits
 */
public record RouteRequest(WorkloadType workload, GpuRequest gpu, RoutePreferences preferences) {}
