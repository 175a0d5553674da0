/** Supervision of runs from launch to removal. Start at {@link dev.jobgrid.internal.execute.JobRunner}. */
@NullMarked
package dev.jobgrid.internal.execute;

import org.jspecify.annotations.NullMarked;
