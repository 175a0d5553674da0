/**
 * The facade. Start at {@link dev.jobgrid.JobGrid}: build one, submit a {@link dev.jobgrid.job.JobSpec}, follow it with a
 * {@link dev.jobgrid.JobHandle}.
 */
@NullMarked
package dev.jobgrid;

import org.jspecify.annotations.NullMarked;
