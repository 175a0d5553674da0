package dev.jobgrid.storage;

import dev.jobgrid.id.InstanceId;
import dev.jobgrid.id.RunKey;

/**
 * A hold that is to be given back.
 *
 * @param run whose it is
 * @param owner who has to look after the run
 */
record ReleaseRow(RunKey run, InstanceId owner) {}
