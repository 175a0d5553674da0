/**
 * The job itself: what was asked, where it stands, how it may move. Start at {@link dev.jobgrid.job.Job}, then
 * {@link dev.jobgrid.job.JobLifecycle}.
 */
@NullMarked
package dev.jobgrid.job;

import org.jspecify.annotations.NullMarked;
