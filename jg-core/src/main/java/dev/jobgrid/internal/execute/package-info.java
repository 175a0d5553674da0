/** Looks after a run from its launch to its removal. Start at {@link dev.jobgrid.internal.execute.JobRunner}. */
@NullMarked
package dev.jobgrid.internal.execute;

import org.jspecify.annotations.NullMarked;
