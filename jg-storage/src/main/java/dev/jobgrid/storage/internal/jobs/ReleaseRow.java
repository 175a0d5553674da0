package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;

/**
 * An allocation to release.
 *
 * @param run its run
 * @param owner the expected owner
 */
public record ReleaseRow(RunKey run, InstanceId owner) {}
