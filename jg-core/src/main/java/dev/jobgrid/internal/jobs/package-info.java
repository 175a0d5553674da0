/**
 * The one way by which jobs are changed, and how others hear of it. Start at
 * {@link dev.jobgrid.internal.jobs.JobWriter}.
 */
@NullMarked
package dev.jobgrid.internal.jobs;

import org.jspecify.annotations.NullMarked;
