/** §10: cancels jobs that have not ended. Start at {@link dev.jobgrid.internal.cancel.Canceller}. Calls no engine. */
@NullMarked
package dev.jobgrid.internal.cancel;

import org.jspecify.annotations.NullMarked;
