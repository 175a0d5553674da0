package dev.jobgrid.monitor;

import dev.jobgrid.id.JobId;
import dev.jobgrid.routing.GpuRequest;
import java.time.Instant;

/**
 * A queued job of the caller's workspace.
 *
 * @param id which job
 * @param name its name
 * @param queued when it was queued, the last time
 * @param gpus the GPUs that it needs; 0 if none
 * @param gpu its GPU request
 * @param reason what it waits for, for people
 * @param before how many jobs of all workspaces are estimated to get their turn before it
 */
public record QueuedJob(JobId id, String name, Instant queued, int gpus, GpuRequest gpu, String reason, long before) {}
