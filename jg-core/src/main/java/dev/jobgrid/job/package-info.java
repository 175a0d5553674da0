/**
 * The job: its spec, its state and its lifecycle. Start at {@link dev.jobgrid.job.Job}, then
 * {@link dev.jobgrid.job.JobLifecycle}.
 */
@NullMarked
package dev.jobgrid.job;

import org.jspecify.annotations.NullMarked;
