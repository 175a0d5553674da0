/** The only write path of jobs, and notifications of changes. Start at {@link dev.jobgrid.internal.jobs.JobWriter}. */
@NullMarked
package dev.jobgrid.internal.jobs;

import org.jspecify.annotations.NullMarked;
