/**
 * Jobs with their events and credits: how they are inserted, changed, found and read as a queue. Start at
 * {@link dev.jobgrid.storage.internal.jobs.JdbiJobStore}.
 */
@NullMarked
package dev.jobgrid.storage.internal.jobs;

import org.jspecify.annotations.NullMarked;
