/** §10: stops a job that is not over. Start at {@link dev.jobgrid.internal.cancel.Canceller}. Talks to no engine. */
@NullMarked
package dev.jobgrid.internal.cancel;

import org.jspecify.annotations.NullMarked;
