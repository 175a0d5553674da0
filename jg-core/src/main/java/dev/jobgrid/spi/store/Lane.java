package dev.jobgrid.spi.store;

import dev.jobgrid.id.WorkspaceId;

/**
 * One line of the queue: the jobs of a workspace that ask for alike places. If the first of them finds no place, those
 * behind it find none either.
 *
 * @param workspace whose jobs
 * @param shape what they ask for, as {@link dev.jobgrid.job.QueueKey#shape} tells
 */
public record Lane(WorkspaceId workspace, String shape) {}
