package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;

/**
 * A hold that is to be given back.
 *
 * @param run whose it is
 * @param owner who has to look after the run
 */
public record ReleaseRow(RunKey run, InstanceId owner) {}
