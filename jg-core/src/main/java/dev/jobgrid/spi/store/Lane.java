package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;

/**
 * One lane of the queue: the jobs of a workspace with the same requirements. If the first cannot be placed, those
 * behind it cannot either.
 *
 * @param workspace their workspace
 * @param shape their requirements, as {@link dev.jobgrid.job.QueueKey#shape}
 */
public record Lane(WorkspaceId workspace, String shape) {}
